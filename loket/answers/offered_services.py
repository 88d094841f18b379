"""A name that several services share: only those offered where the citizen asks are a choice.

The lexicon knows the names of all regions' services; a name that Sleman gave its own service must not make Bandung's
citizens choose.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from loket.answers.heard import Context, Heard
from loket.regions.errors import RegionNotFound
from loket.regions.operations import get_region
from loket.services.operations import offered_slugs


def with_offered_services(session: Session, heard: Heard, context: Context) -> Heard:
    """The message without the candidates that its region does not offer, where at least one is left.

    The region is the one named, else the conversation's, else the citizen's own; without one nothing is left out.
    """
    service, place = heard.service, _place(heard, context)
    if service is None or not service.ambiguous or place is None:
        return heard
    try:
        offered = offered_slugs(session, service.candidates, get_region(session, place))
    except RegionNotFound:  # said in the answer, where every slug is looked up
        return heard
    left = tuple(one for one in service.candidates if one in offered)
    if not left or len(left) == len(service.candidates):
        return heard
    return replace(heard, service=replace(service, value=left[0], candidates=left, ambiguous=len(left) > 1))


def _place(heard: Heard, context: Context) -> str | None:
    if heard.region is not None:
        return None if heard.region.ambiguous else heard.region.value
    return context.region or context.home
