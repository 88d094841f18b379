"""What is known of one typed message when its reading is chosen. Plain data and small questions about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from loket.answers import cues
from loket.answers.answer import Reading
from loket.answers.asked_aspects import named_aspects
from loket.answers.heard import Context, Linked

SERVICE, REGION = "SERVICE", "REGION"  # what the engine's delexicaliser puts for names
_LENGTHS: Final = (1, 2, 4, 7, 12)
_SURENESS: Final = (0.5, 0.8, 0.95)
_SCORES: Final = (0.4, 0.7, 0.9)


@dataclass(frozen=True)
class Signals:
    """What the engine saw of a message beside its reading.

    ``words``: normalised, with SERVICE and REGION for names. ``ranking``: aspects with probabilities, likeliest first.
    """

    words: tuple[str, ...]
    ranking: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Situation:
    """A message as the engine heard it, the conversation before it, and the reading that rules made of both."""

    text: str
    signals: Signals
    service: Linked | None
    region: Linked | None
    context: Context
    ruled: Reading

    @cached_property
    def likeliest(self) -> str:
        """The engine's first aspect."""
        return self.signals.ranking[0][0]

    @cached_property
    def probabilities(self) -> Mapping[str, float]:
        """The engine's aspects with their probabilities."""
        return dict(self.signals.ranking)

    @cached_property
    def sureness(self) -> int:
        """How sure the engine is of its first aspect, 0 (hardly) to 3."""
        return _step(self.signals.ranking[0][1], _SURENESS)

    @cached_property
    def length(self) -> int:
        """The message's length in steps, 0 (one word) to 5."""
        return sum(len(self.signals.words) > most for most in _LENGTHS)

    @cached_property
    def names_service(self) -> str:
        """Whether a service is named: "none", "same" as the one spoken of, or "new"."""
        return _named(self.service, self.context.service)

    @cached_property
    def names_region(self) -> str:
        """Whether a region is named: "none", "same" as the one spoken of, or "new"."""
        return _named(self.region, self.context.region)

    @cached_property
    def linking(self) -> int:
        """How fully the service was named, 0 to 3."""
        return _step(self.service.score if self.service else 0.0, _SCORES)

    @cached_property
    def moves(self) -> bool:
        """Whether a question was asked of a place before: a region chosen without a question binds less."""
        return self.context.region is not None and self.context.main is not None

    @cached_property
    def corrects(self) -> bool:
        """Whether it takes back what was said or understood before."""
        return cues.corrects(self.text)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The aspects that plain words name."""
        return named_aspects(self.text)

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """The message's words and pairs of words, its beginning and end marked."""
        return runs(self.signals.words)

    def around(self, name: str) -> tuple[str, ...]:
        """The words before and behind the first SERVICE or REGION, singly and in pairs; none where it is not there."""
        words = self.signals.words
        if name not in words:
            return ()
        at = words.index(name)
        before, behind = (["^", "^", *words[:at]][-2:], [*words[at + 1 : at + 3], "$", "$"][:2])
        return (f"<{before[1]}", f">{behind[0]}", f"<{' '.join(before)}", f">{' '.join(behind)}")


def runs(words: Sequence[str]) -> tuple[str, ...]:
    """Words and pairs of neighbours, with ``^`` and ``$`` around."""
    framed = ["^", *words, "$"]
    return (*words, *(f"{one} {two}" for one, two in pairwise(framed)))


def signals_of(understood: Mapping[str, Any]) -> Signals | None:
    """The signals in what the engine understood (contract 2); None where it gave none, as for a button."""
    words, ranking = understood.get("words"), understood.get("intent_ranking")
    if not isinstance(words, list) or not isinstance(ranking, list):
        return None
    pairs = tuple(pair for one in ranking if (pair := _pair(one)) is not None)
    if not pairs:
        return None
    return Signals(tuple(word for word in words if isinstance(word, str)), pairs)


def _pair(ranked: Any) -> tuple[str, float] | None:
    """An aspect with its probability; the fallback is no aspect."""
    if not isinstance(ranked, Mapping):
        return None
    name, sure = ranked.get("name"), ranked.get("confidence")
    if not isinstance(name, str) or name in ("", "nlu_fallback") or isinstance(sure, bool):
        return None
    return (name, float(sure)) if isinstance(sure, int | float) else None


def _named(linked: Linked | None, spoken: str | None) -> str:
    if linked is None:
        return "none"
    return "same" if linked.value == spoken else "new"


def _step(value: float, bounds: Sequence[float]) -> int:
    return sum(value >= bound for bound in bounds)
