"""Holidays of regions as rows, one a line, by region, name and first day. What the file does not name stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from loket.accounts.permissions import Action, allowed_regions
from loket.imports.checking import Change, Checker, Place, chunks
from loket.imports.columns import Column, Holds
from loket.imports.kinds import Kind, Landing, Scope
from loket.imports.office_rows import regional
from loket.imports.reading import Row, Table
from loket.imports.writing import Record
from loket.offices.local_holidays import (
    MAX_NAME,
    LocalHolidayContent,
    add_local_holiday,
    change_local_holiday,
    cleaned,
    content_of,
    content_problems,
)
from loket.regions.models import LocalHoliday, Region

COLUMNS = (
    Column("wilayah", "Wilayah", "Kabupaten, kota, atau provinsi; libur provinsi berlaku di seluruhnya.", "kab_sleman",
           Holds.REGION, is_needed=True, width=22),
    Column("nama", "Nama hari libur", "Warga membacanya.", "Hari Jadi Kabupaten Sleman", is_needed=True,
           longest=MAX_NAME, width=42),
    Column("mulai", "Mulai", "Hari pertama.", "2027-05-15", Holds.DATE, is_needed=True, width=14),
    Column("selesai", "Selesai", "Hari terakhir; kosongkan bila hanya sehari.", "", Holds.DATE, width=14),
    Column("sumber", "Sumber", "Keputusan atau surat edaran yang menetapkannya, dengan nomornya.",
           "SE Bupati nomor/tahun", is_needed=True, width=40),
)  # fmt: skip
EXAMPLES = (
    {
        "wilayah": "kab_sleman", "nama": "Hari Jadi Kabupaten Contoh", "mulai": "2027-05-15",
        "sumber": "contoh: SE Bupati nomor/tahun",
    },
)  # fmt: skip
_TITLES = {column.key: column.title for column in COLUMNS}
_FIELDS = {"name": "nama", "first_day": "mulai", "last_day": "selesai", "source": "sumber"}
HolidayKey = tuple[int, str, date]


def check(checker: Checker, table: Table, landing: Landing) -> list[Change]:
    """New holidays, and those of which something else is said."""
    rows = list(checker.rows(table, COLUMNS))
    there = _there(checker, (values["wilayah"] for _, values in rows))
    seen: dict[HolidayKey, int] = {}
    changes = []
    for row, values in rows:
        place: Place = values["wilayah"]
        if not regional(checker, row.number, place, "Libur daerah", "libur daerah"):
            continue
        assert place.region is not None  # noqa: S101  said by regional
        key = (place.region.id, values["nama"], values["mulai"])
        if (before := seen.setdefault(key, row.number)) != row.number:
            checker.say(
                row.number, _TITLES["nama"], f"Libur ini sama dengan baris {before}.", "Hapus salah satu baris."
            )
            continue
        change = _change(checker, row, values, place.region, there.get(key))
        changes += [change] if change else []
    return changes


def _there(checker: Checker, places: Iterable[Place]) -> dict[HolidayKey, LocalHoliday]:
    found: dict[HolidayKey, LocalHoliday] = {}
    for chunk in chunks(sorted({place.region.id for place in places if place and place.region})):
        for row in checker.session.scalars(select(LocalHoliday).where(LocalHoliday.region_id.in_(chunk))):
            found[row.region_id, row.name, row.first_day] = row
    return found


def _change(
    checker: Checker, row: Row, values: Mapping[str, Any], region: Region, stored: LocalHoliday | None
) -> Change | None:
    # Without a column of last days the ones there stay; an empty cell in it means one day.
    last = values.get("selesai") if "selesai" in values or stored is None else stored.last_day
    content = cleaned(LocalHolidayContent(values["nama"], values["mulai"], last, values["sumber"]))
    problems = content_problems(content)
    for problem in problems:
        checker.say(row.number, _TITLES[_FIELDS[problem.field]], problem.message, "Perbaiki baris ini.")
    if problems or (stored is not None and content == content_of(stored)):
        return None

    def apply() -> bool:
        session, actor = checker.session, checker.actor
        if stored is None:
            add_local_holiday(session, actor, region, content, checker.origin)
        else:
            change_local_holiday(session, actor, stored, stored.lock_version, content, checker.origin)
        return False

    return Change(row.number, 1, is_new=stored is None, apply=apply)


def export(scope: Scope) -> Iterator[Record]:
    """The holidays of the scope's regions, past ones too."""
    own = allowed_regions(scope.session, scope.actor, Action.EXPORT).condition(LocalHoliday.region_id)
    query = select(LocalHoliday, Region.slug).join(LocalHoliday.region).where(own)
    if scope.region:
        query = query.where(LocalHoliday.region_id == scope.region.id)
    for row, slug in scope.session.execute(query.order_by(Region.code, LocalHoliday.first_day, LocalHoliday.name)):
        until = row.last_day.isoformat() if row.last_day != row.first_day else ""
        days = {"mulai": row.first_day.isoformat(), "selesai": until}
        yield {"wilayah": slug, "nama": row.name, **days, "sumber": row.source}


KIND = Kind(
    "holidays", "Libur daerah", "Hari libur kabupaten, kota, atau provinsi. Yang tidak ditulis tetap.", COLUMNS,
    EXAMPLES, Action.MANAGE_OFFICES, check, export,
)  # fmt: skip
