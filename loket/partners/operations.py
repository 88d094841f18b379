"""Which region lets which partner contribute. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions, require
from loket.audit.operations import record
from loket.partners.errors import AdmissionNotFound, PartnerRefused
from loket.partners.models import Admission, Partner
from loket.regions.models import Region


def admit(session: Session, actor: Account, partner: Partner, region: Region, origin: str) -> Admission:
    """From now on the partner may hand in drafts for the region, for its reviewers to look at; a province admits for
    itself alone. Raises PartnerRefused, NotPermitted."""
    require(actor, Action.ADMIT_PARTNERS, region.slug)
    if not partner.is_active:
        raise PartnerRefused(f"{partner.name} sedang tidak aktif. Mintalah admin program mengaktifkannya.", "partner")
    admission = Admission(partner=partner, region=region)
    try:
        with session.begin_nested():
            session.add(admission)
    except IntegrityError as error:
        raise PartnerRefused(f"{partner.name} sudah diterima di {region.name}.", "partner") from error
    _note(session, actor, "partner.admit", admission, None, {"partner": partner.slug}, origin)
    return admission


def dismiss(session: Session, actor: Account, admission_id: int, origin: str) -> Admission:
    """The partner no longer contributes there; what is published stays. Raises AdmissionNotFound, NotPermitted."""
    admission = session.get(Admission, admission_id)
    if admission is None:
        raise AdmissionNotFound
    require(actor, Action.ADMIT_PARTNERS, admission.region.slug)
    _note(session, actor, "partner.dismiss", admission, {"partner": admission.partner.slug}, None, origin)
    session.delete(admission)
    session.flush()
    return admission


def admissions(session: Session, actor: Account) -> Sequence[Admission]:
    """What the regions of this account admitted, by partner and region."""
    scope = allowed_regions(session, actor, Action.ADMIT_PARTNERS)
    query = select(Admission).join(Admission.partner).join(Admission.region)
    query = query.where(scope.condition(Admission.region_id)).order_by(Partner.name, Region.name)
    return session.scalars(query.options(joinedload(Admission.partner), joinedload(Admission.region))).all()


def active_partners(session: Session) -> Sequence[Partner]:
    """Every organisation that may be admitted, by name."""
    return session.scalars(select(Partner).where(Partner.is_active).order_by(Partner.name)).all()


def _note(
    session: Session,
    actor: Account,
    action: str,
    admission: Admission,
    before: dict[str, str] | None,
    after: dict[str, str] | None,
    origin: str,
) -> None:
    subject = admission.partner.slug
    record(session, actor, action, "partner", subject, before, after, origin, region_id=admission.region_id)
