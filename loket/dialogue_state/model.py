"""A log-linear model that chooses among candidates by the weights of their features.

As in ranking for dialogue state tracking (Williams, "Web-style ranking and SLU combination for dialog state
tracking", 2014): candidates come from what was heard and said before, so names never seen in training can be chosen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import structlog

from loket.errors import LoketError
from loket.settings import PROJECT_ROOT

WEIGHTS = PROJECT_ROOT / "data" / "dialogues" / "weights.json"
logger = structlog.get_logger(__name__)

HEADS = ("aspect", "service", "region")
_SMALLEST = 1e-4

type Features = dict[str, float]


class WeightsUnusable(LoketError):
    """The file of weights is missing or is not one."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name}: {reason}")
        self.path, self.reason = path, reason


@dataclass(frozen=True)
class Candidate:
    """One value that a part of the reading may have, with what speaks for or against it."""

    value: str
    features: Features


@dataclass(frozen=True)
class Chosen:
    """The likeliest value, its probability (0..1), and that of any other value by name."""

    value: str
    probability: float
    of: Mapping[str, float]


@dataclass(frozen=True)
class DialogueModel:
    """Weights of features by part of the reading (``HEADS``); ``services``: those whose words were learnt.

    ``calibration``: intercept and slope that make probabilities hold (Platt 1999): of the turns read with 0.8 eight in
    ten are read right.
    """

    weights: Mapping[str, Mapping[str, float]]
    services: tuple[str, ...] = ()
    calibration: tuple[float, float] = (0.0, 1.0)

    def calibrated(self, probability: float) -> float:
        """The share of turns with this ``probability`` (0..1) that are read right (0..1)."""
        intercept, slope = self.calibration
        return 1 / (1 + math.exp(-intercept - slope * log_odds(probability)))

    def choose(self, head: str, candidates: Sequence[Candidate]) -> Chosen:
        """Return the likeliest of one or more candidates. Raises ValueError without any."""
        weights = self.weights[head]
        scores = [
            math.fsum(weights.get(name, 0.0) * value for name, value in one.features.items()) for one in candidates
        ]
        top = max(scores)
        shares = [math.exp(score - top) for score in scores]
        whole = math.fsum(shares)
        of = {one.value: share / whole for one, share in zip(candidates, shares, strict=True)}
        value = max(of, key=lambda name: of[name])
        return Chosen(value, of[value], of)


def _score(weights: Mapping[str, float], features: Features) -> float:
    return math.fsum(weights.get(name, 0.0) * value for name, value in features.items())


def log_odds(probability: float) -> float:
    """The logarithm of the odds, of 0 and 1 too."""
    bounded = min(max(probability, _SMALLEST), 1 - _SMALLEST)
    return math.log(bounded / (1 - bounded))


def read_model(path: Path = WEIGHTS) -> DialogueModel:
    """Read the weights that ``loket model dialogue`` wrote. Raises WeightsUnusable."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        weights = {head: {str(name): float(value) for name, value in stored["weights"][head].items()} for head in HEADS}
        intercept, slope = map(float, stored["calibration"])
        return DialogueModel(weights, tuple(map(str, stored["services"])), (intercept, slope))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsUnusable(path, f"bobot dialog tidak terbaca ({type(error).__name__})") from error


def usable_model(path: Path = WEIGHTS) -> DialogueModel | None:
    """The model, or None with an error in the log: citizens are answered by the rules alone then."""
    try:
        return read_model(path)
    except WeightsUnusable as error:
        logger.error("dialogue model unusable, rules decide alone", reason=str(error), remedy="loket model dialogue")
        return None


@cache
def dialogue_model() -> DialogueModel | None:
    """The model in use, read once."""
    return usable_model()
