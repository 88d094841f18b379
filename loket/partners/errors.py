"""Refusals about partners. Their texts are for the people who read them."""

from __future__ import annotations

from loket.errors import LoketError


class PartnerRefused(LoketError):
    """``field``: which of the given values has to be mended."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class AdmissionNotFound(PartnerRefused):
    def __init__(self) -> None:
        super().__init__("Penerimaan mitra ini sudah berakhir. Muat ulang halaman ini.")
