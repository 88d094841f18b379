"""Emergency numbers and hotlines of a region. Read-only; the caller owns the session."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session

from loket.emergency.models import EmergencyContact
from loket.regions.models import Region
from loket.services.models import Confidence

FIRST = "emergency"


def emergency_contacts(
    session: Session, region: Region | None = None, kinds: Collection[str] | None = None
) -> Sequence[EmergencyContact]:
    """Numbers that hold in the region: its own first, then its province's, then the nation's; life and limb first.

    Only numbers we are sure of: whoever calls one in need must not reach the wrong place. ``kinds`` narrows them,
    e.g. ``{"emergency", "crisis"}``.
    """
    places = [] if region is None else [region.id, *([region.parent_id] if region.parent_id else [])]
    own = region.id if region is not None else None
    nearness = case((EmergencyContact.region_id.is_(None), 2), (EmergencyContact.region_id == own, 0), else_=1)
    query = (
        select(EmergencyContact)
        .where(
            EmergencyContact.confidence == Confidence.HIGH,
            or_(EmergencyContact.region_id.is_(None), EmergencyContact.region_id.in_(places)),
        )
        .order_by(nearness, EmergencyContact.kind != FIRST, EmergencyContact.id)
    )
    if kinds is not None:
        query = query.where(EmergencyContact.kind.in_(kinds))
    return session.scalars(query).all()
