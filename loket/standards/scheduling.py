"""What was published for a later day: calling it off, and offering a new service when its day has come.

The caller commits.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from loket.accounts.models import Account
from loket.audit.operations import record
from loket.partners.models import Partner
from loket.services.models import Service, Standard, StandardState
from loket.services.operations import today_in
from loket.standards.drafts import open_draft
from loket.standards.errors import WrongState
from loket.standards.publishing import offer, require_reviewer

BY_ITSELF = "sistem"


def call_off(session: Session, actor: Account, standard: Standard, origin: str = "") -> bool:
    """It no longer takes effect on its day. Returns whether it is a draft again, to go on with; it is archived where
    somebody has begun another draft meanwhile. Raises WrongState where it holds already, NotPermitted."""
    require_reviewer(actor, standard)
    today = today_in(standard.region)
    if standard.state != StandardState.PUBLISHED or standard.valid_from is None or standard.valid_from <= today:
        raise WrongState(standard.state, "Versi ini sudah berlaku atau jadwalnya sudah dibatalkan. Muat ulang halaman.")
    partner = session.get(Partner, standard.partner_id) if standard.partner_id else None
    is_free = open_draft(session, standard.service, standard.region, partner) is None
    before = {"state": "published", "valid_from": standard.valid_from}
    standard.state = StandardState.DRAFT if is_free else StandardState.ARCHIVED
    standard.valid_from, standard.published_at, standard.reviewer = None, None, ""
    standard.lock_version += 1
    session.flush()
    after = {"state": str(standard.state), "valid_from": None}
    record(
        session, actor, "standard.call_off", "standard", standard.id, before, after, origin,
        region_id=standard.region_id,
    )  # fmt: skip
    return is_free


def offer_due(session: Session) -> int:
    """Offer the new services of which something scheduled has begun to hold; returns how many.

    Where it is more than none, the lexicon has to be published.
    """
    waiting = (
        select(Standard)
        .join(Service, Service.id == Standard.service_id)
        .where(
            Standard.state == StandardState.PUBLISHED,
            Standard.valid_from.is_not(None),
            Service.is_active.is_(False),
            Service.archived_at.is_(None),
        )
        .options(joinedload(Standard.service), joinedload(Standard.region))
    )
    due = {
        one.service_id: one.service
        for one in session.scalars(waiting)
        if one.valid_from is not None and one.valid_from <= today_in(one.region)
    }
    return sum(offer(session, BY_ITSELF, service, BY_ITSELF) for service in due.values())
