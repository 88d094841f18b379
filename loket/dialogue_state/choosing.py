"""The reading of a turn as the dialogue model sees it, and the message as that reading makes it. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from loket.answers import cues
from loket.answers.asked_aspects import only_asks
from loket.answers.aspects import FALLBACK, INFO, KEEPS_SERVICE, SOCIAL
from loket.answers.follow_ups import asks_there
from loket.answers.heard import Heard, Linked
from loket.dialogue_state.aspect_candidates import aspect_candidates
from loket.dialogue_state.model import Chosen, DialogueModel
from loket.dialogue_state.region_candidates import TAKE, region_candidates
from loket.dialogue_state.service_candidates import NONE, service_candidates
from loket.dialogue_state.situation import Situation
from loket.dialogue_state.thresholds import least_understood

# How much likelier than the rules' reading another one must be to take its place.
ASPECT_MARGIN: Final = 0.2
SERVICE_MARGIN: Final = 0.1
REGION_MARGIN: Final = 0.1
FIRST_REGION_MARGIN: Final = 0.35  # the first place named in a dialogue is mostly where the person is
SURE: Final = 0.7  # the least confidence in what rules read beyond doubt
MAX_READINGS: Final = 3
# An alarm is made smaller only against an unsure engine, and where hardly anything speaks for it.
_ALARM_SURE: Final = 0.9
_ALARM_EXCLUDED: Final = 0.05


@dataclass(frozen=True)
class Choice:
    """What a turn asks. ``takes_region``: whether the region it names is where to be served; None where none is new.

    ``probability``: 0..1, that all of it is right. ``likely``: aspects with services, likeliest first, the choice among
    them.
    """

    aspect: str
    service: str | None
    takes_region: bool | None
    probability: float
    likely: tuple[tuple[str, str], ...] = ()


def choose(given: Situation, model: DialogueModel) -> Choice:
    """The likeliest reading; the rules' own where nothing is clearly likelier."""
    aspects = model.choose("aspect", aspect_candidates(given))
    aspect, sure = _aspect(given, aspects)
    service = given.ruled.service
    likely: tuple[tuple[str, str], ...] = ()
    if aspect in KEEPS_SERVICE:
        found = model.choose("service", service_candidates(given, model.services))
        likely = _likely(aspects, found)
        if not _is_told(given):
            service = _unless_close(found, service or NONE, SERVICE_MARGIN) or None
            sure *= found.of.get(service or NONE, 0.0)
    takes, certain = _region(given, model)
    return Choice(aspect, service, takes, model.calibrated(sure * certain), likely)


def _likely(aspects: Chosen, services: Chosen) -> tuple[tuple[str, str], ...]:
    """The likeliest questions of an aspect about a service."""
    pairs = {
        (aspect, slug): one * other
        for aspect, one in aspects.of.items()
        for slug, other in services.of.items()
        if aspect in INFO and slug != NONE
    }
    return tuple(sorted(pairs, key=lambda pair: -pairs[pair])[:MAX_READINGS])


def _aspect(given: Situation, found: Chosen) -> tuple[str, float]:
    ruled = given.ruled.aspect
    if ruled == FALLBACK:
        is_understood = found.probability >= least_understood(found.value, given.ruled.service)
        return found.value if is_understood else FALLBACK, found.probability
    if _is_asked(given):
        return ruled, max(found.of.get(ruled, 0.0), SURE)
    is_alarm = ruled == "emergency"
    certain_alarm = given.probabilities.get("emergency", 0.0) >= _ALARM_SURE
    if is_alarm and (certain_alarm or found.of.get("emergency", 0.0) > _ALARM_EXCLUDED):
        return ruled, found.of.get(ruled, 0.0)
    aspect = _unless_close(found, ruled, ASPECT_MARGIN)
    if aspect in SOCIAL and ruled in given.asked:  # "makasih, kalo biayanya?"
        return ruled, found.of.get(ruled, 0.0)
    return aspect, found.of.get(aspect, 0.0)


def _is_asked(given: Situation) -> bool:
    """Whether the rules' aspect is beyond doubt: the last question asked elsewhere ("lek neng gresik yak opo"), or one
    named in plain words beside markup, which the engine takes for a trick."""
    ruled = given.ruled.aspect
    names_place_alone = given.names_region == "new" and given.service is None
    if names_place_alone and ruled == given.context.main and asks_there(given.text):
        return True
    return given.likeliest == "out_of_scope" and ruled in given.asked


def _region(given: Situation, model: DialogueModel) -> tuple[bool | None, float]:
    candidates = region_candidates(given)
    if not candidates or given.region is None:
        return None, 1.0
    found = model.choose("region", candidates)
    ruled = given.ruled.region in (given.region.value, *given.region.candidates)
    margin = REGION_MARGIN if given.moves else FIRST_REGION_MARGIN
    takes = found.of[TAKE] > 0.5 + (-margin if ruled else margin)
    return takes, found.of[TAKE] if takes else 1 - found.of[TAKE]


def _is_told(given: Situation) -> bool:
    """Whether the rules' service is beyond doubt: put right by the citizen, found by what was spoken of before, or
    named in a message that says nothing else but what is asked of it ("syarat paspor")."""
    ruled, named = given.ruled.service, given.service
    if ruled in (None, given.context.service):
        return False
    is_named = named is not None and ruled in (named.value, *named.candidates)
    return given.corrects or not is_named or _only_asks_of_it(given)


def _only_asks_of_it(given: Situation) -> bool:
    spans = tuple(one.span for one in (given.service, given.region) if one is not None and one.span is not None)
    return only_asks(cues.without_spans(given.text, spans)) is not None


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
    """Whether a message has words to choose by: a bare place repeats a question or answers one, as the rules have it,
    and small words alone ("trus?") ask nothing."""
    region = heard.region.span if heard.region is not None else None
    rest = cues.without_spans(heard.text, (region,)) if region else heard.text
    has_words = heard.service is not None or not cues.is_filler(rest)
    return has_words and not heard.is_payload and not cues.asks_again(heard.text)
