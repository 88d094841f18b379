"""Lists of offices for those who keep them: filtered in the database, a page at a time."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions
from loket.offices.models import Office
from loket.regions.models import Region
from loket.standards.contributors import Place
from loket.standards.listing import Found

PAGE_SIZE = 30


class Lacking(enum.StrEnum):
    """What an office has not got yet."""

    POINT = "point"
    HOURS = "hours"


@dataclass(frozen=True)
class OfficeFilter:
    """What to list. None and "" leave a filter out; ``page`` counts from 1. A province stands for all of it."""

    region: Region | None = None
    text: str = ""
    kind: str = ""
    is_active: bool | None = True
    lacking: Lacking | None = None
    page: int = 1


def list_offices(session: Session, actor: Account, wanted: OfficeFilter) -> Found[Office]:
    """The offices this account manages, by region and name."""
    where = [allowed_regions(session, actor, Action.MANAGE_OFFICES).condition(Office.region_id), *_conditions(wanted)]
    total = session.scalar(select(func.count(Office.id)).join(Office.region).where(*where)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(wanted.page, 1), pages)
    query = (
        select(Office)
        .join(Office.region)
        .where(*where)
        .options(joinedload(Office.region), selectinload(Office.hours))
        .order_by(Region.code, Office.name, Office.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return Found(session.scalars(query).all(), total, page, pages)


def kept_regions(session: Session, actor: Account) -> Sequence[Place]:
    """The regions whose offices this account manages, provinces first."""
    own = allowed_regions(session, actor, Action.MANAGE_OFFICES)
    query = select(Region.slug, Region.name, Region.parent_id).where(own.condition(Region.id))
    query = query.order_by(Region.parent_id.is_not(None), Region.name)
    return [Place(row.slug, row.name, row.parent_id is None) for row in session.execute(query)]


def _conditions(wanted: OfficeFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.region is not None:
        conditions.append(or_(Region.id == wanted.region.id, Region.parent_id == wanted.region.id))
    if text := wanted.text.replace("\0", "").strip():
        columns = (Office.name, Office.address)
        conditions.append(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    if wanted.kind:
        conditions.append(Office.kind == wanted.kind.replace("\0", ""))
    if wanted.is_active is not None:
        conditions.append(Office.is_active == wanted.is_active)
    if wanted.lacking == Lacking.POINT:
        conditions.append(Office.latitude.is_(None))
    if wanted.lacking == Lacking.HOURS:
        conditions.append(~Office.hours.any())
    return conditions
