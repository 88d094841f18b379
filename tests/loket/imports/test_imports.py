"""What each kind of table does to the database, and what it says of rows that cannot stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Account, Role
from loket.audit.models import AuditEntry
from loket.audit.operations import verify
from loket.imports.errors import RowsRefused
from loket.imports.kinds import Landing, Scope
from loket.imports.operations import KINDS, dry_run, export_csv, export_xlsx, import_rows, template_csv, template_xlsx
from loket.imports.reading import read_table
from loket.offices.models import Office, OfficeClosure
from loket.regions.models import LocalHoliday
from loket.services.models import Component, Service, Standard, StandardState
from loket.standards.components import COMPONENTS
from loket.standards.content import content_of
from tests.loket.builders import make_office, make_service, make_standard
from tests.loket.imports.conftest import Tables, World
from tests.web.signing_in import make_account

OFFICE = {
    "wilayah": "kab_sleman", "nama": "Kantor Depok", "jenis": "kantor kecamatan", "alamat": "Jalan Uji",
    "lintang": "-7.76", "bujur": "110.4", "telepon": "+62 274 1", "sumber": "uji", "tanggal_dicek": "2026-11-20",
}  # fmt: skip
SERVICE = {
    "nama": "Izin Reklame", "nama_pendek": "Reklame", "penyelenggara": "DPMPTSP", "tingkat": "daerah",
    "wilayah": "kab_sleman", "jenis_kantor": "DPMPTSP", "topik": "usaha",
}  # fmt: skip
PART = {
    "layanan": "ktp_el", "wilayah": "kab_sleman", "bagian": "Persyaratan", "isi": "KTP lama\nKK asli",
    "sumber": "Perbup 1/2026", "tanggal_dicek": "2026-11-20", "keyakinan": "pasti",
}  # fmt: skip
HOURS = {
    "wilayah": "Kabupaten Sleman", "kantor": "Disdukcapil", "hari": "Senin", "buka": "08.00",
    "istirahat_mulai": "12.00", "istirahat_selesai": "13.00", "tutup": "15.00",
}  # fmt: skip
CLOSURE = {
    "wilayah": "kab_sleman", "kantor": "Disdukcapil", "keadaan": "tutup", "mulai": "2026-12-28",
    "selesai": "31/12/2026", "alasan": "=Pindah gedung",
}  # fmt: skip
STAYS_OPEN = {"wilayah": "kab_sleman", "kantor": "Disdukcapil", "keadaan": "tetap buka", "mulai": "2026-12-25"}
HOLIDAY = {"wilayah": "kab_sleman", "nama": "Hari Jadi", "mulai": "2027-05-15", "sumber": "-SE Bupati 1/2027"}
NAME = {"layanan": "ktp_el", "sebutan": "Bikin KTP", "arti": "pasti"}


def whole_standard(**values: str) -> list[dict[str, str]]:
    """Every part that must be there before a standard is published."""
    names = (Component.REQUIREMENTS, Component.PROCEDURE, Component.PRODUCT, Component.COMPLAINTS)
    rows = [PART | {"bagian": COMPONENTS[name].name, "isi": "Isi bagian"} for name in names]
    rows.append(PART | {"bagian": COMPONENTS[Component.COST].name, "isi": "", "biaya_rupiah": "Rp30.000"})
    rows.append(PART | {"bagian": COMPONENTS[Component.DURATION].name, "isi": "", "hari_kerja": "3"})
    return [row | values for row in rows]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("kind", "record"),
    [
        ("offices", OFFICE), ("services", SERVICE), ("standards", PART), ("hours", HOURS), ("synonyms", NAME),
        ("closures", CLOSURE), ("closures", STAYS_OPEN), ("holidays", HOLIDAY),
        ("holidays", HOLIDAY | {"selesai": "2027-05-16"}),
    ],
)  # fmt: skip
def test_a_row_is_stored_once_and_exported_as_it_came(
    session: Session, world: World, table: Tables, kind: str, record: Mapping[str, str], ending: str, tmp_path: Path
) -> None:
    make_office(session, world.sleman)
    actor, chosen = world.national, KINDS[kind]
    landing = Landing.DRAFT
    records = [record]
    if kind == "standards":
        records, landing = whole_standard(), Landing.PUBLISH
    trial = dry_run(session, actor, chosen, table(chosen, records, ending), landing)
    assert (trial.errors, trial.warnings, trial.can_import) == (0, 0, True), trial.problems

    import_rows(session, actor, chosen, table(chosen, records, ending), landing, "uji")
    session.commit()
    session.expire_all()

    back = tmp_path / f"ekspor.{ending}"
    if ending == "csv":
        back.write_text("".join(export_csv(Scope(session, actor), chosen)), encoding="utf-8", newline="")
    else:
        export_xlsx(Scope(session, actor), chosen, back)
    again = dry_run(session, actor, chosen, read_table(back, chosen.columns), landing)
    assert again.rows >= len(records)
    assert (again.new, again.changed, again.errors, again.warnings) == (0, 0, 0, 0), again.problems
    assert verify(session).broken_at is None
    assert session.scalar(select(func.count()).where(AuditEntry.action == "import.apply")) == 1


def test_a_dry_run_writes_nothing(session: Session, world: World, table: Tables) -> None:
    kind = KINDS["offices"]

    report = dry_run(session, world.writer, kind, table(kind, [OFFICE]))

    trial = dry_run(session, world.writer, KINDS["standards"], table(KINDS["standards"], whole_standard()),
                    Landing.REVIEW)  # fmt: skip

    assert (report.new, trial.new, trial.errors) == (1, 6, 0)
    assert not session.new
    assert not session.dirty
    assert session.scalar(select(func.count()).select_from(Office)) == 0


def test_all_or_nothing(session: Session, world: World, table: Tables) -> None:
    kind = KINDS["offices"]
    rows = [OFFICE, OFFICE | {"nama": "Kantor Lain", "lintang": "-777", "bujur": "110"}]

    with pytest.raises(RowsRefused) as refused:
        import_rows(session, world.writer, kind, table(kind, rows))

    assert [(one.row, one.column) for one in refused.value.problems] == [(3, "Lintang")]
    assert session.scalar(select(func.count()).select_from(Office)) == 0


@pytest.mark.parametrize(
    ("kind", "record", "column", "words"),
    [
        ("offices", OFFICE | {"wilayah": "kab_tiada"}, "Wilayah", "tidak dikenal"),
        ("offices", OFFICE | {"wilayah": "nasional"}, "Wilayah", "satu wilayah"),
        ("offices", OFFICE | {"nama": ""}, "Nama kantor", "belum diisi"),
        ("offices", OFFICE | {"nama": "x" * 151}, "Nama kantor", "Terlalu panjang"),
        ("offices", OFFICE | {"jenis": "warung"}, "Jenis kantor", "tidak dikenal"),
        ("offices", OFFICE | {"bujur": ""}, "Bujur", "belum lengkap"),
        ("offices", OFFICE | {"lintang": "tujuh"}, "Lintang", "bukan angka"),
        ("offices", OFFICE | {"tanggal_dicek": "31/02/2026"}, "Tanggal dicek", "bukan tanggal"),
        ("offices", OFFICE | {"tanggal_dicek": "2999-01-01"}, "Tanggal dicek", "masa depan"),
        ("services", SERVICE | {"kode": "tiada"}, "Kode", "tidak dikenal"),
        ("services", SERVICE | {"kode": "ktp_el"}, "Wilayah", "tercatat di"),
        ("services", SERVICE | {"nama_pendek": "x" * 41}, "Nama pendek", "Terlalu panjang"),
        ("services", SERVICE | {"nama": "???"}, "Nama layanan", "harus berisi huruf"),
        ("services", SERVICE | {"jenis_kantor": "warung"}, "Jenis kantor", "tidak dikenal"),
        ("standards", PART | {"bagian": "Sarapan"}, "Bagian", "tidak ada dalam pilihan"),
        ("standards", PART | {"biaya_rupiah": "5"}, "Biaya (rupiah)", "tidak berlaku"),
        ("standards", PART | {"isi": ""}, "Isi", "belum berisi"),
        ("standards", PART | {"isi": "x" * 501}, "Isi", "Terlalu panjang"),
        ("standards", PART | {"layanan": "tiada"}, "Layanan", "tidak dikenal"),
        ("standards", PART | {"wilayah": ""}, "Wilayah", "belum diisi"),
        ("hours", HOURS | {"kantor": "Tiada"}, "Nama kantor", "tidak ada di"),
        ("hours", HOURS | {"tutup": "11.00"}, "Tutup", "Urutan"),
        ("hours", HOURS | {"istirahat_selesai": ""}, "Istirahat selesai", "belum lengkap"),
        ("hours", HOURS | {"buka": "25.00"}, "Buka", "bukan jam"),
        ("closures", CLOSURE | {"kantor": "Tiada"}, "Nama kantor", "tidak ada di"),
        ("closures", CLOSURE | {"keadaan": "libur"}, "Keadaan", "tidak ada dalam pilihan"),
        ("closures", CLOSURE | {"mulai": "besok"}, "Mulai", "bukan tanggal"),
        ("closures", CLOSURE | {"selesai": "2026-12-01"}, "Selesai", "lebih awal"),
        ("closures", CLOSURE | {"alasan": "x" * 201}, "Alasan", "Terlalu panjang"),
        ("closures", STAYS_OPEN | {"selesai": "2026-12-26"}, "Selesai", "satu hari satu baris"),
        ("closures", STAYS_OPEN | {"alasan": "Piket"}, "Alasan", "hanya untuk hari tutup"),
        ("holidays", HOLIDAY | {"wilayah": "nasional"}, "Wilayah", "satu wilayah"),
        ("holidays", HOLIDAY | {"nama": ""}, "Nama hari libur", "belum diisi"),
        ("holidays", HOLIDAY | {"selesai": "2027-07-15"}, "Selesai", "paling lama"),
        ("holidays", HOLIDAY | {"sumber": "x" * 1001}, "Sumber", "keputusan atau surat edaran"),
        ("synonyms", NAME | {"arti": "mungkin"}, "Arti", "tidak dikenal"),
        ("synonyms", NAME | {"sebutan": "surat"}, "Sebutan", "belum dapat dipakai"),
        ("synonyms", NAME | {"sebutan": "kabupaten bantul"}, "Sebutan", "belum dapat dipakai"),
    ],
)
def test_each_mistake_names_its_cell_and_how_to_mend_it(
    session: Session, world: World, table: Tables, kind: str, record: Mapping[str, str], column: str, words: str
) -> None:
    make_office(session, world.sleman)

    report = dry_run(session, world.national, KINDS[kind], table(KINDS[kind], [record]))

    assert not report.can_import
    assert [(one.row, one.column) for one in report.problems] == [(2, column)], report.problems
    assert words in report.problems[0].problem
    assert report.problems[0].remedy


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        ("offices", OFFICE), ("services", SERVICE), ("standards", PART), ("hours", HOURS),
        ("closures", CLOSURE), ("holidays", HOLIDAY),
        ("standards", PART | {"wilayah": "nasional"}), ("services", SERVICE | {"wilayah": "nasional"}),
    ],
)  # fmt: skip
def test_rows_of_another_region_are_refused_one_by_one(
    session: Session, world: World, table: Tables, kind: str, record: Mapping[str, str]
) -> None:
    make_office(session, world.bantul)
    if record["wilayah"] != "nasional":
        record = {**record, "wilayah": "kab_bantul"}

    report = dry_run(session, world.reviewer, KINDS[kind], table(KINDS[kind], [record]))

    assert report.errors == 1
    assert "tidak bertugas" in report.problems[0].problem


def test_synonyms_of_a_national_service_belong_to_the_programme(session: Session, world: World, table: Tables) -> None:
    kind = KINDS["synonyms"]

    assert dry_run(session, world.reviewer, kind, table(kind, [NAME])).errors == 1
    assert dry_run(session, world.national, kind, table(kind, [NAME])).errors == 0


def test_who_imports_nothing_is_turned_away(session: Session, world: World, table: Tables) -> None:
    tester = make_account(session, Role.PENGUJI, world.sleman)

    with pytest.raises(NotPermitted):
        dry_run(session, tester, KINDS["offices"], table(KINDS["offices"], [OFFICE]))
    with pytest.raises(NotPermitted):
        export_csv(Scope(session, tester), KINDS["offices"])


def imported_standard(
    session: Session, actor: Account, table: Tables, rows: list[dict[str, str]], landing: Landing
) -> Standard:
    kind = KINDS["standards"]
    import_rows(session, actor, kind, table(kind, rows), landing)
    return session.scalars(select(Standard).order_by(Standard.id.desc())).first()  # type: ignore[return-value]


def test_standards_land_where_the_role_lets_them(session: Session, world: World, table: Tables) -> None:
    draft = imported_standard(session, world.writer, table, [PART], Landing.DRAFT)
    assert (draft.state, draft.region) == (StandardState.DRAFT, world.sleman)
    with pytest.raises(RowsRefused) as unfinished:
        imported_standard(session, world.writer, table, [PART], Landing.REVIEW)
    assert any("belum diisi" in one.problem for one in unfinished.value.problems)
    with pytest.raises(RowsRefused) as refused:
        imported_standard(session, world.writer, table, whole_standard(), Landing.PUBLISH)
    assert "tidak menerbitkan" in refused.value.problems[0].problem

    reviewed = imported_standard(session, world.writer, table, whole_standard(), Landing.REVIEW)

    assert reviewed is draft
    assert reviewed.state == StandardState.IN_REVIEW
    with pytest.raises(RowsRefused) as waiting:
        imported_standard(session, world.writer, table, whole_standard(isi="Lain"), Landing.DRAFT)
    assert "sedang ditinjau" in waiting.value.problems[0].problem


def test_parts_the_file_does_not_name_stay(session: Session, world: World, table: Tables) -> None:
    make_standard(session, world.service, world.sleman, {Component.PRODUCT: {"text": "KTP"}}, published_at=None)

    draft = imported_standard(session, world.writer, table, [PART], Landing.DRAFT)

    assert draft.version == 2
    said = content_of(draft)
    assert said[Component.PRODUCT].content == {"text": "KTP"}
    assert said[Component.REQUIREMENTS].content == {"items": ["KTP lama", "KK asli"]}


def test_columns_the_file_lacks_stay_and_empty_cells_empty(session: Session, world: World, tmp_path: Path) -> None:
    office = make_office(session, world.sleman, phone="0274-1", note="catatan")
    path = tmp_path / "kantor.csv"
    path.write_text(
        "Wilayah,Nama kantor,Jenis kantor,Sumber,Tanggal dicek,Telepon\n34.04,Disdukcapil,disdukcapil,uji,20/11/2026,\n"
    )

    import_rows(session, world.writer, KINDS["offices"], read_table(path, KINDS["offices"].columns))

    assert (office.phone, office.note, office.verified_at) == ("", "catatan", date(2026, 11, 20))


def test_closures_of_other_days_stay_and_a_new_reason_is_no_second_closure(
    session: Session, world: World, table: Tables
) -> None:
    office = make_office(session, world.sleman)
    office.closures = [
        OfficeClosure(first_day=date(2026, 12, 28), last_day=date(2026, 12, 31), reason="Pindah"),
        OfficeClosure(first_day=date(2027, 1, 4), last_day=date(2027, 1, 4), reason="Pelatihan"),
    ]
    session.commit()
    kind, seen = KINDS["closures"], office.lock_version

    import_rows(session, world.writer, kind, table(kind, [CLOSURE, STAYS_OPEN]))

    said = sorted((str(one.first_day), str(one.last_day), one.reason) for one in office.closures)
    assert said == [("2026-12-28", "2026-12-31", "=Pindah gedung"), ("2027-01-04", "2027-01-04", "Pelatihan")]
    assert [str(one.day) for one in office.open_days] == ["2026-12-25"]
    assert office.lock_version > seen  # a form opened before does not overwrite it
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "office.closures")).one()
    assert (entry.after or {})["open_days"] == ["2026-12-25"]


def test_closures_without_a_column_of_reasons_keep_theirs(session: Session, world: World, tmp_path: Path) -> None:
    office = make_office(session, world.sleman)
    office.closures = [OfficeClosure(first_day=date(2026, 12, 28), last_day=date(2026, 12, 28), reason="Pindah")]
    session.commit()
    path = tmp_path / "tutup.csv"
    path.write_text(
        "Wilayah;Nama kantor;Keadaan;Mulai\nkab_sleman;Disdukcapil;tutup;2026-12-28\n"
        "kab_sleman;Disdukcapil;tutup;2026-12-30\n", encoding="utf-8",
    )  # fmt: skip

    import_rows(session, world.writer, KINDS["closures"], read_table(path, KINDS["closures"].columns))

    assert sorted((str(one.first_day), one.reason) for one in office.closures) == [
        ("2026-12-28", "Pindah"), ("2026-12-30", ""),
    ]  # fmt: skip


def test_a_holiday_there_already_is_changed_not_doubled(session: Session, world: World, table: Tables) -> None:
    kind = KINDS["holidays"]
    import_rows(session, world.writer, kind, table(kind, [HOLIDAY]))

    report = import_rows(session, world.writer, kind, table(kind, [HOLIDAY | {"selesai": "2027-05-17"}]))

    assert (report.new, report.changed) == (0, 1)
    row = session.scalars(select(LocalHoliday)).one()
    assert (str(row.first_day), str(row.last_day), row.lock_version) == ("2027-05-15", "2027-05-17", 2)


def test_hours_of_other_days_stay(session: Session, world: World, table: Tables) -> None:
    office = make_office(session, world.sleman, [(0, time(7), time(9)), (1, time(8), time(15))])
    kind = KINDS["hours"]

    import_rows(session, world.writer, kind, table(kind, [HOURS, HOURS | {"buka": "15.30", "tutup": "17.00",
                "istirahat_mulai": "", "istirahat_selesai": ""}]))  # fmt: skip

    assert sorted((row.weekday, row.opens, row.closes) for row in office.hours) == [
        (0, time(8), time(12)), (0, time(13), time(15)), (0, time(15, 30), time(17)), (1, time(8), time(15)),
    ]  # fmt: skip
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "office.hours")).one()
    assert (entry.after or {})["hours"].startswith("Senin 08.00-12.00, 13.00-15.00")


def test_twice_the_same_row_is_said(session: Session, world: World, table: Tables) -> None:
    make_office(session, world.sleman)
    for name, record in (("offices", OFFICE), ("services", SERVICE), ("standards", PART), ("synonyms", NAME)):
        report = dry_run(session, world.national, KINDS[name], table(KINDS[name], [record, record]))
        assert [(one.row, "baris 2" in one.problem) for one in report.problems] == [(3, True)], name


def test_a_new_service_is_not_made_twice(session: Session, world: World, table: Tables) -> None:
    kind = KINDS["services"]
    import_rows(session, world.writer, kind, table(kind, [SERVICE]))

    report = dry_run(session, world.writer, kind, table(kind, [SERVICE]))

    assert "izin_reklame" in report.problems[0].problem
    assert session.scalar(select(func.count()).select_from(Service)) == 2


def test_markup_is_text_and_said(session: Session, world: World, table: Tables) -> None:
    kind, script = KINDS["offices"], "<script>alert(1)</script>"
    rows = [OFFICE | dict.fromkeys(("nama", "alamat", "keterangan_jam", "sumber", "catatan"), script)]
    report = dry_run(session, world.writer, kind, table(kind, rows))
    assert (report.errors, report.warnings) == (0, 5)

    import_rows(session, world.writer, kind, table(kind, rows))

    office = session.scalars(select(Office)).one()
    assert (office.name, office.address, office.note) == (script, script, script)


def test_an_export_holds_what_the_account_may_see(session: Session, world: World) -> None:
    make_office(session, world.sleman, name="Kantor sini")
    make_office(session, world.bantul, name="Kantor sana")
    make_service(session, "sini", region_id=world.sleman.id)
    make_service(session, "sana", region_id=world.bantul.id)

    own = "".join(export_csv(Scope(session, world.writer), KINDS["offices"]))
    services = "".join(export_csv(Scope(session, world.writer), KINDS["services"]))
    one = "".join(export_csv(Scope(session, world.national, world.bantul), KINDS["offices"]))

    assert "Kantor sini" in own
    assert "Kantor sana" not in own
    assert "sini;" in services
    assert "sana;" not in services
    assert "ktp_el" not in services
    assert "Kantor sini" not in one


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_template_holds_examples_that_are_never_imported(
    session: Session, world: World, tmp_path: Path, kind: object
) -> None:
    from openpyxl import load_workbook

    chosen = KINDS[kind.name]  # type: ignore[attr-defined]
    path = tmp_path / "templat.xlsx"
    template_xlsx(session, world.writer, chosen, path)

    book = load_workbook(path)

    assert book.sheetnames == ["Isi", "Contoh", "Petunjuk", "Pilihan"]
    assert [cell.value for cell in book["Isi"][1]] == list(chosen.titles())
    assert book["Isi"].freeze_panes == "A2"
    assert book["Isi"].max_row == 1
    assert book["Isi"].data_validations.dataValidation
    assert book["Contoh"].max_row == 1 + len(chosen.examples)
    assert all(line.startswith(("\ufeff", "#contoh", '"#contoh')) or line[0].isalnum() for line in template_csv(chosen))
