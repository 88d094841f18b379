"""Refusals about reports of wrong answers."""

from __future__ import annotations

from loket.errors import LoketError


class TooManyReports(LoketError):
    """The citizen has sent the day's number of reports."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} reports today")
        self.count = count


class AnswerGone(LoketError):
    """The service or region that the answer was about is no longer there."""


class ReportNotFound(LoketError):
    """No such report for this account."""

    def __init__(self, report_id: int) -> None:
        super().__init__(f"no report {report_id} for this account")
        self.report_id = report_id
        self.sentence = "Laporan ini tidak ada lagi, atau bukan dari wilayah Anda. Kembali ke daftar."


class VerdictRefused(LoketError):
    """What was chosen cannot stand; ``field`` names the field of the form."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence
