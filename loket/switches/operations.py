"""Throw and put back kill switches, and ask whether one is thrown. Bots and answers read them anew at each message."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions, require
from loket.audit.operations import record
from loket.database import utc_now
from loket.regions.models import Region
from loket.switches.errors import SwitchRefused
from loket.switches.models import Switch

SHORTEST_REASON = 5


def throw_for_bot(session: Session, actor: Account | str, bot: str, reason: str, *, origin: str) -> Switch:
    """From now on the bot answers everything with a notice. Raises SwitchRefused, NotPermitted."""
    if isinstance(actor, Account):
        require(actor, Action.OPERATE, None)
    if is_bot_off(session, bot):
        raise SwitchRefused(f"Bot {bot} sudah dihentikan sementara.", "target")
    return _throw(session, actor, Switch(bot=bot, reason=_reason(reason)), origin)


def throw_for_region(session: Session, actor: Account | str, region: Region, reason: str, *, origin: str) -> Switch:
    """From now on questions about the region get a notice; emergencies are answered. A province stands for itself.

    Raises SwitchRefused, NotPermitted.
    """
    if isinstance(actor, Account):
        require(actor, Action.OPERATE, region.slug)
    if is_region_off(session, region.id):
        raise SwitchRefused(f"{region.name} sudah dihentikan sementara.", "target")
    return _throw(session, actor, Switch(region=region, reason=_reason(reason)), origin)


def put_back(session: Session, actor: Account | str, switch_id: int, *, origin: str) -> Switch:
    """Serve again. Raises SwitchRefused where it is no longer thrown, NotPermitted."""
    switch = session.get(Switch, switch_id)
    if switch is None:
        raise SwitchRefused("Sakelar itu tidak ada. Muat ulang halaman ini.")
    if isinstance(actor, Account):
        require(actor, Action.OPERATE, switch.region.slug if switch.region else None)
    if switch.ended_at is not None:
        raise SwitchRefused("Layanan itu sudah berjalan lagi. Muat ulang halaman ini.")
    switch.ended_at = utc_now()
    session.flush()
    after = {"reason": switch.reason, "ended_at": switch.ended_at}
    record(session, actor, "switch.put_back", "switch", _name(switch), None, after, origin, region_id=switch.region_id)
    return switch


def is_bot_off(session: Session, bot: str) -> bool:
    """Whether this bot is to answer with the notice alone."""
    return session.scalar(select(Switch.id).where(Switch.bot == bot, Switch.ended_at.is_(None))) is not None


def is_region_off(session: Session, region_id: int) -> bool:
    """Whether questions about this region are to be answered with the notice."""
    thrown = select(Switch.id).where(Switch.region_id == region_id, Switch.ended_at.is_(None))
    return session.scalar(thrown) is not None


def visible_switches(session: Session, account: Account, limit: int = 50) -> Sequence[Switch]:
    """Thrown ones first, then the latest history, of what the account operates."""
    scope = allowed_regions(session, account, Action.OPERATE)
    query = select(Switch).options(joinedload(Switch.region), joinedload(Switch.thrown_by))
    if not scope.is_national:
        query = query.where(scope.condition(Switch.region_id))
    recent = select(Switch.id).order_by(Switch.id.desc()).limit(limit)
    query = query.where(or_(Switch.ended_at.is_(None), Switch.id.in_(recent)))
    return session.scalars(query.order_by(Switch.ended_at.is_not(None), Switch.id.desc()).limit(limit)).all()


def _throw(session: Session, actor: Account | str, switch: Switch, origin: str) -> Switch:
    switch.thrown_by = actor if isinstance(actor, Account) else None
    session.add(switch)
    session.flush()
    after = {"reason": switch.reason}
    record(session, actor, "switch.throw", "switch", _name(switch), None, after, origin, region_id=switch.region_id)
    return switch


def _reason(typed: str) -> str:
    reason = " ".join(typed.split())
    if len(reason) < SHORTEST_REASON:
        raise SwitchRefused(
            "Tulis alasannya dengan singkat, misalnya “data biaya keliru, sedang diperbaiki”.", "reason"
        )
    return reason[:300]


def _name(switch: Switch) -> str:
    return f"bot:{switch.bot}" if switch.bot else f"wilayah:{switch.region.slug if switch.region else ''}"
