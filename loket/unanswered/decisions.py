"""What an official does about a group of like messages: connect, teach, dismiss, and take it back. The caller commits.

A decision closes the messages its account may see and has seen (``newest``); what comes in later is open again.
Each function returns the decision; ``needs_lexicon`` says whether the lexicon has to be published after the commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Account
from loket.accounts.permissions import Action
from loket.answers.aspects import COMING, INFO, SOCIAL
from loket.audit.operations import record
from loket.database import utc_now
from loket.regions.models import Region
from loket.services.editing import find_service, require_editor
from loket.services.errors import NamesRefused
from loket.services.models import Service
from loket.services.naming import GivenName
from loket.services.single_names import add_name, checked_name, remove_name
from loket.unanswered.anonymising import anonymised
from loket.unanswered.errors import DecisionNotFound, DecisionRefused
from loket.unanswered.listing import PLACES, in_group
from loket.unanswered.models import Decision, DecisionKind, LabelledExample, UnansweredMessage
from loket.unanswered.visibility import visible, visible_slugs

TEACHABLE: Final = (*INFO, "list_services", *COMING, "emergency", "human", "change_region", *SOCIAL)
DISMISSALS: Final = ("published", "not_ours", "meaningless", "trial", "other")
MAX_EXAMPLES: Final = 20
MIN_EXAMPLE: Final = 3  # characters
MAX_NOTE: Final = 300
GONE: Final = (
    "Pesan-pesan ini baru saja ditangani orang lain, atau di luar wilayah wewenang Anda. Periksa daftar di bawah."
)
_ROW = UnansweredMessage


@dataclass(frozen=True)
class Target:
    """Whose messages a decision is about: the group, and the newest id that was on the official's page."""

    group_id: int
    newest: int


@dataclass(frozen=True)
class Done:
    """What was decided."""

    decision: Decision
    needs_lexicon: bool = False


def connect(session: Session, actor: Account, target: Target, slug: str, given: GivenName, origin: str = "") -> Done:
    """The phrase becomes a synonym of the service; where others keep that service, it is proposed to them.

    Raises ServiceNotFound, DecisionRefused by field; nothing is stored then.
    """
    service = find_service(session, slug)
    if service.archived_at is not None:
        raise DecisionRefused("layanan", f"{service.name} diarsipkan. Pilih layanan lain, atau pulihkan dulu.")
    name = _checked(session, service, given)
    decision = _decide(
        session, actor, target, DecisionKind.SYNONYM, service=slug, phrase=name.phrase, weight=name.weight
    )
    decision.is_waiting = not may_name(session, actor, service)
    needs_lexicon = False if decision.is_waiting else add_name(session, actor, service, name, origin)
    _note(session, actor, decision, "propose" if decision.is_waiting else "connect", origin)
    return Done(decision, needs_lexicon)


def accept(session: Session, actor: Account, decision: Decision, origin: str = "") -> Done:
    """Take a proposed synonym over. Raises DecisionRefused, NotPermitted."""
    service = find_service(session, decision.service or "")
    require_editor(session, actor, service)
    if not decision.is_waiting or decision.undone_at is not None:
        raise DecisionRefused("", "Usulan ini sudah diputuskan orang lain. Muat ulang halaman.")
    name = _checked(session, service, GivenName(decision.phrase, decision.weight))
    decision.is_waiting = False
    needs_lexicon = add_name(session, actor, service, name, origin)
    _note(session, actor, decision, "accept", origin)
    return Done(decision, needs_lexicon)


def note_new_service(session: Session, actor: Account, target: Target, service: Service, origin: str = "") -> Done:
    """A service was made for this group. Raises DecisionRefused."""
    decision = _decide(session, actor, target, DecisionKind.SERVICE, service=service.slug)
    _note(session, actor, decision, "service", origin)
    return Done(decision)


def teach(
    session: Session, actor: Account, target: Target, aspect: str, texts: Sequence[str], origin: str = ""
) -> Done:
    """Keep sentences to train with, masked. Raises DecisionRefused by field."""
    if aspect not in TEACHABLE:
        raise DecisionRefused("hal", "Pilih dari daftar apa yang ditanyakan warga.")
    given = list(dict.fromkeys(text for text in map(anonymised, texts) if text))
    if not given:
        raise DecisionRefused("contoh", "Tulis sedikitnya satu kalimat contoh, satu baris satu kalimat.")
    if len(given) > MAX_EXAMPLES:
        raise DecisionRefused("contoh", f"Paling banyak {MAX_EXAMPLES} kalimat sekaligus. Pilih yang paling berbeda.")
    for number, text in enumerate(given, start=1):
        if sum(sign.isalnum() for sign in text) < MIN_EXAMPLE:
            raise DecisionRefused("contoh", f"Baris {number} terlalu pendek untuk dipelajari. Lengkapi atau hapus.")
    decision = _decide(session, actor, target, DecisionKind.EXAMPLE)
    session.add_all(LabelledExample(decision_id=decision.id, aspect=aspect, text=text) for text in given)
    # The sentences themselves stay out of the audit, which never forgets.
    _note(session, actor, decision, "teach", origin, aspect=aspect, examples=len(given))
    return Done(decision)


