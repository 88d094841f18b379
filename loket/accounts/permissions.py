"""Who may do what where. One table of roles; everything else asks ``may``, ``require`` or ``allowed_regions``."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, false, or_, select, true
from sqlalchemy.orm import Session, object_session

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Account, AccountStatus, Grant, Role
from loket.partners.models import Admission
from loket.regions.models import Region


class Action(enum.StrEnum):
    """What can be permitted. A page or an operation names exactly one."""

    WRITE_STANDARD = "write_standard"
    REVIEW_STANDARD = "review_standard"
    PUBLISH_STANDARD = "publish_standard"
    MANAGE_SERVICES = "manage_services"
    MANAGE_OFFICES = "manage_offices"
    IMPORT = "import"
    EXPORT = "export"
    SEE_UNANSWERED = "see_unanswered"
    LABEL_UNANSWERED = "label_unanswered"
    SEE_DASHBOARD = "see_dashboard"
    SEE_PROGRAMME = "see_programme"
    HANDLE_COMPLAINTS = "handle_complaints"
    RUN_STORIES = "run_stories"
    MANAGE_ACCOUNTS = "manage_accounts"
    SEE_AUDIT = "see_audit"
    OPERATE = "operate"
    MANAGE_API_KEYS = "manage_api_keys"
    MANAGE_PARTNERS = "manage_partners"
    ADMIT_PARTNERS = "admit_partners"


_WRITER = frozenset(
    {
        Action.WRITE_STANDARD, Action.MANAGE_OFFICES, Action.IMPORT, Action.EXPORT, Action.SEE_UNANSWERED,
        Action.SEE_DASHBOARD,
    }
)  # fmt: skip
_REVIEWER = _WRITER | {
    Action.REVIEW_STANDARD, Action.PUBLISH_STANDARD, Action.MANAGE_SERVICES, Action.LABEL_UNANSWERED,
}  # fmt: skip
ROLE_ACTIONS: dict[Role, frozenset[Action]] = {
    Role.PENYUSUN: _WRITER,
    Role.VERIFIKATOR: _REVIEWER,
    Role.PETUGAS_PENGADUAN: frozenset({Action.HANDLE_COMPLAINTS, Action.SEE_UNANSWERED, Action.SEE_DASHBOARD}),
    Role.PENGUJI: frozenset({Action.RUN_STORIES, Action.SEE_UNANSWERED, Action.LABEL_UNANSWERED, Action.SEE_DASHBOARD}),
    Role.ADMIN_DAERAH: _REVIEWER
    | {
        Action.HANDLE_COMPLAINTS,
        Action.MANAGE_ACCOUNTS,
        Action.SEE_AUDIT,
        Action.OPERATE,
        Action.MANAGE_API_KEYS,
        Action.ADMIT_PARTNERS,
    },
    # Everything but the citizens' complaints: who needs no personal data sees none.
    Role.ADMIN_PROGRAM: frozenset(Action) - {Action.HANDLE_COMPLAINTS},
    Role.MITRA: frozenset({Action.WRITE_STANDARD, Action.IMPORT, Action.EXPORT}),
}
NEEDS_SECOND_FACTOR = frozenset({Role.VERIFIKATOR, Role.ADMIN_DAERAH, Role.ADMIN_PROGRAM})
# Whom somebody who manages accounts may appoint, inside their own scope.
MAY_GRANT: dict[Role, frozenset[Role]] = {
    Role.ADMIN_PROGRAM: frozenset(Role),
    Role.ADMIN_DAERAH: frozenset(Role) - {Role.ADMIN_PROGRAM},
}


def may(account: Account, action: Action, region_slug: str | None, partner_id: int | None = None) -> bool:
    """Whether the account may do this to a row of that region (None = of the national level) and partner.

    ``partner_id`` is the organisation the row belongs to, None for the government's own. A grant for a province holds
    for its kabupaten and kota; a grant with a partner holds for that partner's rows alone, and in a region only where
    that region admitted the partner.
    """
    if account.status != AccountStatus.ACTIVE:
        return False
    grants = [grant for grant in account.grants if action in ROLE_ACTIONS[grant.role]]
    return any(_covers(account, grant, region_slug, partner_id) for grant in grants)


def require(account: Account, action: Action, region_slug: str | None, partner_id: int | None = None) -> None:
    """Raise NotPermitted unless ``may``."""
    if not may(account, action, region_slug, partner_id):
        raise NotPermitted(action, region_slug)


def may_somewhere(account: Account, action: Action) -> bool:
    """Whether there is any row at all the account may do this to: decides on menus and list pages."""
    return account.status == AccountStatus.ACTIVE and any(
        action in ROLE_ACTIONS[grant.role] for grant in account.grants
    )


def needs_second_factor(account: Account) -> bool:
    """Whether one of the account's roles demands a second factor."""
    return any(grant.role in NEEDS_SECOND_FACTOR for grant in account.grants)


