"""Refusals about groups of unanswered messages; ``str`` is for the people who read it."""

from __future__ import annotations

from loket.errors import LoketError


class GroupNotFound(LoketError):
    """No message of this group is there for this account."""

    def __init__(self, group_id: int) -> None:
        super().__init__(f"no messages of group {group_id} for this account")
        self.group_id = group_id
        self.sentence = "Pertanyaan ini tidak ada lagi, atau bukan dari wilayah Anda. Kembali ke daftar."


class DecisionNotFound(LoketError):
    """No such decision for this account."""

    def __init__(self, decision_id: int) -> None:
        super().__init__(f"no decision {decision_id} for this account")
        self.decision_id = decision_id
        self.sentence = "Keputusan ini tidak ada, atau menyangkut wilayah lain. Kembali ke daftar."


class DecisionRefused(LoketError):
    """What was chosen cannot stand; ``field`` names the field of the form."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence
