"""The audit's page, its proof and its export."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.operations import get_account
from loket.accounts.permissions import Action, allowed_regions
from loket.audit.models import AuditEntry
from loket.audit.operations import verify
from loket.audit.reading import PAGE, Filter, all_entries, entries, visible_actions
from loket.regions.models import Region
from web.accounts.current import permitted
from web.audit.subjects import subject_names
from web.audit.wording import SUBJECTS, field_in_words, in_words, value_in_words
from web.database import Database, DbSession, database_of
from web.navigation import MENU, MenuEntry
from web.pages import page
from web.region_choice import chosen_region

HOME = "/admin/audit"
router = APIRouter(prefix=HOME)
Reader = Annotated[Account, Depends(permitted(Action.SEE_AUDIT))]
MENU.append(MenuEntry("Riwayat perubahan", HOME, Action.SEE_AUDIT, 82, "Siapa mengubah apa, kapan, dari mana."))
COLUMNS = (
    "nomor",
    "waktu_utc",
    "siapa",
    "dari",
    "tindakan",
    "jenis",
    "kunci",
    "wilayah",
    "sebelum",
    "sesudah",
    "sidik",
)
RISKY = ("=", "+", "-", "@", "\t", "\r")


@router.get("")
def audit_page(request: Request, reader: Reader, session: DbSession, before: int | None = None) -> Response:
    """The latest changes, filtered."""
    wanted, typed, problem = _filter(request, session)
    found = entries(session, reader, wanted, before_id=before)
    regions, names = _region_names(session, found), subject_names(session, found)
    context = {
        "rows": [
            (entry, in_words(entry.action), _about(entry, names), _changed(entry), regions.get(entry.region_id))
            for entry in found
        ],
        "typed": typed,
        "error": problem,
        "actions": [(action, in_words(action)) for action in visible_actions(session, reader)],
        "regions": _region_choices(session, reader),
        "older": found[-1].id if len(found) == PAGE else None,
        "query": {name: value for name, value in typed.items() if value},
    }
    return page(request, "admin/audit.html", context)


def _about(entry: AuditEntry, names: dict[tuple[str, str], str]) -> str:
    """By name; what is gone, or has none, by kind and number, the kind once."""
    kind = SUBJECTS.get(entry.subject_type, entry.subject_type)
    number = entry.subject_id if kind in in_words(entry.action) else f"{kind} {entry.subject_id}"
    return names.get((entry.subject_type, entry.subject_id), number)


@router.get("/periksa")
def prove(request: Request, _reader: Reader, session: DbSession) -> Response:
    """Follow the whole chain, and say whether anything was altered or taken out."""
    return page(request, "admin/audit_proof.html", {"verdict": verify(session)})


@router.get("/unduh.csv")
def export(request: Request, reader: Reader, session: DbSession) -> Response:
    """What the filter finds, as CSV for a spreadsheet."""
    wanted, _, _ = _filter(request, session)
    headers = {"Content-Disposition": f'attachment; filename="riwayat-{date.today():%Y%m%d}.csv"'}
    lines = _lines(database_of(request), reader.id, wanted)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def _lines(database: Database, reader_id: int, wanted: Filter) -> Iterator[str]:
    """Its own session: the request's is over when the lines are sent."""
    yield "\ufeff" + _line(COLUMNS)  # the mark tells Excel that it is UTF-8
    with database.reading() as session:
        names = dict(session.execute(select(Region.id, Region.slug)).all())
        for entry in all_entries(session, get_account(session, reader_id), wanted):
            region = names.get(entry.region_id, "") if entry.region_id else ""
            yield _line(
                (
                    entry.id, entry.at.isoformat(timespec="seconds"), entry.actor, entry.origin, entry.action,
                    entry.subject_type, entry.subject_id, region, _json(entry.before), _json(entry.after), entry.hash,
                )
            )  # fmt: skip


def _line(cells: tuple[Any, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([f"'{cell}" if str(cell).startswith(RISKY) else cell for cell in cells])
    return out.getvalue()


def _json(values: dict[str, Any] | None) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True) if values is not None else ""


def _filter(request: Request, session: Session) -> tuple[Filter, dict[str, str], str]:
    """What is asked for, as typed, and what of it could not be read."""
    names = ("siapa", "tindakan", "tentang", "wilayah", "dari", "sampai")
    typed = {name: request.query_params.get(name, "").strip() for name in names}
    problems: list[str] = []
    region_id = _region_id(session, typed["wilayah"], problems)
    wanted = Filter(
        actor=typed["siapa"],
        action=typed["tindakan"],
        subject=typed["tentang"],
        region_id=region_id,
        since=_day("Dari tanggal", typed["dari"], problems),
        until=_day("Sampai tanggal", typed["sampai"], problems),
    )
    return wanted, typed, " ".join(problems)


def _day(label: str, typed: str, problems: list[str]) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        problems.append(f"{label} belum terbaca: tulis seperti 2026-11-24.")
        return None


def _region_id(session: Session, typed: str, problems: list[str]) -> int | None:
    if not typed:
        return None
    found, problem = chosen_region(session, typed)
    if found is None:
        problems.append(problem)
        return None
    return found.id


def _region_choices(session: Session, reader: Account) -> list[Region]:
    scope = allowed_regions(session, reader, Action.SEE_AUDIT)
    return list(session.scalars(select(Region).where(scope.condition(Region.id)).order_by(Region.code)))


def _region_names(session: Session, found: Any) -> dict[int | None, str]:
    ids = {entry.region_id for entry in found if entry.region_id}
    return dict(session.execute(select(Region.id, Region.name).where(Region.id.in_(ids))).all())


def _changed(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """Field by field: name, old value, new value; empty where there was none."""
    before, after = entry.before or {}, entry.after or {}
    names = sorted(before.keys() | after.keys())
    return [
        (field_in_words(name), value_in_words(before.get(name), name), value_in_words(after.get(name), name))
        for name in names
    ]
