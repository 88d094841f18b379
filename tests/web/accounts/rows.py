"""A row of a given region for each path parameter the site's addresses have, for the matrix of ``test_matrix``.

A part that brings a new ``{something_id}`` adds a builder here. It gets a session and a region and returns what stands
in the address. ``None`` says that the parameter is no row of a region, with the reason beside it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from loket.accounts.models import LoginSession, Role
from loket.database import utc_now
from loket.emergency.models import EmergencyContact
from loket.partner_keys.models import PartnerKey
from loket.partners.models import Admission, Partner, PartnerKind
from loket.regions.models import LocalHoliday, Region
from loket.services.models import StandardState
from loket.standards.models import ReviewTask
from loket.switches.models import Switch
from loket.unanswered.models import Decision, DecisionKind
from tests.loket.builders import make_office, make_service, make_standard
from tests.loket.unanswered.builders import make_message, make_report
from tests.web.signing_in import make_account

_numbers = itertools.count(1)
Builder = Callable[[Session, Region], object]


def account_id(session: Session, region: Region) -> int:
    return make_account(session, Role.PENYUSUN, region).id


def grant_id(session: Session, region: Region) -> int:
    return make_account(session, Role.PENYUSUN, region).grants[0].id


def login_id(session: Session, region: Region) -> int:
    account = make_account(session, Role.PENYUSUN, region)
    login = LoginSession(account=account, token_hash=f"{account.id:064d}", expires_at=utc_now())
    session.add(login)
    session.flush()
    return login.id


def switch_id(session: Session, region: Region) -> int:
    switch = Switch(region=region, reason="data keliru")
    session.add(switch)
    session.flush()
    return switch.id


def emergency_id(session: Session, region: Region) -> int:
    contact = EmergencyContact(
        number="0274-1", name="Posko", purpose="uji", kind="emergency", region=region, source="uji",
        verified_at=date(2026, 11, 23), confidence="high",
    )  # fmt: skip
    session.add(contact)
    session.flush()
    return contact.id


def partner(session: Session) -> Partner:
    number = next(_numbers)
    made = Partner(slug=f"lembaga_{number}", name=f"Lembaga {number}", kind=PartnerKind.SWASTA)
    session.add(made)
    session.flush()
    return made


def admission_id(session: Session, region: Region) -> int:
    admission = Admission(partner=partner(session), region=region)
    session.add(admission)
    session.flush()
    return admission.id


def key_id(session: Session, region: Region) -> int:
    """Keys are the programme's alone, so every other role is refused whatever the region."""
    account = make_account(session, Role.PENYUSUN, region)
    key = PartnerKey(
        partner=partner(session), account=account, label="uji", start="lk_x", key_hash=f"{account.id:064d}",
        created_by="uji",
    )  # fmt: skip
    session.add(key)
    session.flush()
    return key.id


def slug(session: Session, region: Region) -> str:
    """A service of this region alone."""
    return make_service(session, f"layanan_{next(_numbers)}", region_id=region.id).slug


def standard_id(session: Session, region: Region) -> int:
    service = make_service(session, f"layanan_{next(_numbers)}")
    return make_standard(session, service, region, {}, state=StandardState.DRAFT).id


def task_id(session: Session, region: Region) -> int:
    service = make_service(session, f"layanan_{next(_numbers)}")
    national = make_standard(session, service, None, {})
    task = ReviewTask(service_id=service.id, region_id=region.id, component="cost", standard_id=national.id)
    session.add(task)
    session.flush()
    return task.id


def group_id(session: Session, region: Region) -> int:
    """A question of this region, grouped under its own id."""
    row = make_message(session, region=region.slug)
    row.group_id = row.id
    session.flush()
    return row.id


def decision_id(session: Session, region: Region) -> int:
    """Taken by somebody else about a question of this region."""
    row = make_message(session, region=region.slug)
    maker = make_account(session, Role.VERIFIKATOR, region)
    decision = Decision(group_id=row.id, kind=DecisionKind.DISMISSED, reason="trial", account_id=maker.id)
    session.add(decision)
    session.flush()
    row.decision_id = decision.id
    session.flush()
    return decision.id


def report_id(session: Session, region: Region) -> int:
    return make_report(session, region=region.slug).id


def office_id(session: Session, region: Region) -> int:
    return make_office(session, region, name=f"Kantor {next(_numbers)}").id


def holiday_id(session: Session, region: Region) -> int:
    day = date(2026, 12, 1)
    holiday = LocalHoliday(region=region, first_day=day, last_day=day, name=f"Libur {next(_numbers)}", source="uji")
    session.add(holiday)
    session.flush()
    return holiday.id


ROWS: dict[str, Builder | None] = {
    "account_id": account_id,
    "grant_id": grant_id,
    "login_id": login_id,
    "admission_id": admission_id,
    "key_id": key_id,
    "switch_id": switch_id,
    "region_slug": lambda _session, region: region.slug,
    "wilayah": lambda _session, region: region.slug,
    "slug": slug,
    "standard_id": standard_id,
    "task_id": task_id,
    "group_id": group_id,
    "decision_id": decision_id,
    "report_id": report_id,
    "office_id": office_id,
    "holiday_id": holiday_id,
    "kind": None,  # of table to import or export; rows in it are checked one by one (tests/loket/imports)
    "ending": None,
    "import_id": None,  # whoever uploaded it, nobody else (tests/web/imports)
    "token": None,  # whoever has the link may open it, that is its point
}
