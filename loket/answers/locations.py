"""A location was shared: the nearest offices if they were asked for, else which region this is, to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from loket.answers import lookup, region_answers
from loket.answers.answer import Answer, Reading
from loket.answers.aspects import NEEDS_REGION
from loket.answers.facts import Question, ServiceFacts
from loket.answers.reading import Context, Pending
from loket.regions.errors import PointInvalid
from loket.regions.locating import locate
from loket.regions.models import Region

CHOICES = 3


def answer_location(
    session: Session, point: tuple[float, float] | None, context: Context, common: Sequence[ServiceFacts]
) -> tuple[Answer | None, Context]:
    """The answer and the conversation after it; no answer = the offices asked for are to be answered now."""
    nearest = _nearest(session, point)
    if not nearest:
        waiting = context.pending or Pending("change_region")
        return region_answers.location_nowhere(), replace(context, pending=waiting)
    known = context.region or context.home
    is_there = known is not None and known in {region.slug for region in nearest}
    if is_there and _asks_offices(context):
        return None, context
    places = [place for place in map(lookup.place_of, nearest) if place]
    if is_there:
        here = next(place for place in places if place.slug == known)
        question = Question(Reading(aspect="change_region", region=context.region), here, has_home=True)
        return region_answers.location_kept(question, common), context
    return region_answers.confirm_location(places), replace(context, pending=_waiting(context))


def _asks_offices(context: Context) -> bool:
    asked = context.pending.aspect if context.pending else context.aspect
    return context.service is not None and asked in NEEDS_REGION


def _waiting(context: Context) -> Pending:
    if context.pending and context.pending.needs == "region":
        return context.pending
    if context.service and context.aspect in NEEDS_REGION:
        return Pending(context.aspect, context.service)
    return Pending("change_region")


def _nearest(session: Session, point: tuple[float, float] | None) -> list[Region]:
    if point is None:
        return []
    try:
        return [guess.region for guess in locate(session, *point, limit=CHOICES)]
    except PointInvalid:
        return []
