"""What is done with accounts: invite, accept, grant, revoke, disable, reset. Every change is recorded in the audit.

``actor`` is the account that acts, or a word (``perintah`` for the operator's command line) that may do everything.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.errors import (
    AccountNotFound,
    AccountRefused,
    EmailTaken,
    InvitationInvalid,
    LoginFailed,
    NotPermitted,
    PasswordRefused,
)
from loket.accounts.login_sessions import end_all, hash_token
from loket.accounts.models import Account, AccountStatus, Grant, Invitation, InvitationPurpose, LoginSession, Role
from loket.accounts.passwords import check_password, hash_password
from loket.accounts.permissions import Action, allowed_regions, grantable_roles
from loket.accounts.second_factor import forget_second_factor
from loket.audit.operations import record
from loket.database import utc_now
from loket.partners.models import Admission, Partner
from loket.regions.models import Region

Actor = Account | str
_EMAIL = re.compile(r"[^@\s<>\"',;:()]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
# The first admin types their own address when they accept; until then the account has this one.
FIRST_EMAIL = "admin.pertama@loket.invalid"


def normal_email(email: str) -> str:
    """The address in lower case; raises AccountRefused for what is none."""
    plain = email.strip().lower()
    if len(plain) > 254 or _EMAIL.fullmatch(plain) is None:
        raise AccountRefused("Alamat email belum benar: tulis seperti nama@instansi.go.id.", "email")
    return plain


def find_account(session: Session, email: str) -> Account:
    """The account with this email; raises AccountNotFound."""
    account = session.scalar(select(Account).where(Account.email == email.strip().lower()))
    if account is None:
        raise AccountNotFound(email)
    return account


def get_account(session: Session, account_id: int) -> Account:
    """The account with this id; raises AccountNotFound."""
    account = session.get(Account, account_id)
    if account is None:
        raise AccountNotFound(str(account_id))
    return account


def may_manage(actor: Actor, account: Account) -> bool:
    """Whether the actor could have given every grant the account has; else a reset would be a way up."""
    if isinstance(actor, str):
        return True
    if not account.grants:
        return Role.ADMIN_PROGRAM in grantable_roles(actor, None)
    return all(grant.role in grantable_roles(actor, _slug(grant.region)) for grant in account.grants)


def require_superior(actor: Actor, account: Account) -> None:
    """Raise NotPermitted unless ``may_manage``."""
    if not may_manage(actor, account):
        raise NotPermitted(Action.MANAGE_ACCOUNTS)


def manageable_accounts(session: Session, actor: Actor) -> list[Account]:
    """The accounts this actor may manage, by name."""
    if isinstance(actor, str):
        return list(list_accounts(session))
    scope = allowed_regions(session, actor, Action.MANAGE_ACCOUNTS)
    query = select(Account).order_by(Account.name, Account.id)
    if not scope.is_national:  # narrowed down in the database, decided below
        query = query.where(Account.id.in_(select(Grant.account_id).where(scope.condition(Grant.region_id))))
    return [account for account in session.scalars(query) if may_manage(actor, account)]


def list_accounts(session: Session) -> Sequence[Account]:
    """Every account, by name."""
    return session.scalars(select(Account).order_by(Account.name, Account.id)).all()


def invite(
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    role: Role,
    region: Region | None,
    partner: Partner | None,
    origin: str,
    hours: float,
) -> tuple[Account, str]:
    """Make an account with its first grant; returns it with the token of the link that lets its holder in.

    Raises EmailTaken, AccountRefused for an address or a name that is none, NotPermitted.
    """
    plain = normal_email(email)
    if not name.strip():
        raise AccountRefused("Nama belum diisi: tulis nama lengkap.", "name")
    if session.scalar(select(Account.id).where(Account.email == plain)) is not None:
        raise EmailTaken(plain)
    _require_grantable(session, actor, role, region, partner)
    account = Account(email=plain, name=" ".join(name.split())[:120], status=AccountStatus.INVITED, grants=[])
    session.add(account)
    session.flush()
    after = {"email": account.email, "name": account.name}
    record(session, actor, "account.invite", "account", account.id, None, after, origin, region_id=_id(region))
    grant(session, actor, account, role=role, region=region, partner=partner, origin=origin)
    return account, new_invitation(session, actor, account, InvitationPurpose.INVITE, hours)


def invite_again(session: Session, actor: Actor, account: Account, *, origin: str, hours: float) -> str:
    """A fresh link for somebody who has not come in yet; the old one is withdrawn."""
    require_superior(actor, account)
    if account.status != AccountStatus.INVITED:
        raise AccountRefused("Akun ini sudah aktif. Untuk kata sandi yang lupa, pakai “Atur ulang”.")
    record(session, actor, "account.invite_again", "account", account.id, None, None, origin)
    return new_invitation(session, actor, account, InvitationPurpose.INVITE, hours)


def new_invitation(session: Session, actor: Actor, account: Account, purpose: InvitationPurpose, hours: float) -> str:
    """A link's token; links made before for this account no longer work."""
    now = utc_now()
    for old in session.scalars(
        select(Invitation).where(Invitation.account_id == account.id, Invitation.used_at.is_(None))
    ):
        old.used_at = now
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(
            account=account,
            purpose=purpose,
            token_hash=hash_token(token),
            created_by=_name(actor),
            expires_at=now + timedelta(hours=hours),
        )
    )
    session.flush()
    return token


