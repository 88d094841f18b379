"""For whom an account writes: for regions themselves, or for a partner in the regions that admitted it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions, may, partner_scope
from loket.partners.models import Partner
from loket.regions.models import Region


def contributing_partner(session: Session, actor: Account, region: Region | None) -> Partner | None:
    """The organisation in whose name this account writes here, None for the region itself; raises NotPermitted."""
    slug = region.slug if region else None
    if may(actor, Action.WRITE_STANDARD, slug, None):
        return None
    for partner_id in sorted({grant.partner_id for grant in actor.grants if grant.partner_id}):
        if may(actor, Action.WRITE_STANDARD, slug, partner_id):
            return session.get_one(Partner, partner_id)
    raise NotPermitted(Action.WRITE_STANDARD, slug)


@dataclass(frozen=True)
class Place:
    """A region as a list to choose from shows it: 552 rows of the table would cost more than the page."""

    slug: str
    name: str
    is_province: bool


def writable_regions(session: Session, actor: Account) -> tuple[bool, Sequence[Place]]:
    """Whether the account writes for the nation, and the regions it writes for, provinces first."""
    own = allowed_regions(session, actor, Action.WRITE_STANDARD)
    scopes = [own, *partner_scope(session, actor, Action.WRITE_STANDARD).values()]
    query = select(Region.slug, Region.name, Region.parent_id)
    query = query.order_by(Region.parent_id.is_not(None), Region.name)
    if not any(scope.is_national for scope in scopes):
        ids = {one for scope in scopes for one in scope.region_ids}
        query = query.where(Region.id.in_(sorted(ids)))
    return own.is_national, [Place(row.slug, row.name, row.parent_id is None) for row in session.execute(query)]
