"""Situations to choose in, and models of few weights."""

from __future__ import annotations

from collections.abc import Mapping

from loket.answers.answer import Reading
from loket.answers.heard import Context, Linked
from loket.dialogue_state.model import HEADS, DialogueModel
from loket.dialogue_state.situation import Signals, Situation

SKCK = Context(aspect="cost", main="cost", service="skck", region="kota_solok")


def named(value: str, word: str, text: str, *others: str) -> Linked:
    """A name at its place in the text."""
    start = text.index(word)
    return Linked(value, (value, *others), span=(start, start + len(word)), score=0.8)


def situation(
    text: str,
    words: str,
    ranking: Mapping[str, float],
    *,
    ruled: Reading,
    service: Linked | None = None,
    region: Linked | None = None,
    context: Context = SKCK,
) -> Situation:
    """What the model weighs; ``words`` as the engine delexicalised them."""
    signals = Signals(tuple(words.split()), tuple(ranking.items()))
    return Situation(text, signals, service, region, context, ruled)


def ktp_is_of_another_place() -> Situation:
    """ "ktp saya masih bogor, bisa?" after a question on SKCK in Solok, which rules took for one on KTP in Bogor."""
    text = "ktp saya masih bogor, bisa?"
    return situation(
        text,
        "SERVICE saya masih REGION bisa ?",
        {"requirements": 0.6, "overview": 0.3, "cost": 0.1},
        ruled=Reading(aspect="requirements", service="ktp_el", region="kota_bogor"),
        service=named("ktp_el", "ktp", text, "ktp_hilang"),
        region=named("kota_bogor", "bogor", text, "kab_bogor"),
    )


def model(**weights: Mapping[str, float]) -> DialogueModel:
    """A model with these weights by part."""
    return DialogueModel({head: weights.get(head, {}) for head in HEADS})
