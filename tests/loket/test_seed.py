"""The seed: whole, honest, loaded once, and never over an admin's edit."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from loket.emergency.models import EmergencyContact
from loket.offices.models import Office
from loket.regions.models import Region
from loket.seed.catalogue import SEED_AUTHOR
from loket.seed.errors import SeedInvalid
from loket.seed.operations import is_seed_current, load_seed
from loket.services.models import Component, Service, ServiceName, Standard, StandardComponent, StandardState
from loket.settings import PROJECT_ROOT
from tests.loket.builders import make_standard

SEED = PROJECT_ROOT / "data" / "seed"
Change = Callable[[str, str, str], Path]


@pytest.fixture
def changed_seed(tmp_path: Path) -> Change:
    """A copy of the seed in which ``old`` was replaced once in one file."""
    folder = Path(shutil.copytree(SEED, tmp_path / "seed"))

    def change(file: str, old: str, new: str) -> Path:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change


def service(session: Session, slug: str) -> Service:
    return session.scalars(select(Service).where(Service.slug == slug)).one()


def versions(session: Session, slug: str) -> list[tuple[int, str, str]]:
    rows = session.scalars(
        select(Standard).join(Standard.service).where(Service.slug == slug).order_by(Standard.version)
    )
    return [(row.version, row.state, row.author) for row in rows]


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_second_load_changes_nothing(seeded_session: Session) -> None:
    report = load_seed(seeded_session, SEED)

    assert (report.created, report.updated, report.kept, report.withdrawn) == (0, 0, 0, 0)
    assert not seeded_session.dirty
    assert is_seed_current(seeded_session, SEED)


def test_steps_are_told_as_they_begin(session: Session) -> None:
    steps: list[tuple[int, int, str]] = []

    load_seed(session, SEED, lambda number, total, what: steps.append((number, total, what)))

    assert [number for number, _, _ in steps] == list(range(1, steps[0][1] + 1))
    assert steps[0][2] == "regions"


def test_one_changed_byte_makes_the_seed_new(seeded_session: Session, changed_seed: Change) -> None:
    assert not is_seed_current(seeded_session, changed_seed("regions.csv", "sigli", "siglii"))


def test_fresh_database_has_no_current_seed(session: Session) -> None:
    assert not is_seed_current(session, SEED)


def test_every_service_says_the_same_nine_things(seeded_session: Session) -> None:
    wanted = {"requirements", "procedure", "cost", "duration", "product", "legal_basis", "online_link", "contact"}

    for one in seeded_session.scalars(select(Standard)):
        # Loans are given out by banks: nobody has said yet where to complain of one.
        complaints = set() if one.service.slug == "kur_umkm" else {"complaints"}
        assert {part.component for part in one.components} == wanted | complaints, one.service.slug
        assert (one.version, one.state, one.region_id) == (1, "published", None)
    assert count(seeded_session, Standard) == count(seeded_session, Service) == 40


def test_sources_are_honest(seeded_session: Session) -> None:
    for part in seeded_session.scalars(select(StandardComponent)):
        assert part.source.startswith("Ringkasan tim Loket dari ")
        assert part.source.endswith("; belum dicek ke naskah aslinya")
        assert "recalled" not in part.source
        assert "jo." not in f"{part.source} {part.content}"  # jurists' shorthand
    low = select(Service.slug).join(Standard).join(StandardComponent).where(StandardComponent.confidence == "low")
    assert set(seeded_session.scalars(low)) == {"kur_umkm"}


def test_numbers_nobody_is_sure_of_are_no_contacts(seeded_session: Session) -> None:
    doubtful = select(EmergencyContact.number).where(EmergencyContact.confidence != "high")
    numbers = {re.sub(r"\D", "", number) for number in seeded_session.scalars(doubtful)} - {"1198"}
    assert {"169", "1500669"} <= numbers

    for part in seeded_session.scalars(select(StandardComponent).where(StandardComponent.component == "contact")):
        written = {re.sub(r"\D", "", run) for run in re.findall(r"[\d\-]+", " ".join(part.content["items"]))}
        assert not written & numbers, part.content


def test_buttons_fit(seeded_session: Session) -> None:
    assert all(len(name) <= 25 for name in seeded_session.scalars(select(Service.short_name)))


def test_offices_keep_unclear_hours_as_words(seeded_session: Session) -> None:
    sleman = seeded_session.scalars(select(Office).where(Office.name == "Disdukcapil Kabupaten Sleman")).one()

    assert sleman.hours == []
    assert "cek ulang" in sleman.hours_text


def test_clear_hours_become_rows(session: Session, changed_seed: Change) -> None:
    old = "kelurahan,(0274) 868362,,"
    load_seed(session, changed_seed("offices.csv", old, 'kelurahan,(0274) 868362,"Senin-Kamis 08.00-14.00",'))

    sleman = session.scalars(select(Office).where(Office.name == "Disdukcapil Kabupaten Sleman")).one()
    assert [(row.weekday, row.opens, row.closes) for row in sleman.hours] == [
        (day, time(8), time(14)) for day in range(4)
    ]


def test_an_office_the_seed_changed_counts_as_saved(seeded_session: Session, changed_seed: Change) -> None:
    """So that a form opened before does not bring the old number back."""
    load_seed(seeded_session, changed_seed("offices.csv", "kelurahan,(0274) 868362,,", "kelurahan,(0274) 868363,,"))

    versions = dict(seeded_session.execute(select(Office.name, Office.lock_version)).all())
    assert versions.pop("Disdukcapil Kabupaten Sleman") == 2
    assert set(versions.values()) == {1}


def test_fields_an_admin_edited_stay_and_others_follow_the_seed(seeded_session: Session, changed_seed: Change) -> None:
    sleman = seeded_session.scalars(select(Region).where(Region.slug == "kab_sleman")).one()
    sleman.aliases = ["bumi sembada"]
    seeded_session.flush()

    report = load_seed(seeded_session, changed_seed("regions.csv", ",1125571,", ",1125572,"))

    assert (sleman.aliases, sleman.population) == (["bumi sembada"], 1125572)
    assert report.kept == 1


def test_rows_an_admin_deleted_or_made_are_left_alone(seeded_session: Session) -> None:
    name = seeded_session.scalars(select(ServiceName).where(ServiceName.phrase == "ktp pertama")).one()
    seeded_session.delete(name)
    seeded_session.add(ServiceName(service_id=name.service_id, phrase="ktp anyar", weight=0.9))
    seeded_session.flush()

    load_seed(seeded_session, SEED)

    phrases = set(seeded_session.scalars(select(ServiceName.phrase).where(ServiceName.service_id == name.service_id)))
    assert "ktp anyar" in phrases
    assert "ktp pertama" not in phrases


def test_phrase_the_seed_dropped_goes_unless_an_admin_weighed_it(seeded_session: Session, changed_seed: Change) -> None:
    kept = seeded_session.scalars(select(ServiceName).where(ServiceName.phrase == "rekam ktp")).one()
    kept.weight = 0.3
    seeded_session.flush()
    changed_seed("service_names.csv", "ktp_el,rekam ktp,1.0\n", "")

    report = load_seed(seeded_session, changed_seed("service_names.csv", "ktp_el,ktp pertama,1.0\n", ""))

    phrases = set(seeded_session.scalars(select(ServiceName.phrase)))
    assert "ktp pertama" not in phrases
    assert "rekam ktp" in phrases
    assert (report.withdrawn, report.kept) == (1, 1)


def test_changed_seed_publishes_a_new_version_and_archives_the_old(
    seeded_session: Session, changed_seed: Change
) -> None:
    load_seed(seeded_session, changed_seed("services.yaml", "Serahkan KK, lalu", "Tunjukkan KK, lalu"))

    assert versions(seeded_session, "ktp_el") == [(1, "archived", SEED_AUTHOR), (2, "published", SEED_AUTHOR)]
    assert versions(seeded_session, "kia") == [(1, "published", SEED_AUTHOR)]


def without_complaints(folder: Path) -> Path:
    """The seed as it was before it said where to complain."""
    file = folder / "services.yaml"
    file.write_text(re.sub(r"(?m)^    complaints: .*\n", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def test_where_to_complain_reaches_an_installation_that_has_the_older_seed(
    session: Session, changed_seed: Change
) -> None:
    load_seed(session, without_complaints(changed_seed("services.yaml", "Serahkan KK, lalu", "Tunjukkan KK, lalu")))
    kia = service(session, "kia")
    own = {Component.COMPLAINTS: {"text": "Loket pengaduan kementerian"}}
    make_standard(session, kia, None, own, version=2, author="Kemendagri")

    load_seed(session, SEED)

    said = {
        (one.service.slug, one.version): part
        for one in session.scalars(select(Standard).where(Standard.state == StandardState.PUBLISHED))
        for part in one.components
        if part.component == Component.COMPLAINTS
    }
    ktp = said["ktp_el", 2]
    assert "1708" in ktp.content["text"]
    assert ktp.source == "Ringkasan tim Loket dari lapor.go.id; belum dicek ke naskah aslinya"
    assert ktp.verified_at is not None
    assert said["kia", 2].content == own[Component.COMPLAINTS]
    assert ("kia", 3) not in said


def test_standard_that_others_published_is_not_replaced(seeded_session: Session, changed_seed: Change) -> None:
    ktp = service(seeded_session, "ktp_el")
    content = {Component.PRODUCT: {"text": "KTP"}}
    make_standard(seeded_session, ktp, None, content, version=2, author="Kemendagri")

    report = load_seed(seeded_session, changed_seed("services.yaml", "Serahkan KK, lalu", "Tunjukkan KK, lalu"))

    assert [version for version, _, _ in versions(seeded_session, "ktp_el")] == [1, 2]
    assert report.kept == 1


def test_seed_standard_that_was_edited_or_withdrawn_is_not_replaced(
    seeded_session: Session, changed_seed: Change
) -> None:
    first = seeded_session.scalars(select(Standard).join(Standard.service).where(Service.slug == "ktp_el")).one()
    first.state = StandardState.ARCHIVED
    second = seeded_session.scalars(select(Standard).join(Standard.service).where(Service.slug == "kia")).one()
    second.components[0].content = {"items": ["Diubah admin"]}
    seeded_session.flush()
    changed_seed("services.yaml", "Serahkan KK, lalu", "Tunjukkan KK, lalu")

    load_seed(seeded_session, changed_seed("services.yaml", "Petugas memeriksa\n", "Petugas meneliti\n"))

    assert versions(seeded_session, "ktp_el") == [(1, "archived", SEED_AUTHOR)]
    assert versions(seeded_session, "kia") == [(1, "published", SEED_AUTHOR)]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("regions.csv", "34.04,kabupaten", "34.04,kabupatan", r"regions.csv, row \d+, type: "),
        ("regions.csv", "kab_sleman,34,", "kab_sleman,99,", "parent_code: unknown province '99'"),
        ("regions.csv", ",1125571,", ",banyak,", "population: "),
        ("regions.csv", "Asia/Makassar", "Asia/Bali", "timezone: "),
        ("service_names.csv", "ktp_el,bikin ktp,1.0", "ktp_el,,1.0", "row 2, phrase: .*is empty"),
        ("service_names.csv", "ktp_el,bikin ktp,1.0", "ktp_el,di,1.0", "row 2, phrase: .*is only stop words"),
        ("service_names.csv", "ktp_el,bikin ktp,1.0", f"ktp_el,{'k' * 81},1.0", "row 2, phrase: .*longer than 80"),
        ("service_names.csv", "ktp_el,bikin ktp,1.0", "ktp_el,???,1.0", "row 2, phrase: .*no letter or digit"),
        ("service_names.csv", "ktp_el,bikin ktp,1.0", "ktp_el,bikin ktp,1.5", "row 2, weight: "),
        ("service_names.csv", "ktp_el,bikin ktp,1.0", "ktp_xx,bikin ktp,1.0", "row 2, slug: unknown slug 'ktp_xx'"),
        ("service_names.csv", "ktp_el,bikin ktp,1.0", "kia,kia,1.0", "phrase: repeats row 2"),
        ("service_names.csv", "ktp_el,bikin ktp,1.0", "ktp_el,kia,1.0", "weight: 'kia' is also"),
        ("service_names.csv", "ktp_el,bikin ktp,1.0", "ktp_el,bikin ktp,1.0,x", "more columns than the header"),
        ("offices.csv", "-6.9044", "-96.9044", "offices.csv, row 2, latitude: "),
        ("offices.csv", "-6.9044,107.6164", ",107.6164", "latitude and longitude go together"),
        ("offices.csv", "kelurahan,(0274) 868362,,", "kelurahan,(0274) 868362,pagi,", "hours: .*'pagi'"),
        ("emergency.csv", "112,Panggilan", "satu,Panggilan", "emergency.csv, row 2, number: "),
        ("ambiguous_names.csv", "kab_agam", "kab_agama", "slugs: unknown slug 'kab_agama'"),
        (
            "services.yaml",
            "      amount_rupiah: 0",
            "      amount_rupiah: -1",
            "services.yaml, row 1, cost.amount_rupiah: ",
        ),
        ("services.yaml", "short_name: KTP-el baru", "shortname: KTP-el baru", "services.yaml, row 1, short_name: "),
        ("services.yaml", "services:", "services: [", "services.yaml, row 0, file: "),
        ("places.csv", "kota_jakarta_pusat", "kota_jakarta_puncak", "places.csv, row 2, region_slug: "),
    ],
)
def test_bad_seed_is_named_and_nothing_is_written(
    changed_seed: Change, file: str, old: str, new: str, said: str
) -> None:
    folder = changed_seed(file, old, new)

    with pytest.raises(SeedInvalid, match=said), Session() as unused:
        load_seed(unused, folder)


def test_missing_file_is_named(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SEED, tmp_path / "seed"))
    (folder / "offices.csv").unlink()

    with pytest.raises(SeedInvalid, match=r"offices.csv, row 0, file: "), Session() as unused:
        load_seed(unused, folder)


def test_only_confirmed_smart_cities_count(seeded_session: Session) -> None:
    with (SEED / "smart_city.csv").open(encoding="utf-8", newline="") as file:
        confirmed = {row["slug"] for row in csv.DictReader(file) if row["status"] == "confirmed"}

    chosen = select(Region).where(Region.smart_city_year.is_not(None))
    assert {region.slug for region in seeded_session.scalars(chosen)} == confirmed
    depok = seeded_session.scalars(select(Region).where(Region.slug == "kota_depok")).one()
    assert depok.smart_city_year == 2019
