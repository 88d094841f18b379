"""How many readings were right: by part, by style, over the turns of dialogues. Pure functions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from loket.evaluation.records import Record, Turn
from loket.evaluation.region_sizes import size_of

PARTS = ("aspect", "service", "region")
CONFIDENT = 0.7  # a wrong answer with at least this confidence counts as wrong but confident
_PERCENTILES = {"p50": 0.5, "p95": 0.95}


@dataclass(frozen=True)
class Heard:
    """What the engine took one turn to mean. ``confidence`` is 0..1, of the aspect."""

    aspect: str
    service: str | None
    region: str | None
    confidence: float = 0.0
    asked_back: bool = False
    seconds: float = 0.0


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

    @property
    def is_answered(self) -> bool:
        """Whether the citizen got an answer, not a question back."""
        return not self.heard.asked_back and self.heard.aspect not in ("nlu_fallback", "failed")

    def is_confidently_wrong(self, threshold: float) -> bool:
        """Answered, wrong, and the engine was at least this sure."""
        return self.is_answered and not self.right["joint"] and self.heard.confidence >= threshold


def judge(record: Record, heard: Sequence[Heard]) -> list[Judged]:
    """Put each turn of a record beside what was heard of it."""
    pairs = zip(record.all_turns, heard, strict=True)
    return [Judged(record, number, turn, said) for number, (turn, said) in enumerate(pairs)]


def fractions(judged: Sequence[Judged]) -> dict[str, float | int]:
    """``n`` and the fraction right of each part and of all together (0 where there are none)."""
    count = len(judged)
    right = Counter(part for one in judged for part, is_right in one.right.items() if is_right)
    return {"n": count, **{part: round(right[part] / count, 4) if count else 0.0 for part in (*PARTS, "joint")}}


def report(judged: Sequence[Judged], threshold: float = CONFIDENT) -> dict[str, Any]:
    """The whole result as ``loket evaluate --json`` writes it; ``turns`` counts every turn of the dialogues."""
    firsts = [one for one in judged if one.number == 0]
    turns = [one for one in judged if one.record.turns]
    return {
        **fractions(firsts),
        "turns": {"n": len(turns), "joint": fractions(turns)["joint"]},
        "by_style": by(firsts, lambda one: one.record.style or "-"),
        "by_aspect": by(firsts, lambda one: one.turn.aspect),
        "by_service": by(firsts, lambda one: one.turn.service or "-"),
        "by_region_size": by(firsts, lambda one: size_of(one.turn.region)),
        "by_turn": by(turns, lambda one: str(one.number + 1)),
        "confusions": confusions(firsts),
        "confusion_matrix": confusion_matrix(firsts),
        "asked_back": sum(not one.is_answered for one in firsts),
        "confident": confident(judged, threshold),
        "calibration": calibration(judged),
        "latency_ms": latency(judged),
        "wrong": [_wrong(one) for one in judged if not one.right["joint"]],
    }


def by(judged: Sequence[Judged], key: Callable[[Judged], str]) -> dict[str, dict[str, float | int]]:
    """:func:`fractions` of each class that ``key`` makes, in the order of their names."""
    classes: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        classes[key(one)].append(one)
    return {name: fractions(members) for name, members in sorted(classes.items())}


def confident(judged: Sequence[Judged], threshold: float) -> dict[str, float | int]:
    """Wrong answers given as if they were right: how many, and their share of all turns.

    ``wrong``: with at least the threshold's confidence; ``wrong_answered``: whatever the confidence.
    """
    wrong = sum(one.is_confidently_wrong(threshold) for one in judged)
    answered = sum(one.is_confidently_wrong(0.0) for one in judged)
    count = len(judged) or 1
    return {
        "threshold": threshold,
        "n": len(judged),
        "wrong": wrong,
        "share": round(wrong / count, 4),
        "wrong_answered": answered,
        "share_answered": round(answered / count, 4),
    }


def calibration(judged: Sequence[Judged], bins: int = 10) -> dict[str, Any]:
    """Whether confidence means something: for each class of it, how often the aspect was right.

    ``ece``: expected calibration error, the mean distance of the two, weighted by size (Naeini et al. 2015). Only
    first turns count: in later ones the dialogue decides, not the classifier.
    """
    firsts = [one for one in judged if one.number == 0 and one.heard.aspect not in ("nlu_fallback", "failed")]
    classes: dict[int, list[Judged]] = defaultdict(list)
    for one in firsts:
        classes[min(int(one.heard.confidence * bins), bins - 1)].append(one)
    rows = [
        {
            "from": number / bins,
            "n": len(members),
            "confidence": round(sum(one.heard.confidence for one in members) / len(members), 4),
            "right": round(sum(one.right["aspect"] for one in members) / len(members), 4),
        }
        for number, members in sorted(classes.items())
    ]
    error = sum(row["n"] * abs(row["confidence"] - row["right"]) for row in rows) / (len(firsts) or 1)
    return {"ece": round(error, 4), "n": len(firsts), "bins": rows}


def latency(judged: Sequence[Judged]) -> dict[str, float]:
    """Milliseconds from asking to the answer, action server included: the median and the 95th percentile."""
    times = sorted(one.heard.seconds * 1000 for one in judged)
    if not times:
        return {"p50": 0.0, "p95": 0.0}
    return {name: round(times[min(int(len(times) * part), len(times) - 1)], 1) for name, part in _PERCENTILES.items()}


def confusions(judged: Iterable[Judged], most: int = 15) -> list[dict[str, Any]]:
    """The aspects most often taken for another, worst first."""
    pairs = Counter((one.turn.aspect, one.heard.aspect) for one in judged if not one.right["aspect"])
    return [{"expected": wanted, "heard": heard, "n": n} for (wanted, heard), n in pairs.most_common(most)]


def confusion_matrix(judged: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """Aspect that is right to aspect that was heard to how often; what is equally right counts as right."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in judged:
        counts[one.turn.aspect][one.turn.aspect if one.right["aspect"] else one.heard.aspect] += 1
    return {wanted: dict(sorted(heard.items())) for wanted, heard in sorted(counts.items())}


def _wrong(one: Judged) -> dict[str, Any]:
    return {
        "id": one.record.id,
        "turn": one.number,
        "text": one.turn.text,
        "style": one.record.style,
        "expected": {part: getattr(one.turn, part) for part in PARTS},
        "heard": {part: getattr(one.heard, part) for part in PARTS},
        "confidence": round(one.heard.confidence, 3),
        "asked_back": not one.is_answered,
        "wrong": [part for part in PARTS if not one.right[part]],
    }
