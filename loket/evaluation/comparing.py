"""Is one model worse than another on the same questions? Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from loket.evaluation.scoring import PARTS, Judged, report

TOLERANCE: Final = 0.005  # fraction; half a percentage point is two of 420 questions
SLOWER: Final = 2.0  # times the other's 95th percentile; less is the machine's mood
SLOWER_MS: Final = 20.0
FRACTIONS: Final = (*PARTS, "joint", "turns")


@dataclass(frozen=True)
class Line:
    """One figure of both models. ``is_worse``: by more than what is tolerated."""

    name: str
    running: float
    candidate: float
    is_worse: bool

    @property
    def change(self) -> float:
        """Candidate less running."""
        return self.candidate - self.running


def scores(judged: Sequence[Judged]) -> dict[str, Any]:
    """The figures that are compared and kept with a model."""
    result = report(judged)
    return {
        "n": result["n"],
        **{part: result[part] for part in (*PARTS, "joint")},
        "turns": result["turns"]["joint"],
        "turns_n": result["turns"]["n"],
        "wrong_confident": result["confident"]["share"],
        "ece": result["calibration"]["ece"],
        "p50_ms": result["latency_ms"]["p50"],
        "p95_ms": result["latency_ms"]["p95"],
    }


def compare(running: dict[str, Any], candidate: dict[str, Any], tolerance: float = TOLERANCE) -> list[Line]:
    """Both side by side. ``tolerance`` is a fraction, for each figure by itself."""
    lines = [
        Line(name, running[name], candidate[name], candidate[name] < running[name] - tolerance - 1e-9)
        for name in FRACTIONS
    ]
    before, after = running["wrong_confident"], candidate["wrong_confident"]
    lines.append(Line("wrong_confident", before, after, after > before + tolerance + 1e-9))
    before, after = running["p95_ms"], candidate["p95_ms"]
    lines.append(Line("p50_ms", running["p50_ms"], candidate["p50_ms"], is_worse=False))
    lines.append(Line("p95_ms", before, after, after > before * SLOWER and after > before + SLOWER_MS))
    return lines


def is_worse(lines: Sequence[Line]) -> bool:
    """Whether any figure is worse by more than what is tolerated."""
    return any(line.is_worse for line in lines)


def lines_as_json(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """For ``--json``."""
    return [{**asdict(line), "change": round(line.change, 4)} for line in lines]
