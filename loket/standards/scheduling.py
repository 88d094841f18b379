"""Calling off what was published for a later day. The caller commits."""

from __future__ import annotations

from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.audit.operations import record
from loket.partners.models import Partner
from loket.services.models import Standard, StandardState
from loket.services.operations import today_in
from loket.standards.drafts import open_draft
from loket.standards.errors import WrongState
from loket.standards.publishing import require_reviewer


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
