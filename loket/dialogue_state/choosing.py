"""The reading of a turn as the dialogue model sees it, and the message as that reading makes it. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from loket.answers import cues
from loket.answers.aspects import FALLBACK, KEEPS_SERVICE
from loket.answers.heard import Heard, Linked
from loket.dialogue_state.aspect_candidates import aspect_candidates
from loket.dialogue_state.model import Chosen, DialogueModel
from loket.dialogue_state.region_candidates import TAKE, region_candidates
from loket.dialogue_state.service_candidates import NONE, service_candidates
from loket.dialogue_state.situation import Situation

# How much likelier than the rules' reading another one must be to take its place.
ASPECT_MARGIN: Final = 0.2
SERVICE_MARGIN: Final = 0.1
REGION_MARGIN: Final = 0.1
# Below it what the rules did not understand stays not understood: Loket asks back.
UNDERSTOOD: Final = 0.5
# An alarm is made smaller only against an unsure engine, and where hardly anything speaks for it.
_ALARM_SURE: Final = 0.9
_ALARM_EXCLUDED: Final = 0.05


@dataclass(frozen=True)
class Choice:
    """What a turn asks. ``takes_region``: whether the region it names is where to be served; None where none is new.

    ``probability``: 0..1, that all of it is right.
    """

    aspect: str
    service: str | None
    takes_region: bool | None
    probability: float


def choose(given: Situation, model: DialogueModel) -> Choice:
    """The likeliest reading; the rules' own where nothing is clearly likelier."""
    aspect, sure = _aspect(given, model)
    service = given.ruled.service
    if aspect in KEEPS_SERVICE:
        found = model.choose("service", service_candidates(given, model.services))
        service = _unless_close(found, service or NONE, SERVICE_MARGIN) or None
        sure *= found.of.get(service or NONE, 0.0)
    takes, certain = _region(given, model)
    return Choice(aspect, service, takes, sure * certain)


def _aspect(given: Situation, model: DialogueModel) -> tuple[str, float]:
    found = model.choose("aspect", aspect_candidates(given))
    ruled = given.ruled.aspect
    if ruled == FALLBACK:
        return (found.value, found.probability) if found.probability >= UNDERSTOOD else (FALLBACK, found.probability)
    is_alarm = ruled == "emergency"
    certain_alarm = given.probabilities.get("emergency", 0.0) >= _ALARM_SURE
    if is_alarm and (certain_alarm or found.of.get("emergency", 0.0) > _ALARM_EXCLUDED):
        return ruled, found.of.get(ruled, 0.0)
    aspect = _unless_close(found, ruled, ASPECT_MARGIN)
    return aspect, found.of.get(aspect, 0.0)


def _region(given: Situation, model: DialogueModel) -> tuple[bool | None, float]:
    candidates = region_candidates(given)
    if not candidates or given.region is None:
        return None, 1.0
    found = model.choose("region", candidates)
    ruled = given.ruled.region in (given.region.value, *given.region.candidates)
    takes = found.of[TAKE] > 0.5 + (-REGION_MARGIN if ruled else REGION_MARGIN)
    return takes, found.of[TAKE] if takes else 1 - found.of[TAKE]


def _unless_close(found: Chosen, ruled: str, margin: float) -> str:
    return found.value if found.probability - found.of.get(ruled, 0.0) > margin else ruled


def agrees(choice: Choice, given: Situation) -> bool:
    """Whether the choice is the rules' reading."""
    if choice.aspect != given.ruled.aspect:
        return False
    if choice.aspect in KEEPS_SERVICE and choice.service != given.ruled.service:
        return False
    if choice.takes_region is None or given.region is None or choice.aspect not in KEEPS_SERVICE:
        return True
    return choice.takes_region == (given.ruled.region in (given.region.value, *given.region.candidates))


def as_chosen(choice: Choice, given: Situation, ruled: Heard) -> Heard:
    """The message as the choice reads it. ``ruled``: as the rules had it; what the choice does not touch stays."""
    same_aspect, same_service = choice.aspect == given.ruled.aspect, choice.service == given.ruled.service
    region = ruled.region if choice.takes_region is None else given.region if choice.takes_region else None
    return replace(
        ruled,
        aspect=choice.aspect,
        service=_service(choice.service, given, ruled) if choice.aspect in KEEPS_SERVICE else ruled.service,
        region=region,
        more=ruled.more if same_aspect else (),
        also=ruled.also if same_aspect and same_service else None,
        is_settled=True,
    )


def _service(slug: str | None, given: Situation, ruled: Heard) -> Linked | None:
    """How the message names the service; None where it is the one spoken of, or none."""
    if slug is None:
        return None
    for heard in (ruled.service, given.service):
        if heard is not None and heard.value == slug:
            return heard
    return None if slug == given.context.service else Linked(slug, (slug,))


def may_choose(heard: Heard) -> bool:
    """Whether a message has words to choose by: a bare name repeats a question or answers one, as the rules have it."""
    spans = tuple(one.span for one in (heard.region,) if one is not None and one.span is not None)
    rest = cues.without_spans(heard.text, spans)
    is_place_alone = bool(spans) and heard.service is None and cues.is_filler(rest)
    return not heard.is_payload and not is_place_alone
