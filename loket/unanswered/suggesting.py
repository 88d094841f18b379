"""What the forms about a group begin with: a phrase cut out of a message, services it may mean. Read-only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from loket.answers.cues import FILLERS
from loket.lexicon.phrases import STOP_WORDS, clean_phrase
from loket.regions.models import Region
from loket.services.models import Service, ServiceName
from loket.unanswered.models import UnansweredMessage

_SIGNS: Final = "\\^$*+?{}[]|().,!?;:\"'“”"
_LONGEST: Final = 5  # words
# Words of the question, not of the thing asked about; "surat" and "kartu" begin many a service's name.
_ASKING: Final = frozenset(
    """
    duit uang bayar bayare harga tarif tarifnya biayanya syaratnya caranya bawa perlu butuh apaan gmn piro opo
    tanya nanya nama hp wa nik disamarkan
    """.split()  # noqa: SIM905  a list of words reads better this way
)
_BEGINS_A_NAME: Final = frozenset({"surat", "kartu"})
_UNTELLING: Final = (STOP_WORDS | FILLERS | _ASKING) - _BEGINS_A_NAME
_MOST_SERVICES: Final = 15
_ROW = UnansweredMessage


def suggested_phrase(text: str, region: str | None) -> str:
    """The words of a message that may name a service: without fillers, stop words and the region's own name."""
    place = set((region or "").split("_"))
    words = [word.strip(_SIGNS) for word in clean_phrase(text).split()]
    telling = [one for one in words if one and one not in _UNTELLING and one not in place]
    if all(one in _BEGINS_A_NAME for one in telling):
        telling = []
    return " ".join((telling or [one for one in words if one])[:_LONGEST])[:80]


def likely_services(session: Session, group_id: int) -> list[Service]:
    """The services that citizens tapped or the bot read in this group, most often first."""
    slug = func.coalesce(_ROW.chosen_service, _ROW.service)
    counted = (
        select(slug)
        .where(or_(_ROW.group_id == group_id, _ROW.id == group_id), slug.is_not(None))
        .group_by(slug)
        .order_by(func.count().desc())
        .limit(5)
    )
    slugs = list(session.scalars(counted))
    found = {one.slug: one for one in session.scalars(select(Service).where(Service.slug.in_(slugs)))}
    return [found[slug] for slug in slugs if slug in found and found[slug].archived_at is None]


def search_services(session: Session, text: str) -> Sequence[Service]:
    """Services whose name or synonym holds the text, by name; a few."""
    wanted = text.strip()[:80]
    if not wanted:
        return []
    named = select(ServiceName.service_id).where(ServiceName.phrase.icontains(wanted, autoescape=True))
    query = select(Service).where(
        Service.archived_at.is_(None),
        or_(Service.name.icontains(wanted, autoescape=True), Service.id.in_(named)),
    )
    return session.scalars(query.order_by(Service.name).limit(_MOST_SERVICES)).all()


def places_by_slug(session: Session, slugs: Sequence[str | None]) -> dict[str, str]:
    """Names of the regions of these slugs."""
    wanted = sorted({slug for slug in slugs if slug})
    rows = session.execute(select(Region.slug, Region.name).where(Region.slug.in_(wanted)))
    return {row.slug: row.name for row in rows}


def services_by_slug(session: Session, slugs: Sequence[str | None]) -> dict[str, str]:
    """Short names of the services of these slugs."""
    wanted = sorted({slug for slug in slugs if slug})
    rows = session.execute(select(Service.slug, Service.short_name).where(Service.slug.in_(wanted)))
    return {row.slug: row.short_name for row in rows}
