"""Opening hours as rows: one weekday of an office a line, with its break. Days the file does not name stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import time
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from loket.accounts.permissions import Action
from loket.audit.operations import record
from loket.imports.checking import Change, Checker, chunks, whole_rows_ok
from loket.imports.columns import Column, Holds
from loket.imports.kinds import Kind, Landing, Scope
from loket.imports.office_rows import office_scope, offices_there, regional
from loket.imports.reading import Table
from loket.imports.writing import Record
from loket.offices.editing import note_save
from loket.offices.hours import DAYS, Span, format_hours
from loket.offices.models import Office, OfficeHours
from loket.regions.models import Region

COLUMNS = (
    Column("wilayah", "Wilayah", "Wilayah kantor.", "kab_sleman", Holds.REGION, is_needed=True, width=22),
    Column("kantor", "Nama kantor", "Persis seperti di daftar kantor.", "Kantor Kecamatan Depok", is_needed=True,
           longest=150, width=42),
    Column("hari", "Hari", "Satu hari satu baris.", "Senin", Holds.CHOICE, is_needed=True,
           choices={str(number): day for number, day in enumerate(DAYS)}, width=12),
    Column("buka", "Buka", "Jam buka, waktu setempat. Kosongkan Buka dan Tutup bila hari itu tutup.", "08.00",
           Holds.TIME, width=10),
    Column("istirahat_mulai", "Istirahat mulai", "Kosongkan bila tidak ada istirahat.", "12.00", Holds.TIME, width=16),
    Column("istirahat_selesai", "Istirahat selesai", "Jam buka lagi.", "13.00", Holds.TIME, width=16),
    Column("tutup", "Tutup", "Jam tutup, waktu setempat.", "15.00", Holds.TIME, width=10),
)  # fmt: skip
EXAMPLES = (
    {
        "wilayah": "kab_sleman", "kantor": "Kantor Kecamatan Contoh", "hari": "Senin", "buka": "08.00",
        "istirahat_mulai": "12.00", "istirahat_selesai": "13.00", "tutup": "15.00",
    },
    {"wilayah": "kab_sleman", "kantor": "Kantor Kecamatan Contoh", "hari": "Minggu"},
)  # fmt: skip
_TITLES = {column.key: column.title for column in COLUMNS}
Times = tuple[time, time]


def check(checker: Checker, table: Table, landing: Landing) -> list[Change]:
    """One change for each office that opens otherwise."""
    rows = list(checker.rows(table, COLUMNS))
    there = offices_there(checker.session, (values["wilayah"] for _, values in rows))
    _load_hours(checker, [office.id for office in there.values()])
    days: dict[int, dict[int, list[tuple[int, Times]]]] = defaultdict(lambda: defaultdict(list))
    firsts: dict[int, int] = {}
    for row, values in rows:
        if not regional(checker, row.number, values["wilayah"]):
            continue
        office = there.get((values["wilayah"].region.id, values["kantor"].casefold()))
        if office is None:
            unknown_office(checker, row.number, _TITLES["kantor"], values)
            continue
        firsts.setdefault(office.id, row.number)
        day = days[office.id][int(values["hari"])]
        day += [(row.number, one) for one in _spans(checker, row.number, values)]
    offices = {office.id: office for office in there.values()}
    changes = [_change(checker, offices[one], firsts[one], by_day) for one, by_day in days.items()]
    return [change for change in changes if change]


def unknown_office(checker: Checker, row: int, column: str, values: Mapping[str, Any]) -> None:
    """Say that no office there is called so."""
    checker.say(row, column, f"Kantor “{values['kantor']}” tidak ada di {values['wilayah'].name}.",
                "Samakan namanya dengan daftar kantor, atau impor kantornya dulu.")  # fmt: skip


def _load_hours(checker: Checker, ids: list[int]) -> None:
    for chunk in chunks(ids):
        query = select(Office).where(Office.id.in_(chunk)).options(selectinload(Office.hours))
        checker.session.scalars(query.execution_options(populate_existing=True)).all()


def _spans(checker: Checker, row: int, values: dict[str, Any]) -> list[Times]:
    opens, closes = values.get("buka"), values.get("tutup")
    pause, again = values.get("istirahat_mulai"), values.get("istirahat_selesai")
    if opens is None and closes is None and pause is None and again is None:
        return []
    if opens is None or closes is None or (pause is None) != (again is None):
        missing = "buka" if opens is None else "tutup" if closes is None else "istirahat_mulai"
        missing = "istirahat_selesai" if missing == "istirahat_mulai" and again is None else missing
        checker.say(row, _TITLES[missing], "Jam hari ini belum lengkap.",
                    "Isi jam buka dan tutup (dan kedua jam istirahat), atau kosongkan semuanya.")  # fmt: skip
        return []
    spans = [(opens, pause), (again, closes)] if pause is not None and again is not None else [(opens, closes)]
    in_order = [moment for span in spans for moment in span]
    if any(first >= later for first, later in pairwise(in_order)):
        checker.say(row, _TITLES["tutup"], "Urutan jamnya keliru.",
                    "Jam harus berurutan: buka, istirahat mulai, istirahat selesai, tutup.")  # fmt: skip
        return []
    return spans


def _change(checker: Checker, office: Office, first: int, by_day: dict[int, list[tuple[int, Times]]]) -> Change | None:
    numbers = {number for day in by_day.values() for number, _ in day} | {first}
    for day, spans in by_day.items():
        ordered = sorted(spans, key=lambda one: one[1])
        for (_, (_, closes)), (number, (opens, _)) in pairwise(ordered):
            if opens < closes:
                checker.say(number, _TITLES["buka"], f"Jam hari {DAYS[day]} bertumpuk dengan baris lain.",
                            "Perbaiki jamnya, atau hapus salah satu baris.")  # fmt: skip
    before = _hours(office)
    after = [span for span in before if span[0] not in by_day]
    after += [(day, *times) for day, spans in by_day.items() for _, times in spans]
    after.sort()
    if before == after or not whole_rows_ok(checker, numbers):
        return None

    def apply() -> bool:
        _store(checker, office, before, after)
        return False

    return Change(first, len(numbers), is_new=not before, apply=apply)


def _hours(office: Office) -> list[Span]:
    return sorted((row.weekday, row.opens, row.closes) for row in office.hours)


def _store(checker: Checker, office: Office, before: list[Span], after: list[Span]) -> None:
    session = checker.session
    for row in [row for row in office.hours if (row.weekday, row.opens, row.closes) not in after]:
        office.hours.remove(row)
    new = [span for span in after if span not in before]
    office.hours.extend(OfficeHours(weekday=day, opens=opens, closes=closes) for day, opens, closes in new)
    note_save(office, checker.actor)
    session.flush()
    old_text, new_text = {"hours": format_hours(before)}, {"hours": format_hours(after)}
    record(session, checker.actor, "office.hours", "office", office.id, old_text, new_text, checker.origin,
           region_id=office.region_id)  # fmt: skip


def export(scope: Scope) -> Iterator[Record]:
    """The hours of the scope's offices; days without any are left out."""
    query = (
        select(Office, Region.slug)
        .join(Office.region)
        .where(office_scope(scope))
        .order_by(Region.code, Office.name)
        .options(selectinload(Office.hours))
    )
    for office, slug in scope.session.execute(query.execution_options(yield_per=500)):
        by_day: dict[int, list[Times]] = defaultdict(list)
        for day, opens, closes in _hours(office):
            by_day[day].append((opens, closes))
        for day, spans in by_day.items():
            for pair in _pairs(spans):
                yield {"wilayah": slug, "kantor": office.name, "hari": DAYS[day], **_record(pair)}


def _pairs(spans: list[Times]) -> Iterator[list[Times]]:
    """Two spans with a break between them are one row; those that touch have no break and are two."""
    waiting: list[Times] = []
    for span in spans:
        if len(waiting) == 2 or (waiting and waiting[-1][1] >= span[0]):
            yield waiting
            waiting = []
        waiting.append(span)
    if waiting:
        yield waiting


def _record(pair: list[Times]) -> Record:
    """One span, or two with the break between them."""
    record = {"buka": f"{pair[0][0]:%H.%M}", "tutup": f"{pair[-1][1]:%H.%M}"}
    if len(pair) == 2:
        record |= {"istirahat_mulai": f"{pair[0][1]:%H.%M}", "istirahat_selesai": f"{pair[1][0]:%H.%M}"}
    return record


KIND = Kind(
    "hours", "Jam buka", "Jam buka kantor per hari, dengan istirahatnya. Hari yang tidak ditulis tetap.", COLUMNS,
    EXAMPLES, Action.MANAGE_OFFICES, check, export,
)  # fmt: skip
