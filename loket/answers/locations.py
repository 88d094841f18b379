"""A location was shared: the nearest offices if they were asked for, else which region this is, to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from loket.answers import lookup, region_answers
from loket.answers.answer import Answer, Reading
from loket.answers.aspects import NEEDS_REGION
from loket.answers.facts import Question, ServiceFacts
from loket.answers.heard import Context, Pending
from loket.regions.errors import PointInvalid
from loket.regions.locating import GuessSource, locate
from loket.regions.models import Region

CHOICES = 3


def answer_location(
    session: Session, point: tuple[float, float] | None, context: Context, common: Sequence[ServiceFacts]
) -> tuple[Answer | None, Context]:
    """The answer and the conversation after it; no answer = the offices asked for are to be answered now."""
    nearest, is_sure = _nearest(session, point)
    # Official boundaries leave nothing to confirm, nor does a name said before that the nearest place bears.
    if is_sure or (nearest and nearest[0].slug in context.regions):
        context = replace(context, region=nearest[0].slug, regions=())
    if not nearest:
        return region_answers.location_nowhere(), replace(context, pending=_waiting(context, ()))
    known = context.region or context.home
    is_there = known is not None and known in {region.slug for region in nearest}
    waiting = context.pending
    if is_there and waiting and waiting.needs == "service":
        place = lookup.place_of(next(region for region in nearest if region.slug == known))
        reading = Reading(aspect=waiting.aspect, region=context.region)
        return region_answers.ask_service(reading, place, common, is_open=True), context
    if is_there and (context.service is not None or context.office is not None):
        return None, context
    places = [place for place in map(lookup.place_of, nearest) if place]
    if is_there:
        here = next(place for place in places if place.slug == known)
        question = Question(
            Reading(aspect="change_region", region=context.region), here, has_home=context.home == known
        )
        return region_answers.location_kept(question, common), context
    return region_answers.confirm_location(places), replace(
        context, pending=_waiting(context, tuple(place.slug for place in places))
    )


def offices_aspect(context: Context) -> str:
    """What a location asks of the service spoken of: its hours if they were asked, else the nearest office."""
    asked = context.pending.aspect if context.pending else context.aspect
    return asked if asked in NEEDS_REGION and asked is not None else "location"


def _waiting(context: Context, choices: tuple[str, ...]) -> Pending:
    """What goes on once the citizen has confirmed the region."""
    waiting = context.pending
    if waiting:
        return replace(waiting, region=None, needs="region", choices=choices)
    if context.service or context.office:
        return Pending(offices_aspect(context), context.service, choices=choices)
    return Pending("change_region", choices=choices)


def _nearest(session: Session, point: tuple[float, float] | None) -> tuple[list[Region], bool]:
    """The regions the point may lie in; second: whether it lies in the first for certain."""
    if point is None:
        return [], False
    try:
        guesses = locate(session, *point, limit=CHOICES)
    except PointInvalid:
        return [], False
    is_sure = len(guesses) == 1 and guesses[0].source is GuessSource.BOUNDARY and guesses[0].distance_m == 0
    return [guess.region for guess in guesses], is_sure