def find_invitation(session: Session, token: str) -> Invitation:
    """The open invitation of this token; raises InvitationInvalid."""
    found = session.scalar(select(Invitation).where(Invitation.token_hash == hash_token(token)))
    if found is None or found.used_at is not None or found.expires_at <= utc_now():
        raise InvitationInvalid
    if found.account.status == AccountStatus.DISABLED:
        raise InvitationInvalid
    return found


def accept_invitation(
    session: Session, token: str, *, password: str, origin: str, email: str = "", name: str = ""
) -> Account:
    """Set the password and open the account. The first admin gives ``email`` and ``name`` too.

    Raises InvitationInvalid, PasswordRefused, EmailTaken, AccountRefused.
    """
    invitation = find_invitation(session, token)
    account = invitation.account
    if is_first_admin(account):
        _name_first_admin(session, account, email, name)
    check_password(password, account.email, account.name)
    account.password_hash = hash_password(password)
    account.status = AccountStatus.ACTIVE
    invitation.used_at = utc_now()
    end_all(session, account)
    action = "account.accept" if invitation.purpose == InvitationPurpose.INVITE else "account.new_password"
    record(session, account, action, "account", account.id, None, {"email": account.email}, origin)
    return account


def is_first_admin(account: Account) -> bool:
    """Whether the account still waits for its holder's own address."""
    return account.email == FIRST_EMAIL


def _name_first_admin(session: Session, account: Account, email: str, name: str) -> None:
    plain = normal_email(email)
    if not name.strip():
        raise AccountRefused("Nama belum diisi: tulis nama lengkap Anda.", "name")
    if session.scalar(select(Account.id).where(Account.email == plain, Account.id != account.id)) is not None:
        raise EmailTaken(plain)
    account.email, account.name = plain, " ".join(name.split())[:120]


def first_admin_invitation(session: Session, hours: float) -> str | None:
    """A link's token for the first programme admin, new each time; None once there is one who can log in."""
    query = select(Account).join(Grant).where(Grant.role == Role.ADMIN_PROGRAM)
    admins = session.scalars(query).unique().all()
    if any(admin.status == AccountStatus.ACTIVE for admin in admins):
        return None
    account = session.scalar(select(Account).where(Account.email == FIRST_EMAIL))
    if account is None:
        if admins:  # somebody was invited by name on the command line
            return None
        account = Account(email=FIRST_EMAIL, name="Admin pertama", grants=[Grant(role=Role.ADMIN_PROGRAM)])
        session.add(account)
        session.flush()
        record(session, "sistem", "account.invite", "account", account.id, None, {"role": Role.ADMIN_PROGRAM}, "setup")
    return new_invitation(session, "sistem", account, InvitationPurpose.INVITE, hours)


def grant(
    session: Session,
    actor: Actor,
    account: Account,
    *,
    role: Role,
    region: Region | None,
    partner: Partner | None,
    origin: str,
) -> Grant:
    """Give a role in a scope. Raises NotPermitted, and AccountRefused for a grant that makes no sense."""
    _require_grantable(session, actor, role, region, partner)
    known = (role, _id(region), partner.id if partner else None)
    if any((one.role, one.region_id, one.partner_id) == known for one in account.grants):
        raise AccountRefused("Peran itu sudah dimiliki akun ini di wilayah tersebut.", "role")
    given = Grant(role=role, region=region, partner=partner, granted_by=_name(actor))
    account.grants.append(given)
    session.flush()
    after = _grant_values(given)
    record(session, actor, "account.grant", "account", account.id, None, after, origin, region_id=_id(region))
    return given


def _require_grantable(
    session: Session, actor: Actor, role: Role, region: Region | None, partner: Partner | None
) -> None:
    _check_grant(session, role, region, partner)
    if isinstance(actor, Account) and role not in grantable_roles(actor, _slug(region)):
        raise NotPermitted(Action.MANAGE_ACCOUNTS, _slug(region))


def _check_grant(session: Session, role: Role, region: Region | None, partner: Partner | None) -> None:
    if role == Role.ADMIN_PROGRAM and (region is not None or partner is not None):
        raise AccountRefused("Admin program berlaku nasional: kosongkan wilayah dan mitra.", "region")
    if role == Role.ADMIN_DAERAH and region is None:
        raise AccountRefused("Admin daerah memerlukan wilayah: pilih provinsi, kabupaten, atau kota.", "region")
    if role == Role.MITRA and partner is None:
        raise AccountRefused("Peran mitra memerlukan lembaga mitra: pilih lembaganya.", "partner")
    if role != Role.MITRA and partner is not None:
        raise AccountRefused("Lembaga mitra hanya untuk peran mitra: kosongkan, atau pilih peran mitra.", "partner")
    if partner is not None and region is not None and region.parent_id is not None:
        admission = select(Admission.id).where(Admission.partner_id == partner.id, Admission.region_id == region.id)
        if session.scalar(admission) is None:
            raise AccountRefused(
                f"{partner.name} belum diterima di {region.name}. Terima dulu di menu Penerimaan mitra (/admin/mitra).",
                "partner",
            )


