"""Editing an office: who may, what is refused, nothing overwritten in silence, everything in the audit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Account
from loket.audit.models import AuditEntry
from loket.imports.operations import KINDS, import_rows
from loket.imports.reading import Row, Table
from loket.offices.content import OfficeContent, content_of, differences
from loket.offices.editing import archive_office, create_office, get_office, restore_office, save_office
from loket.offices.errors import OfficeConflict, OfficeNotFound, OfficeRefused
from loket.offices.models import Office
from tests.loket.builders import make_office
from tests.loket.standards.conftest import World

WEEK = ((0, time(8), time(12)), (0, time(13), time(15)))
CONTENT = OfficeContent(
    name="Puskesmas Uji", kind="puskesmas", address="Jalan Uji 1", phone="(0274) 1", latitude=-7.7, longitude=110.4,
    geo_precision="building", hours=WEEK, hours_text="Antrean sampai 14.30", open_days=(date(2026, 12, 25),),
    closures=((date(2026, 12, 28), date(2026, 12, 29), "Pindah gedung"),), source="Laman dinas",
    verified_at=date(2026, 11, 20), confidence="high", note="Lewat pintu timur",
)  # fmt: skip


@pytest.fixture
def office(session: Session, world: World) -> Office:
    made = create_office(session, world.writer, world.sleman, CONTENT, "10.0.0.1")
    session.commit()
    return made


def entries(session: Session, action: str) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_an_office_is_stored_as_it_was_given_and_audited(session: Session, world: World, office: Office) -> None:
    session.expire_all()

    assert content_of(get_office(session, world.writer, office.id)) == CONTENT
    (entry,) = entries(session, "office.create")
    assert (entry.before, entry.origin, entry.region_id) == (None, "10.0.0.1", world.sleman.id)
    assert entry.after["hours"] == "Senin 08.00-12.00, 13.00-15.00"


def test_a_change_is_audited_with_old_and_new_value_only_of_what_changed(
    session: Session, world: World, office: Office
) -> None:
    version = save_office(session, world.writer, office, 1, replace(CONTENT, hours=WEEK[:1], phone="112"))

    assert (version, office.editor) == (2, "Ani Penyusun")
    (entry,) = entries(session, "office.change")
    assert entry.before == {"hours": "Senin 08.00-12.00, 13.00-15.00", "phone": "(0274) 1"}
    assert entry.after == {"hours": "Senin 08.00-12.00", "phone": "112"}


def test_saving_what_stands_there_changes_nothing(session: Session, world: World, office: Office) -> None:
    assert save_office(session, world.reviewer, office, 1, CONTENT) == 1
    assert (office.editor, entries(session, "office.change")) == ("Ani Penyusun", [])


def test_the_second_of_two_people_sees_the_difference_and_overwrites_nothing(
    open_session: sessionmaker[Session], session: Session, world: World, office: Office
) -> None:
    office_id, writer_id = office.id, world.writer.id
    with open_session() as other:
        mine = other.get_one(Office, office_id)
        me = other.get_one(Account, writer_id)
        opened = content_of(mine)
        other.rollback()  # no reading transaction stays open meanwhile

        save_office(session, world.reviewer, office, 1, replace(CONTENT, phone="112", note=""))
        session.commit()
        other.expire_all()
        with pytest.raises(OfficeConflict) as conflict:
            save_office(other, me, mine, 1, replace(opened, phone="113"))
        other.rollback()

        told = [(one.field, one.theirs, one.mine) for one in conflict.value.differences]
        assert told == [("Telepon", "112", "113"), ("Catatan", "", "Lewat pintu timur")]
        assert (conflict.value.editor, conflict.value.lock_version) == ("Budi Verifikator", 2)
        assert other.get_one(Office, office_id).phone == "112"
        assert save_office(other, me, mine, 2, replace(opened, phone="113")) == 3


def test_a_save_in_the_same_instant_is_a_conflict_too(session: Session, world: World, office: Office) -> None:
    """Both read version 1; the statement that counts it up finds that the other was faster."""
    content_of(office)
    session.connection().exec_driver_sql("UPDATE offices SET lock_version = 2, phone = '112', editor = 'Budi'")

    with pytest.raises(OfficeConflict) as conflict:
        save_office(session, world.writer, office, 1, replace(CONTENT, phone="113"))

    assert conflict.value.editor == "Budi"
    assert office.phone == "112"


def test_an_import_counts_as_a_save(session: Session, world: World, office: Office) -> None:
    cells = {"wilayah": "kab_sleman", "kantor": "Puskesmas Uji", "hari": "Senin", "buka": "09.00", "tutup": "10.00"}
    import_rows(session, world.writer, KINDS["hours"], Table([Row(2, cells, frozenset())], []))
    session.refresh(office)

    assert content_of(office) == replace(CONTENT, hours=((0, time(9), time(10)),)), "closures and open days stay"
    with pytest.raises(OfficeConflict):
        save_office(session, world.writer, office, 1, replace(CONTENT, phone="113"))


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"name": " \u200b "}, "name", "Isi nama"),
        ({"name": "x" * 151}, "name", "terlalu panjang"),
        ({"kind": "warung"}, "kind", "Pilih jenis"),
        ({"source": ""}, "source", "dari mana"),
        ({"verified_at": None}, "verified_at", "tanggal terakhir"),
        ({"verified_at": date(2999, 1, 1)}, "verified_at", "masa depan"),
        ({"confidence": ""}, "confidence", "Pilih"),
        ({"confidence": "yakin"}, "confidence", "Pilih"),
        ({"longitude": None}, "longitude", "belum lengkap"),
        ({"latitude": 110.4}, "latitude", "tertukar"),
        ({"latitude": float("nan")}, "latitude", "antara"),
        ({"geo_precision": "kira-kira"}, "geo_precision", "Pilih"),
        ({"hours": ((2, time(15), time(8)),)}, "hours_2", "sesudah jam buka"),
        ({"hours": ((2, time(8), time(12)), (2, time(11), time(15)))}, "hours_2", "bertumpuk"),
        ({"hours": tuple((2, time(h), time(h + 1)) for h in range(7))}, "hours_2", "Paling banyak"),
        ({"closures": ((date(2026, 12, 2), date(2026, 12, 1), ""),)}, "closures", "lebih awal"),
        ({"closures": ((date(2026, 12, 2), date(2026, 12, 2), "x" * 201),)}, "closures", "200 huruf"),
    ],
)
def test_what_cannot_be_stored_is_said_with_its_field(
    session: Session, world: World, office: Office, change: dict, field: str, sentence: str
) -> None:
    with pytest.raises(OfficeRefused) as refusal:
        save_office(session, world.writer, office, 1, replace(CONTENT, **change))

    assert [one.field for one in refusal.value.problems] == [field]
    assert sentence in refusal.value.problems[0].message
    assert (office.lock_version, office.name) == (1, "Puskesmas Uji")


def test_a_name_is_one_offices_in_a_region(session: Session, world: World, office: Office) -> None:
    with pytest.raises(OfficeRefused, match="1 hal"):
        create_office(session, world.writer, world.sleman, replace(CONTENT, name="PUSKESMAS  uji"))
    archive_office(session, world.writer, office)
    with pytest.raises(OfficeRefused) as refusal:
        create_office(session, world.writer, world.sleman, CONTENT)
    assert "arsip" in refusal.value.problems[0].message
    create_office(session, world.national, world.bantul, CONTENT)


def test_only_the_regions_own_people_may(session: Session, world: World, office: Office) -> None:
    for stranger in (world.neighbour, world.mitra):
        with pytest.raises(NotPermitted):
            create_office(session, stranger, world.sleman, replace(CONTENT, name="Lain"))
        with pytest.raises(NotPermitted):
            get_office(session, stranger, office.id)
        with pytest.raises(NotPermitted):
            save_office(session, stranger, office, 1, replace(CONTENT, phone="1"))
        for step in (archive_office, restore_office):
            with pytest.raises(NotPermitted):
                step(session, stranger, office)
    assert get_office(session, world.national, office.id) is office


@pytest.mark.parametrize("office_id", [0, -1, 999, 2**31, 10**30])
def test_an_office_that_is_not_there_is_said_so(session: Session, world: World, office_id: int) -> None:
    with pytest.raises(OfficeNotFound):
        get_office(session, world.writer, office_id)


def test_archiving_hides_and_restoring_shows_and_both_are_audited(
    session: Session, world: World, office: Office
) -> None:
    archive_office(session, world.writer, office)
    archive_office(session, world.writer, office)
    assert not office.is_active
    restore_office(session, world.writer, office)
    assert office.is_active
    assert [entry.after for entry in entries(session, "office.archive")] == [{"is_active": False}]
    assert [entry.before for entry in entries(session, "office.restore")] == [{"is_active": False}]


def test_texts_are_tidied_and_html_stays_text(session: Session, world: World, office: Office) -> None:
    script = "<script>alert(1)</script>"
    save_office(session, world.writer, office, 1, replace(CONTENT, name=f" {script}\u200b ", note="a\r\n\x00\n\n\nb"))

    assert (office.name, office.note) == (script, "a\n\nb")


def test_a_kind_that_came_by_import_may_stay(session: Session, world: World) -> None:
    old = make_office(session, world.sleman, kind="kantor_lama")

    save_office(session, world.writer, old, 1, replace(content_of(old), phone="112"))

    assert old.phone == "112"


def test_differences_are_in_words() -> None:
    other = replace(CONTENT, latitude=None, open_on_holidays=True, confidence="low", open_days=(), closures=())

    told = {one.field: (one.theirs, one.mine) for one in differences(CONTENT, other)}

    assert told == {
        "Lintang": ("-7.7", ""),
        "Buka di hari libur": ("tidak", "ya"),
        "Hari libur yang tetap buka": ("25 Des 2026", ""),
        "Hari tutup": ("28 Des 2026 – 29 Des 2026 Pindah gedung", ""),
        "Keyakinan": ("pasti", "perlu dikonfirmasi"),
    }