@dataclass(frozen=True)
class AllowedRegions:
    """Where the account may do something, to filter lists by in the database."""

    is_national: bool = False
    region_ids: frozenset[int] = field(default_factory=frozenset)
    partner_ids: frozenset[int] = field(default_factory=frozenset)

    def condition(self, region_id: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """An SQL condition on a column of region ids; national rows (NULL) only for national grants."""
        if self.is_national:
            return true()
        if not self.region_ids:
            return false()
        return region_id.in_(sorted(self.region_ids))


def allowed_regions(session: Session, account: Account, action: Action) -> AllowedRegions:
    """Where the account may do this to the government's own rows; partners' grants are left out, see ``partner_scope``.

    Provinces count with their kabupaten and kota.
    """
    grants = _grants_for(account, action, with_partner=False)
    if any(grant.region_id is None for grant in grants):
        return AllowedRegions(is_national=True)
    return AllowedRegions(region_ids=_with_children(session, {grant.region_id for grant in grants if grant.region_id}))


def partner_scope(session: Session, account: Account, action: Action) -> dict[int, AllowedRegions]:
    """By partner id: where the account may do this to that partner's rows."""
    scopes: dict[int, AllowedRegions] = {}
    for grant in _grants_for(account, action, with_partner=True):
        assert grant.partner_id is not None  # noqa: S101  said by with_partner
        known = scopes.get(grant.partner_id, AllowedRegions())
        ids = set(known.region_ids)
        if grant.region_id is not None:
            ids |= _with_children(session, {grant.region_id}) & _admitted(session, grant.partner_id)
        is_national = known.is_national or grant.region_id is None
        scopes[grant.partner_id] = AllowedRegions(is_national, frozenset(ids), frozenset({grant.partner_id}))
    return scopes


def grantable_roles(account: Account, region_slug: str | None) -> frozenset[Role]:
    """The roles this account may give to others in that region (None = nationally)."""
    found: set[Role] = set()
    for grant in account.grants:
        is_own = grant.partner_id is None and account.status == AccountStatus.ACTIVE
        if is_own and grant.role in MAY_GRANT and _covers(account, grant, region_slug, None):
            found |= MAY_GRANT[grant.role]
    return frozenset(found if region_slug is None else found - {Role.ADMIN_PROGRAM})


def _covers(account: Account, grant: Grant, region_slug: str | None, partner_id: int | None) -> bool:
    if grant.partner_id is not None and grant.partner_id != partner_id:
        return False
    if grant.partner_id is not None and region_slug is not None and not _is_admitted(account, grant, region_slug):
        return False
    if grant.region is None:
        return True
    if region_slug is None:
        return False
    return grant.region.slug == region_slug or _is_child(account, grant.region, region_slug)


def _is_child(account: Account, province: Region, region_slug: str) -> bool:
    if province.parent_id is not None:
        return False
    found = _session_of(account).scalar(select(Region.parent_id).where(Region.slug == region_slug))
    return found == province.id


def _is_admitted(account: Account, grant: Grant, region_slug: str) -> bool:
    admission = (
        select(Admission.id)
        .join(Region, Region.id == Admission.region_id)
        .where(Admission.partner_id == grant.partner_id, Region.slug == region_slug)
    )
    return _session_of(account).scalar(admission) is not None


def _admitted(session: Session, partner_id: int) -> set[int]:
    return set(session.scalars(select(Admission.region_id).where(Admission.partner_id == partner_id)))


def _grants_for(account: Account, action: Action, *, with_partner: bool) -> list[Grant]:
    if account.status != AccountStatus.ACTIVE:
        return []
    return [
        grant
        for grant in account.grants
        if action in ROLE_ACTIONS[grant.role] and (grant.partner_id is not None) == with_partner
    ]


def _with_children(session: Session, ids: set[int]) -> frozenset[int]:
    if not ids:
        return frozenset()
    return frozenset(session.scalars(select(Region.id).where(or_(Region.id.in_(ids), Region.parent_id.in_(ids)))))


def _session_of(account: Account) -> Session:
    session = object_session(account)
    if session is None:
        raise ValueError("permissions are asked of an account in a session")
    return session
