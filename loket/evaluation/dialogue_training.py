"""Learns the weights of ``loket.dialogue_state`` from labelled dialogues: conditional logistic regression.

Every turn is a choice among candidates of which one or several are right; the weights maximise the likelihood of the
right ones, held small by ``STRENGTH`` (an L2 penalty). What rules make of a turn is one of the features, so the
dialogues must be ones that no rule was written from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sqlalchemy.orm import Session

from loket.answers.aspects import KEEPS_SERVICE, REPEATABLE, SOCIAL
from loket.answers.composing import Turn as Message
from loket.answers.heard import Context
from loket.answers.hearing import heard_of, ranking_of
from loket.answers.operations import answer_turn
from loket.answers.understanding import by_rules, situation_of
from loket.dialogue_state.aspect_candidates import aspect_candidates
from loket.dialogue_state.choosing import Choice, choose
from loket.dialogue_state.model import HEADS, Candidate, DialogueModel, log_odds
from loket.dialogue_state.region_candidates import TAKE, region_candidates
from loket.dialogue_state.service_candidates import service_candidates
from loket.dialogue_state.situation import Situation, signals_of
from loket.evaluation.records import Record, Turn

STRENGTH: Final = 1.0
_PARTS: Final = 5
_SEEN: Final = 2  # turns that must show a feature
_ITERATIONS: Final = 200
_SMALLEST: Final = 0.02  # weights below it are left out of the file
_DIGITS: Final = 3

Understood = Mapping[str, Mapping[str, Any]]
"""What the engine made of each text (contract 2)."""


@dataclass(frozen=True)
class Example:
    """A turn as it stands before a choice, and what is right for it."""

    given: Situation
    turn: Turn
    dialogue: int = 0

    def is_right(self, choice: Choice) -> bool:
        """Whether a reading is what the label says, as far as it was chosen."""
        if not self.turn.accepts("aspect", choice.aspect):
            return False
        if choice.aspect in KEEPS_SERVICE and not self.turn.accepts("service", choice.service):
            return False
        named = self.given.region
        if choice.takes_region is None or named is None or choice.aspect in SOCIAL:
            return True
        meant = {named.value, *named.candidates} if choice.takes_region else {self.given.context.region}
        return any(self.turn.accepts("region", slug) for slug in meant)


@dataclass(frozen=True)
class _Choice:
    candidates: Sequence[Candidate]
    right: Sequence[bool]


def examples(session: Session, records: Iterable[Record], understood: Understood) -> Iterator[Example]:
    """Every turn that the model weighs, the conversation before it as it should have been."""
    for number, record in enumerate(records):
        context = Context()
        for turn in record.all_turns:
            said = understood[turn.text]
            message = Message(heard_of(said, turn.text), context, ranking_of(said), signals=signals_of(said))
            ruled = by_rules(session, message)
            given = situation_of(message, ruled) if ruled else None
            if given is not None:
                yield Example(given, turn, number)
            by_the_rules = answer_turn(session, replace(message, signals=None))
            context = _put_right(by_the_rules.context, context, turn)


def _put_right(after: Context, before: Context, turn: Turn) -> Context:
    """The conversation after a turn, with what the label says in place of what was misread."""
    if turn.service and not turn.accepts("service", after.service):
        spoken = [one for one in (*before.earlier, before.service) if one and one != turn.service]
        after = replace(after, service=turn.service, pending=None, earlier=tuple(dict.fromkeys(spoken)))
    if turn.region and not turn.accepts("region", after.region):
        after = replace(after, region=turn.region, regions=())
    if turn.aspect in REPEATABLE and not turn.accepts("aspect", after.aspect):
        after = replace(after, aspect=turn.aspect)
    return after


def train(taught: Sequence[Example], strength: float = STRENGTH) -> DialogueModel:
    """Learn all three parts. Raises ValueError without an example that decides anything.

    Probabilities are calibrated on every fifth dialogue by a model that has not seen it; what is returned has seen all.
    """
    held_out = [one for one in taught if one.dialogue % _PARTS == 0]
    rest = [one for one in taught if one.dialogue % _PARTS]
    calibration = _calibration(_learnt(rest, strength), held_out) if rest and held_out else (0.0, 1.0)
    return replace(_learnt(taught, strength), calibration=calibration)


def _calibration(model: DialogueModel, held_out: Sequence[Example]) -> tuple[float, float]:
    """Intercept and slope under which what was read right, and what wrong, is likeliest."""
    choices = [choose(one.given, model) for one in held_out]
    odds = np.array([log_odds(one.probability) for one in choices])
    signs = np.array([1.0 if one.is_right(choice) else -1.0 for one, choice in zip(held_out, choices, strict=True)])

    def loss(line: np.ndarray) -> float:
        return float(np.logaddexp(0, -signs * (line[0] + line[1] * odds)).sum() + (line[1] - 1) ** 2 / 2)

    intercept, slope = minimize(loss, np.array([0.0, 1.0]), bounds=[(None, None), (0.0, None)]).x
    return float(intercept), float(slope)


def _learnt(taught: Sequence[Example], strength: float) -> DialogueModel:
    services = tuple(sorted({one.turn.service for one in taught if one.turn.service}))
    weights = {head: _weights(_choices(head, taught, services), strength) for head in HEADS}
    return DialogueModel(weights, services)


def as_json(model: DialogueModel, digest: str) -> dict[str, Any]:
    """The model as it is stored; ``digest``: of what it was learnt from."""
    kept = {
        head: {name: round(weight, _DIGITS) for name, weight in sorted(weights.items()) if abs(weight) >= _SMALLEST}
        for head, weights in model.weights.items()
    }
    line = [round(number, _DIGITS) for number in model.calibration]
    return {"digest": digest, "services": list(model.services), "calibration": line, "weights": kept}


def _choices(head: str, taught: Sequence[Example], services: Sequence[str]) -> list[_Choice]:
    found = [_choice(head, one, services) for one in taught]
    return [one for one in found if one.candidates and any(one.right) and not all(one.right)]


def _choice(head: str, one: Example, services: Sequence[str]) -> _Choice:
    given, turn = one.given, one.turn
    if head == "aspect":
        aspects = aspect_candidates(given)
        return _Choice(aspects, [turn.accepts("aspect", each.value) for each in aspects])
    if head == "service":
        slugs = service_candidates(given, services) if turn.aspect in KEEPS_SERVICE else []
        return _Choice(slugs, [turn.accepts("service", each.value or None) for each in slugs])
    places, named = region_candidates(given), given.region
    meant = {named.value, *named.candidates} if named else set()
    takes = any(turn.accepts("region", slug) for slug in meant)
    stays = turn.accepts("region", given.context.region)
    return _Choice(places, [takes if each.value == TAKE else stays for each in places])


def _weights(choices: Sequence[_Choice], strength: float) -> dict[str, float]:
    """Maximise the likelihood of the right candidates, penalised."""
    if not choices:
        raise ValueError("no turn decides anything")
    counts = Counter(name for one in choices for name in {name for each in one.candidates for name in each.features})
    names = sorted(name for name, count in counts.items() if count >= _SEEN)
    rows = _matrix(choices, {name: place for place, name in enumerate(names)})
    right = np.array([is_right for one in choices for is_right in one.right], dtype=float)
    sizes = np.array([len(one.candidates) for one in choices])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    group = np.repeat(np.arange(len(sizes)), sizes)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = rows @ weights
        shares = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        whole, wanted = np.add.reduceat(shares, starts), np.add.reduceat(shares * right, starts)
        gradient = rows.T @ (shares / whole[group] - shares * right / wanted[group])
        value = np.log(whole).sum() - np.log(wanted).sum() + strength / 2 * weights @ weights
        return float(value), gradient + strength * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    return dict(zip(names, map(float, found.x), strict=True))


def _matrix(choices: Sequence[_Choice], places: Mapping[str, int]) -> csr_matrix:
    """One row a candidate, one column a feature."""
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for one in choices:
        for each in one.candidates:
            known = [(places[name], value) for name, value in each.features.items() if name in places]
            columns += [place for place, _ in known]
            values += [value for _, value in known]
            ends.append(len(values))
    return csr_matrix((values, columns, ends), shape=(len(ends) - 1, len(places)))
