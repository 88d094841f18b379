"""Whose messages an account may see: those read as, or written from, its regions; without a region, the programme's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, or_, select, true
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions
from loket.regions.models import Region


def visible(
    session: Session, account: Account, action: Action, *places: SQLColumnExpression[Any]
) -> ColumnElement[bool]:
    """An SQL condition: rows of which one of ``places`` (columns of region slugs) is the account's to ``action``."""
    slugs = visible_slugs(session, account, action)
    if slugs is None:
        return true()
    return or_(*(place.in_(slugs) for place in places))


def visible_slugs(session: Session, account: Account, action: Action) -> list[str] | None:
    """The account's regions, sorted; None = all of them, and what has no region."""
    scope = allowed_regions(session, account, action)
    if scope.is_national:
        return None
    return sorted(session.scalars(select(Region.slug).where(Region.id.in_(scope.region_ids))))


def regions_to_choose(session: Session, account: Account, action: Action) -> list[tuple[str, str]]:
    """Slug and name of the regions whose messages the account may see, provinces first."""
    scope = allowed_regions(session, account, action)
    query = select(Region.slug, Region.name).where(scope.condition(Region.id))
    return [(slug, name) for slug, name in session.execute(query.order_by(Region.parent_id.is_not(None), Region.name))]
