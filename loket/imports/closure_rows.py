"""Days an office is closed, or open though it is a holiday, one a line. What the file does not name stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from loket.accounts.permissions import Action
from loket.audit.operations import changes as differing
from loket.audit.operations import record
from loket.imports.checking import Change, Checker, chunks, whole_rows_ok
from loket.imports.columns import Column, Holds
from loket.imports.hour_rows import unknown_office
from loket.imports.kinds import Kind, Landing, Scope
from loket.imports.office_rows import office_scope, offices_there, regional
from loket.imports.reading import Table
from loket.imports.writing import Record
from loket.offices.content import MAX_CLOSURES, Closure
from loket.offices.editing import note_save
from loket.offices.models import Office, OfficeClosure, OfficeOpenDay
from loket.regions.models import Region

CLOSED, OPEN = "closed", "open"
STATES = {CLOSED: "tutup", OPEN: "tetap buka"}
COLUMNS = (
    Column("wilayah", "Wilayah", "Wilayah kantor.", "kab_sleman", Holds.REGION, is_needed=True, width=22),
    Column("kantor", "Nama kantor", "Persis seperti di daftar kantor.", "Kantor Kecamatan Depok", is_needed=True,
           longest=150, width=42),
    Column("keadaan", "Keadaan", "tutup; atau tetap buka: hari libur yang dilayani seperti biasa.", "tutup",
           Holds.CHOICE, is_needed=True, choices=STATES, width=14),
    Column("mulai", "Mulai", "Hari pertama.", "2026-12-24", Holds.DATE, is_needed=True, width=14),
    Column("selesai", "Selesai", "Hari terakhir; kosongkan bila hanya sehari. Untuk tetap buka: satu hari satu baris.",
           "2026-12-26", Holds.DATE, width=14),
    Column("alasan", "Alasan", "Hanya untuk tutup. Warga membacanya.", "Pindah gedung", longest=200, width=40),
)  # fmt: skip
EXAMPLES = (
    {
        "wilayah": "kab_sleman", "kantor": "Kantor Kecamatan Contoh", "keadaan": "tutup", "mulai": "2026-12-28",
        "selesai": "2026-12-31", "alasan": "Pindah gedung",
    },
    {"wilayah": "kab_sleman", "kantor": "Kantor Kecamatan Contoh", "keadaan": "tetap buka", "mulai": "2026-12-25"},
)  # fmt: skip
_TITLES = {column.key: column.title for column in COLUMNS}


@dataclass
class _Given:
    """The rows of one office."""

    first: int
    numbers: set[int] = field(default_factory=set)
    closures: dict[tuple[date, date, str | None], int] = field(default_factory=dict)  # reason None: no such column
    open_days: dict[date, int] = field(default_factory=dict)


def check(checker: Checker, table: Table, landing: Landing) -> list[Change]:
    """One change for each office that is closed, or stays open, otherwise."""
    rows = list(checker.rows(table, COLUMNS))
    there = offices_there(checker.session, (values["wilayah"] for _, values in rows))
    _load_days(checker, [office.id for office in there.values()])
    given: dict[int, _Given] = {}
    for row, values in rows:
        if not regional(checker, row.number, values["wilayah"]):
            continue
        office = there.get((values["wilayah"].region.id, values["kantor"].casefold()))
        if office is None:
            unknown_office(checker, row.number, _TITLES["kantor"], values)
            continue
        own = given.setdefault(office.id, _Given(row.number))
        own.numbers.add(row.number)
        _take(checker, row.number, values, own)
    offices = {office.id: office for office in there.values()}
    changes = [_change(checker, offices[one], own) for one, own in given.items()]
    return [change for change in changes if change]


def _load_days(checker: Checker, ids: list[int]) -> None:
    for chunk in chunks(ids):
        query = select(Office).where(Office.id.in_(chunk))
        query = query.options(selectinload(Office.closures), selectinload(Office.open_days))
        checker.session.scalars(query.execution_options(populate_existing=True)).all()


def _take(checker: Checker, row: int, values: Mapping[str, Any], own: _Given) -> None:
    first, reason = values["mulai"], values.get("alasan")
    last = values.get("selesai") or first
    if values["keadaan"] == OPEN:
        if last != first:
            checker.say(row, _TITLES["selesai"], "Hari yang tetap buka ditulis satu hari satu baris.",
                        "Kosongkan Selesai, lalu tambahkan baris untuk hari berikutnya.")  # fmt: skip
        elif reason:
            checker.say(row, _TITLES["alasan"], "Alasan hanya untuk hari tutup.", "Kosongkan sel ini.")
        elif (before := own.open_days.setdefault(first, row)) != row:
            _repeated(checker, row, before)
    elif last < first:
        checker.say(row, _TITLES["selesai"], "Hari terakhir lebih awal daripada hari pertama.", "Tukar keduanya.")
    elif (before := own.closures.setdefault((first, last, reason), row)) != row:
        _repeated(checker, row, before)


def _repeated(checker: Checker, row: int, before: int) -> None:
    checker.say(row, _TITLES["mulai"], f"Sama dengan baris {before}.", "Hapus salah satu baris.")


def _change(checker: Checker, office: Office, own: _Given) -> Change | None:
    before = _days(office)
    closures = _closures(before[0], own)
    open_days = sorted({*before[1], *own.open_days})
    if len(closures) > MAX_CLOSURES:
        checker.say(own.first, _TITLES["mulai"], f"Kantor ini akan memiliki {len(closures)} hari tutup; paling banyak "
                    f"{MAX_CLOSURES}.", "Hapus yang sudah lewat di halaman kantornya.")  # fmt: skip
    if (closures, open_days) == before or not whole_rows_ok(checker, own.numbers):
        return None

    def apply() -> bool:
        _store(checker, office, closures, open_days)
        return False

    return Change(own.first, len(own.numbers), is_new=before == ([], []), apply=apply)


def _closures(stored: list[Closure], own: _Given) -> list[Closure]:
    """Those there and those of the file. One of the same days whose reason the file words otherwise is that one, not
    another; where the file has no column of reasons, those there stay."""
    there = {one[:2] for one in stored}
    said = {(first, last, reason or "") for first, last, reason in own.closures
            if reason is not None or (first, last) not in there}  # fmt: skip
    reworded = {one[:2] for one in said}
    return sorted({one for one in stored if one[:2] not in reworded or one in said} | said)


def _days(office: Office) -> tuple[list[Closure], list[date]]:
    closures = sorted((one.first_day, one.last_day, one.reason) for one in office.closures)
    return closures, sorted(one.day for one in office.open_days)


def _store(checker: Checker, office: Office, closures: list[Closure], open_days: list[date]) -> None:
    session, before = checker.session, _days(office)
    for row in [one for one in office.closures if (one.first_day, one.last_day, one.reason) not in closures]:
        office.closures.remove(row)
    office.closures.extend(
        OfficeClosure(first_day=first, last_day=last, reason=reason)
        for first, last, reason in closures
        if (first, last, reason) not in before[0]
    )
    office.open_days.extend(OfficeOpenDay(day=day) for day in open_days if day not in before[1])
    note_save(office, checker.actor)
    session.flush()
    old, new = differing(_values(*before), _values(closures, open_days))
    record(session, checker.actor, "office.closures", "office", office.id, old, new, checker.origin,
           region_id=office.region_id)  # fmt: skip


def _values(closures: list[Closure], open_days: list[date]) -> dict[str, Any]:
    said = [{"first_day": first, "last_day": last, "reason": reason} for first, last, reason in closures]
    return {"closures": said, "open_days": open_days}


def export(scope: Scope) -> Iterator[Record]:
    """The days of the scope's offices, past ones too."""
    query = (
        select(Office, Region.slug)
        .join(Office.region)
        .where(office_scope(scope))
        .order_by(Region.code, Office.name)
        .options(selectinload(Office.closures), selectinload(Office.open_days))
    )
    for office, slug in scope.session.execute(query.execution_options(yield_per=500)):
        named = {"wilayah": slug, "kantor": office.name}
        closures, open_days = _days(office)
        for first, last, reason in closures:
            until = last.isoformat() if last != first else ""
            days = {"mulai": first.isoformat(), "selesai": until}
            yield named | {"keadaan": STATES[CLOSED], **days, "alasan": reason}
        for day in open_days:
            yield named | {"keadaan": STATES[OPEN], "mulai": day.isoformat()}


KIND = Kind(
    "closures", "Hari tutup", "Hari kantor tutup, dan hari libur yang tetap buka. Yang tidak ditulis tetap.", COLUMNS,
    EXAMPLES, Action.MANAGE_OFFICES, check, export,
)  # fmt: skip
