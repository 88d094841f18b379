"""Make, check and revoke partners' keys, and hand in a draft with one. The caller commits."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from loket.accounts.models import Account, AccountStatus, Grant, Role
from loket.accounts.permissions import Action, may_somewhere, require
from loket.audit.operations import record
from loket.database import utc_now
from loket.partner_keys.errors import KeyInvalid, PartnerKeyRefused
from loket.partner_keys.models import PartnerKey
from loket.partners.models import Partner, PartnerKind
from loket.regions.models import Region
from loket.services.models import Service, Standard, StandardState
from loket.standards.content import Content, content_of
from loket.standards.drafts import begin_draft, save_draft
from loket.standards.errors import WrongState
from loket.standards.publishing import submit

PREFIX = "lk_"
KEY_BYTES = 32
START_LENGTH = 10
MAX_LABEL_CHARS = 80


def create_key(
    session: Session, actor: Account | str, partner_slug: str, label: str, origin: str
) -> tuple[PartnerKey, str]:
    """A new key of the partner and its text, which nobody can see again.

    ``actor``: an account that may manage keys, or the operator's word for the command line. Raises
    PartnerKeyRefused, NotPermitted.
    """
    if isinstance(actor, Account):
        require(actor, Action.MANAGE_API_KEYS, None)
    partner = session.scalar(select(Partner).where(Partner.slug == partner_slug))
    if partner is None:
        raise PartnerKeyRefused(
            f"Lembaga {partner_slug[:60]!r} tidak dikenal. Daftarkan dulu di situs admin.", "partner"
        )
    if not partner.is_active:
        raise PartnerKeyRefused(f"Lembaga {partner.name} sedang tidak aktif. Aktifkan dulu di situs admin.", "partner")
    name = " ".join(label.split())
    if not name or len(name) > MAX_LABEL_CHARS:
        raise PartnerKeyRefused(
            f"Beri nama untuk kunci ini, paling panjang {MAX_LABEL_CHARS} huruf: sistem mana yang memakainya.", "label"
        )
    text = PREFIX + secrets.token_urlsafe(KEY_BYTES)
    key = PartnerKey(
        partner=partner,
        account=_account_of(session, partner),
        label=name,
        start=text[:START_LENGTH],
        key_hash=_hash(text),
        created_by=actor.email if isinstance(actor, Account) else actor,
    )
    session.add(key)
    session.flush()
    _note(session, actor, "partner_key.create", key, None, _values(key), origin)
    return key, text


def revoke_key(session: Session, actor: Account | str, key_id: int, origin: str) -> PartnerKey:
    """End a key at once. Raises PartnerKeyRefused for one that is not there or has ended."""
    if isinstance(actor, Account):
        require(actor, Action.MANAGE_API_KEYS, None)
    key = session.get(PartnerKey, key_id)
    if key is None:
        raise PartnerKeyRefused(f"Kunci nomor {key_id} tidak ada. Lihat daftarnya.", "id")
    if key.revoked_at is not None:
        raise PartnerKeyRefused(f"Kunci nomor {key_id} sudah dicabut.", "id")
    key.revoked_at = utc_now()
    session.flush()
    _note(session, actor, "partner_key.revoke", key, {"revoked_at": None}, {"revoked_at": key.revoked_at}, origin)
    return key


def list_keys(session: Session) -> Sequence[PartnerKey]:
    """Every key, the newest first."""
    return session.scalars(
        select(PartnerKey).options(joinedload(PartnerKey.partner)).order_by(PartnerKey.id.desc())
    ).all()


def find_key(session: Session, text: str) -> PartnerKey:
    """The key with this text, if it works; raise KeyInvalid."""
    query = select(PartnerKey).where(PartnerKey.key_hash == _hash(text), PartnerKey.revoked_at.is_(None))
    key = session.scalar(query.options(joinedload(PartnerKey.partner), joinedload(PartnerKey.account)))
    if key is None or not key.partner.is_active or not may_somewhere(key.account, Action.WRITE_STANDARD):
        raise KeyInvalid
    return key


def hand_in(
    session: Session, key: PartnerKey, service: Service, region: Region | None, given: Content, remark: str, origin: str
) -> Standard:
    """A draft of the partner that says ``given`` on top of what holds at this level, handed to the region's reviewers.

    Nothing is published. Raises NotPermitted where the region did not admit the partner, WrongState while an earlier
    draft of it is being reviewed, Incomplete with everything that is missing; nothing is stored then.
    """
    if region is None and key.partner.kind != PartnerKind.PUSAT:
        raise PartnerKeyRefused(
            "Tingkat nasional hanya untuk lembaga pusat. Isi kode atau slug daerah yang menerima lembaga Anda.",
            "region",
        )
    draft = begin_draft(session, key.account, service, region, key.partner, origin)
    if draft.state == StandardState.IN_REVIEW:
        raise WrongState(
            draft.state, f"Draf nomor {draft.id} masih ditinjau. Tunggu hasilnya, atau mintalah dikembalikan dulu."
        )
    save_draft(session, key.account, draft, draft.lock_version, {**content_of(draft), **given}, origin)
    submit(session, key.account, draft, draft.lock_version, remark, origin)
    key.used_at = utc_now()
    session.flush()
    return draft


def _account_of(session: Session, partner: Partner) -> Account:
    """The partner's technical account: no password, so nobody logs in with it; writes where the partner is admitted."""
    email = f"api.{partner.slug}@mitra.invalid"
    account = session.scalar(select(Account).where(Account.email == email))
    if account is None:
        account = Account(email=email, name=f"API {partner.name}"[:120], status=AccountStatus.ACTIVE)
        account.grants = [Grant(role=Role.MITRA, region_id=None, partner=partner, granted_by="kunci API")]
        session.add(account)
        session.flush()
    return account


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _values(key: PartnerKey) -> dict[str, object]:
    return {"partner": key.partner.slug, "label": key.label, "start": key.start}


def _note(
    session: Session,
    actor: Account | str,
    action: str,
    key: PartnerKey,
    before: dict[str, object] | None,
    after: dict[str, object],
    origin: str,
) -> None:
    record(session, actor, action, "partner_key", key.id, before, after, origin)
