"""Compares what was understood with the labels. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from loket.evaluation.records import FIELDS, Label, Record


@dataclass(frozen=True)
class Turn:
    """One text with its label and the reading that came back. ``asked_back`` = the bot asked which one is meant."""

    record: Record
    number: int
    label: Label
    reading: dict[str, Any]
    asked_back: bool = False

    def is_right(self, field: str) -> bool:
        """Whether this field is understood; asking back is right only where the label knows more than one value."""
        accepted = self.label.accepted(field)
        if self.reading.get(field) in accepted:
            return True
        return self.asked_back and field != "aspect" and len(accepted) > 1 and self.reading.get(field) is None

    @property
    def is_joint(self) -> bool:
        """All three right."""
        return all(self.is_right(field) for field in FIELDS)


def summary(turns: Sequence[Turn]) -> dict[str, Any]:
    """The report of ``loket evaluate``: fractions 0..1, None where nothing was asked.

    ``n`` and the fractions beside it count every record by its own text; ``turns`` every turn of the dialogues.
    """
    first = [turn for turn in turns if turn.number == 1]
    dialogues = [turn for turn in turns if turn.record.turns]
    styles = sorted({turn.record.style for turn in first})
    return {
        **_fractions(first),
        "turns": {"n": len(dialogues), "joint": _fraction([turn.is_joint for turn in dialogues])},
        "by_style": {style: _fractions([turn for turn in first if turn.record.style == style]) for style in styles},
        "wrong": [_wrong(turn) for turn in turns if not turn.is_joint],
    }


def _fractions(turns: Sequence[Turn]) -> dict[str, Any]:
    fields = {field: _fraction([turn.is_right(field) for turn in turns]) for field in FIELDS}
    return {"n": len(turns), **fields, "joint": _fraction([turn.is_joint for turn in turns])}


def _fraction(values: Sequence[bool]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def _wrong(turn: Turn) -> dict[str, Any]:
    return {
        "id": turn.record.id,
        "turn": turn.number,
        "text": turn.label.text,
        "expected": turn.label.expected(),
        "got": {field: turn.reading.get(field) for field in FIELDS},
        "asked_back": turn.asked_back,
        "fields": [field for field in FIELDS if not turn.is_right(field)],
    }


def confusions(turns: Sequence[Turn], field: str, most: int = 10) -> list[tuple[str, str, int]]:
    """The commonest mistakes of a field: wanted, understood, how often."""
    counted = Counter(
        (str(turn.label.expected()[field]), str(turn.reading.get(field))) for turn in turns if not turn.is_right(field)
    )
    return [(wanted, got, count) for (wanted, got), count in counted.most_common(most)]