def revoke(session: Session, actor: Actor, account: Account, grant_id: int, *, origin: str) -> None:
    """Take a grant away. Raises NotPermitted, AccountRefused where it is none of the account's or the last admin's."""
    given = next((one for one in account.grants if one.id == grant_id), None)
    if given is None:
        raise AccountRefused("Peran itu sudah tidak ada. Muat ulang halaman ini.")
    if isinstance(actor, Account) and given.role not in grantable_roles(actor, _slug(given.region)):
        raise NotPermitted(Action.MANAGE_ACCOUNTS, _slug(given.region))
    if given.role == Role.ADMIN_PROGRAM:
        _require_another_admin(session, account)
    before, region_id = _grant_values(given), given.region_id
    account.grants.remove(given)
    session.flush()
    record(session, actor, "account.revoke", "account", account.id, before, None, origin, region_id=region_id)


def disable(session: Session, actor: Actor, account: Account, *, origin: str) -> None:
    """Lock the account out at once, everywhere. Raises NotPermitted, AccountRefused for oneself or the last admin."""
    require_superior(actor, account)
    if isinstance(actor, Account) and actor.id == account.id:
        raise AccountRefused("Anda tidak dapat menonaktifkan akun sendiri. Mintalah admin lain.")
    if any(one.role == Role.ADMIN_PROGRAM for one in account.grants):
        _require_another_admin(session, account)
    before = account.status
    account.status = AccountStatus.DISABLED
    end_all(session, account)
    _record_status(session, actor, "account.disable", account, before, origin)


def enable(session: Session, actor: Actor, account: Account, *, origin: str) -> None:
    """Let the account in again, with the password it had."""
    require_superior(actor, account)
    before = account.status
    account.status = AccountStatus.ACTIVE if account.password_hash else AccountStatus.INVITED
    _record_status(session, actor, "account.enable", account, before, origin)


def reset(session: Session, actor: Actor, account: Account, *, origin: str, hours: float) -> str:
    """Take password and second factor away, log the account out, and return a link's token to set new ones."""
    require_superior(actor, account)
    if account.status == AccountStatus.DISABLED:
        raise AccountRefused("Akun ini dinonaktifkan. Aktifkan dulu, lalu atur ulang.")
    before = account.status
    account.password_hash = ""
    account.status = AccountStatus.INVITED
    forget_second_factor(session, account)
    end_all(session, account)
    _record_status(session, actor, "account.reset", account, before, origin)
    return new_invitation(session, actor, account, InvitationPurpose.RESET, hours)


def change_password(
    session: Session, account: Account, *, is_old_right: bool, new: str, keep: LoginSession | None, origin: str
) -> None:
    """Set another password; other browsers are logged out. Raises LoginFailed, PasswordRefused."""
    if not is_old_right:
        raise PasswordRefused("Kata sandi lama tidak cocok. Ketik kata sandi yang Anda pakai sekarang.", "old_password")
    check_password(new, account.email, account.name)
    account.password_hash = hash_password(new)
    end_all(session, account, but=keep)
    record(session, account, "account.change_password", "account", account.id, None, None, origin)


def login_candidate(session: Session, email: str) -> Account | None:
    """The account that may log in with this email, if there is one. What is not said: why there is none."""
    account = session.scalar(select(Account).where(Account.email == email.strip().lower()))
    return account if account is not None and account.status == AccountStatus.ACTIVE else None


def require_login(account: Account | None, *, is_password_right: bool) -> Account:
    """Raise LoginFailed unless there is such an account and the password was right."""
    if account is None or not is_password_right:
        raise LoginFailed
    return account


def _require_another_admin(session: Session, account: Account) -> None:
    query = (
        select(Account.id)
        .join(Grant)
        .where(Grant.role == Role.ADMIN_PROGRAM, Account.status == AccountStatus.ACTIVE, Account.id != account.id)
    )
    if session.scalar(query.limit(1)) is None:
        raise AccountRefused("Ini satu-satunya admin program yang aktif. Undang admin program lain dulu.")


def _record_status(session: Session, actor: Actor, action: str, account: Account, before: str, origin: str) -> None:
    region_ids = {one.region_id for one in account.grants}
    region_id = region_ids.pop() if len(region_ids) == 1 else None
    old, new = {"status": before}, {"status": account.status}
    record(session, actor, action, "account", account.id, old, new, origin, region_id=region_id)


def _grant_values(given: Grant) -> dict[str, Any]:
    return {
        "role": given.role,
        "region": _slug(given.region),
        "partner": given.partner.slug if given.partner else None,
    }


def _slug(region: Region | None) -> str | None:
    return region.slug if region else None


def _id(region: Region | None) -> int | None:
    return region.id if region else None


def _name(actor: Actor) -> str:
    return actor.email if isinstance(actor, Account) else actor
