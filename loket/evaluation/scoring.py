"""How many readings were right: by part, by style, over the turns of dialogues. Pure functions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from loket.evaluation.records import Record, Turn

PARTS = ("aspect", "service", "region")


@dataclass(frozen=True)
class Heard:
    """What the engine took one turn to mean. ``confidence`` is 0..1."""

    aspect: str
    service: str | None
    region: str | None
    confidence: float = 0.0


@dataclass(frozen=True)
class Judged:
    """One turn beside what was heard. ``number`` is 0 for a question, or a dialogue's first turn."""

    record: Record
    number: int
    turn: Turn
    heard: Heard

    @property
    def right(self) -> dict[str, bool]:
        """For each part whether it was right, and ``joint`` for all of them."""
        parts = {part: self.turn.accepts(part, getattr(self.heard, part)) for part in PARTS}
        return {**parts, "joint": all(parts.values())}


def judge(record: Record, heard: Sequence[Heard]) -> list[Judged]:
    """Put each turn of a record beside what was heard of it."""
    pairs = zip(record.all_turns, heard, strict=True)
    return [Judged(record, number, turn, said) for number, (turn, said) in enumerate(pairs)]


def fractions(judged: Sequence[Judged]) -> dict[str, float | int]:
    """``n`` and the fraction right of each part and of all together (0 where there are none)."""
    count = len(judged)
    right = Counter(part for one in judged for part, is_right in one.right.items() if is_right)
    return {"n": count, **{part: round(right[part] / count, 4) if count else 0.0 for part in (*PARTS, "joint")}}


def report(judged: Sequence[Judged]) -> dict[str, Any]:
    """The whole result as ``loket evaluate --json`` writes it; ``turns`` counts every turn of the dialogues."""
    firsts = [one for one in judged if one.number == 0]
    turns = [one for one in judged if one.record.turns]
    by_style: dict[str, list[Judged]] = defaultdict(list)
    for one in firsts:
        by_style[one.record.style or "-"].append(one)
    return {
        **fractions(firsts),
        "turns": {"n": len(turns), "joint": fractions(turns)["joint"]},
        "by_style": {style: fractions(of_style) for style, of_style in sorted(by_style.items())},
        "confusions": confusions(firsts),
        "asked_back": sum(one.heard.aspect == "nlu_fallback" for one in firsts),
        "wrong": [_wrong(one) for one in judged if not one.right["joint"]],
    }


def confusions(judged: Iterable[Judged], most: int = 15) -> list[dict[str, Any]]:
    """The aspects most often taken for another, worst first."""
    pairs = Counter((one.turn.aspect, one.heard.aspect) for one in judged if not one.right["aspect"])
    return [{"expected": wanted, "heard": heard, "n": n} for (wanted, heard), n in pairs.most_common(most)]


def _wrong(one: Judged) -> dict[str, Any]:
    return {
        "id": one.record.id,
        "turn": one.number,
        "text": one.turn.text,
        "style": one.record.style,
        "expected": {part: getattr(one.turn, part) for part in PARTS},
        "heard": {part: getattr(one.heard, part) for part in PARTS},
        "confidence": round(one.heard.confidence, 3),
        "wrong": [part for part in PARTS if not one.right[part]],
    }