def dismiss(session: Session, actor: Account, target: Target, reason: str, note: str, origin: str = "") -> Done:
    """Nothing to do, and why. Raises DecisionRefused by field."""
    if reason not in DISMISSALS:
        raise DecisionRefused("alasan", "Pilih alasannya, supaya rekan Anda mengerti.")
    words = " ".join(anonymised(note).split())
    if reason == "other" and not words:
        raise DecisionRefused("catatan", "Tulis alasannya dengan singkat.")
    if len(words) > MAX_NOTE:
        raise DecisionRefused("catatan", f"Catatan terlalu panjang. Singkatkan sampai {MAX_NOTE} huruf.")
    decision = _decide(session, actor, target, DecisionKind.DISMISSED, reason=reason, note=words)
    _note(session, actor, decision, "dismiss", origin)
    return Done(decision)


def undo(session: Session, actor: Account, decision: Decision, origin: str = "") -> Done:
    """Take it back: its messages are open again, its synonym goes. A service made for it stays.

    Raises DecisionRefused where it was taken back before, NotPermitted where others keep the service.
    """
    if decision.undone_at is not None:
        raise DecisionRefused("", "Keputusan ini sudah dibatalkan. Muat ulang halaman.")
    needs_lexicon = False
    if decision.kind == DecisionKind.SYNONYM and not decision.is_waiting and decision.service:
        service = session.scalar(select(Service).where(Service.slug == decision.service))
        if service is not None:
            needs_lexicon = remove_name(session, actor, service, decision.phrase, origin)
    region_id = _region_of(session, decision)
    session.execute(
        update(_ROW)
        .where(_ROW.decision_id == decision.id)
        .values(decision_id=None)
        .execution_options(synchronize_session=False)
    )
    decision.undone_at, decision.is_waiting = utc_now(), False
    session.flush()
    record(
        session, actor, "unanswered.undo", "unanswered", decision.id, _state(decision), None, origin,
        region_id=region_id,
    )  # fmt: skip
    return Done(decision, needs_lexicon)


def find_decision(session: Session, actor: Account, decision_id: int, action: Action) -> Decision:
    """The decision, if all its messages that are left may be treated so by this account, or it is the account's own.

    Raises DecisionNotFound.
    """
    decision = session.get(Decision, decision_id)
    if decision is None or not _is_within(session, actor, decision, action):
        raise DecisionNotFound(decision_id)
    return decision


def _is_within(session: Session, actor: Account, decision: Decision, action: Action) -> bool:
    mine = func.count().filter(visible(session, actor, action, *PLACES))
    left, own = session.execute(select(func.count(), mine).where(_ROW.decision_id == decision.id)).one()
    if left:
        return bool(own == left)
    # Its messages have been forgotten or are open again: then only the programme and who made it.
    return decision.account_id == actor.id or visible_slugs(session, actor, action) is None


def may_name(session: Session, actor: Account, service: Service) -> bool:
    """Whether the account may give this service a synonym itself."""
    try:
        require_editor(session, actor, service)
    except NotPermitted:
        return False
    return True


def _checked(session: Session, service: Service, given: GivenName) -> GivenName:
    try:
        return checked_name(session, service, given)
    except NamesRefused as error:
        raise DecisionRefused("sebutan", error.problems[0].reason) from error


def _decide(session: Session, actor: Account, target: Target, kind: DecisionKind, **values: Any) -> Decision:
    """The row, and the group's open messages closed by it."""
    decision = Decision(group_id=target.group_id, kind=kind, account_id=actor.id, **values)
    session.add(decision)
    session.flush()
    mine = visible(session, actor, Action.LABEL_UNANSWERED, *PLACES)
    closed = session.scalars(
        update(_ROW)
        .where(in_group(target.group_id), _ROW.decision_id.is_(None), _ROW.id <= target.newest, mine)
        .values(decision_id=decision.id, group_id=func.coalesce(_ROW.group_id, _ROW.id))
        .returning(_ROW.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not closed:
        raise DecisionRefused("", GONE)
    decision.messages = len(closed)
    session.flush()
    session.expire_all()  # messages that are loaded do not know of it
    return decision


def _note(session: Session, actor: Account, decision: Decision, verb: str, origin: str, **more: Any) -> None:
    session.flush()
    record(
        session, actor, f"unanswered.{verb}", "unanswered", decision.id, None, {**_state(decision), **more}, origin,
        region_id=_region_of(session, decision),
    )  # fmt: skip


def _state(decision: Decision) -> dict[str, Any]:
    fields = ("kind", "service", "phrase", "reason", "note", "messages")
    return {name: getattr(decision, name) for name in fields if getattr(decision, name)}


def _region_of(session: Session, decision: Decision) -> int | None:
    """The region the messages are about, where it is one: then that region's admins see the entry, too."""
    place = func.coalesce(_ROW.region, _ROW.home)
    slugs = session.scalars(select(place).where(_ROW.decision_id == decision.id).distinct().limit(2)).all()
    if len(slugs) != 1 or slugs[0] is None:
        return None
    return session.scalar(select(Region.id).where(Region.slug == slugs[0]))
