"""Refusals about partners' keys. ``str`` of each is for the people who read it, in Indonesian."""

from __future__ import annotations

from loket.errors import LoketError


class PartnerKeyRefused(LoketError):
    """``field``: which of the given values has to be mended."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class KeyInvalid(PartnerKeyRefused):
    """Unknown, revoked, or of a partner that is no longer active; which of them is nobody's business."""

    def __init__(self) -> None:
        super().__init__("Kunci API ini tidak berlaku. Periksa penulisannya, atau mintalah kunci baru kepada admin.")
