"""What may be asked in a turn, and what speaks for each: the engine, the rules, the conversation, the words."""

from __future__ import annotations

import math

from loket.answers.aspects import FALLBACK, INFO, SOCIAL
from loket.dialogue_state.model import Candidate, Features
from loket.dialogue_state.situation import Situation

_LIKELIEST = 5
# What short follow-ups often mean, though the engine, which sees one message, ranks it low.
_ALWAYS = ("requirements", "procedure", "overview", "deny", "affirm", "chitchat", "feedback")
_FLOOR = 1e-4


def aspect_candidates(given: Situation) -> list[Candidate]:
    """The aspects that the turn may ask, each once."""
    context = given.context
    ranked = [name for name, _ in given.signals.ranking[:_LIKELIEST]]
    spoken = [one for one in (context.aspect, context.main) if one]
    place = ["change_region"] if given.region else []
    named = dict.fromkeys([given.ruled.aspect, *ranked, *spoken, *place, *_ALWAYS])
    return [Candidate(name, _features(given, name)) for name in named if name != FALLBACK]


def _features(given: Situation, aspect: str) -> Features:
    kind = "social" if aspect in SOCIAL else "info" if aspect in INFO else "other"
    topic = "spoken" if given.context.service else "none"
    names = f"{given.names_service}|{given.names_region}"
    found: Features = {
        **_of_the_engine(given, aspect, topic, names),
        **_of_the_rules(given, aspect),
        **_of_the_conversation(given, aspect, names),
        f"is={aspect}": 1.0,
        f"is={aspect}|topic={topic}": 1.0,
        f"is={aspect}|names={names}": 1.0,
        f"is={aspect}|length={given.length}": 1.0,
        f"kind={kind}|topic={topic}|length={given.length}": 1.0,
    }
    if given.service:
        found[f"service={given.service.value}|is={aspect}"] = 0.5
    if aspect in given.asked:
        is_first = "first" if aspect == given.likeliest else "other"
        found |= {"asked": 1.0, f"asked|is={aspect}": 1.0, f"asked|{is_first}": 1.0}
    if given.corrects:
        found |= {f"corrects|kind={kind}": 1.0, f"corrects|last={aspect == given.context.aspect}": 1.0}
    if given.context.pending:
        found[f"waits={given.context.pending.needs}|kind={kind}"] = 1.0
    for run in given.runs:
        found[f"is={aspect}|{run}"] = 0.5
    return found


def _of_the_engine(given: Situation, aspect: str, topic: str, names: str) -> Features:
    sure = max(given.probabilities.get(aspect, 0.0), _FLOOR)
    found: Features = {"probability": sure, "log": math.log(sure) / 4, f"log|is={aspect}": math.log(sure) / 4}
    if aspect == given.likeliest:
        found |= {
            "first": 1.0,
            f"first|sure={given.sureness}": 1.0,
            f"first|is={aspect}": 1.0,
            f"first|names={names}": 1.0,
            f"first|topic={topic}|sure={given.sureness}": 1.0,
        }
    return found


def _of_the_rules(given: Situation, aspect: str) -> Features:
    if aspect != given.ruled.aspect:
        return {}
    first = given.likeliest
    return {
        "ruled": 1.0,
        f"ruled|is={aspect}": 1.0,
        "ruled|first" if first == aspect else "ruled|other": 1.0,
        f"ruled|sure={given.sureness}": 1.0,
        f"ruled|is={aspect}|first={first}": 1.0,
    }


def _of_the_conversation(given: Situation, aspect: str, names: str) -> Features:
    context = given.context
    found: Features = {f"after={context.aspect}|is={aspect}": 1.0}
    if aspect == context.aspect:
        found |= {
            "last": 1.0,
            f"last|names={names}": 1.0,
            f"last|names={names}|length={given.length}": 1.0,
            f"last|is={aspect}": 1.0,
            f"last|first={given.likeliest}": 1.0,
            f"last|sure={given.sureness}": 1.0,
        }
        found |= {f"last|{run}": 0.5 for run in given.runs}
    if aspect == context.main:
        is_aside = context.aspect != context.main
        found |= {"main": 1.0, f"main|names={names}": 1.0, f"main|{given.names_region}|aside={is_aside}": 1.0}
    return found
