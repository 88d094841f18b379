"""The lexicon as contract 4 has it: whole files, versions that mean something, entries that can stand."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from loket.lexicon.operations import publish_lexicon
from loket.lexicon.phrases import clean_phrase, phrase_problem
from loket.regions.models import AmbiguousName
from loket.services.models import Service, ServiceName
from tests.loket.builders import make_province, make_region, make_service


def phrases(path: Path, kind: str, slug: str) -> dict[str, float]:
    document = json.loads(path.read_text(encoding="utf-8"))
    entry = next(one for one in document[kind] if one["slug"] == slug)
    return {phrase["text"]: phrase["weight"] for phrase in entry["phrases"]}


def name(service: Service, phrase: str, weight: float = 1.0) -> ServiceName:
    return ServiceName(service_id=service.id, phrase=phrase, weight=weight)


def test_seeded_lexicon_has_the_form_of_the_contract(seeded_session: Session, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "lexicon.json"

    assert publish_lexicon(seeded_session, path).problems == []

    document = json.loads(path.read_text(encoding="utf-8"))
    assert list(document) == ["version", "generated_at", "services", "regions", "ambiguous"]
    assert (len(document["services"]), len(document["regions"])) == (40, 552)
    sleman = next(one for one in document["regions"] if one["slug"] == "kab_sleman")
    assert {key: sleman[key] for key in ("type", "name", "base_name", "parent")} == {
        "type": "kabupaten",
        "name": "Kabupaten Sleman",
        "base_name": "sleman",
        "parent": "prov_di_yogyakarta",
    }
    assert {"name": "bandung", "kind": "kota_dan_kabupaten", "slugs": ["kab_bandung", "kota_bandung"]} in document[
        "ambiguous"
    ]
    for kind in ("services", "regions"):
        for entry in document[kind]:
            assert entry["phrases"]
            assert all(0 < phrase["weight"] <= 1 for phrase in entry["phrases"])


@pytest.mark.parametrize(
    ("slug", "forms"),
    [
        ("kab_sleman", {"sleman", "kabupaten sleman", "kab sleman"}),
        ("kota_bandung", {"bandung", "kota bandung"}),
        ("kota_surakarta", {"solo", "kota solo"}),
        ("prov_dki_jakarta", {"jakarta", "dki", "provinsi dki jakarta"}),
        ("kota_jakarta_selatan", {"jakarta selatan", "jaksel", "kota jakarta selatan"}),
    ],
)
def test_regions_are_known_by_all_their_forms(
    seeded_session: Session, tmp_path: Path, slug: str, forms: set[str]
) -> None:
    publish_lexicon(seeded_session, tmp_path / "lexicon.json")

    found = phrases(tmp_path / "lexicon.json", "regions", slug)
    assert forms <= found.keys()
    assert not [form for form in found if "kab kab" in form or "kota kota" in form]


def test_version_rises_only_with_the_content(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "lexicon.json"
    service = make_service(session)
    first = publish_lexicon(session, path)
    bytes_before, time_before = path.read_bytes(), path.stat().st_mtime_ns
    again = publish_lexicon(session, path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (bytes_before, time_before)
    session.add(name(service, "rekam ktp"))
    session.flush()
    session.expire_all()
    third = publish_lexicon(session, path)

    assert [(one.version, one.has_changed) for one in (first, again, third)] == [(1, True), (1, False), (2, True)]


def test_withdrawn_service_leaves_the_lexicon(session: Session, tmp_path: Path) -> None:
    make_service(session, is_active=False)

    publish_lexicon(session, tmp_path / "lexicon.json")

    assert json.loads((tmp_path / "lexicon.json").read_text())["services"] == []


def test_entries_that_cannot_stand_are_named_and_left_out(session: Session, tmp_path: Path) -> None:
    service = make_service(session)
    bad = [name(service, "di"), name(service, " "), name(service, "?!"), name(service, "x")]
    session.add_all([*bad, name(service, "bikin ktp")])
    session.flush()

    problems = publish_lexicon(session, tmp_path / "lexicon.json").problems

    assert [(one.row, one.reason) for one in problems] == [
        (f"service_names {bad[0].id}", "is only stop words"),
        (f"service_names {bad[1].id}", "is empty"),
        (f"service_names {bad[2].id}", "has no letter or digit"),
        (f"service_names {bad[3].id}", "is a single character"),
    ]
    assert phrases(tmp_path / "lexicon.json", "services", "ktp_el") == {"bikin ktp": 1.0, "ktp-el": 1.0}


def test_phrase_two_services_claim_for_sure_is_shared_and_told(session: Session, tmp_path: Path) -> None:
    moving_in = make_service(session, "pindah_datang", name="Pindah datang", short_name="Datang")
    moving_out = make_service(session, "pindah_keluar", name="Pindah keluar", short_name="Keluar")
    session.add_all([name(moving_in, "surat pindah"), name(moving_out, "Surat  Pindah")])
    session.flush()

    problems = publish_lexicon(session, tmp_path / "lexicon.json").problems

    assert {one.reason for one in problems} == {"weight 1 in pindah_datang, pindah_keluar"}
    for slug in ("pindah_datang", "pindah_keluar"):
        assert phrases(tmp_path / "lexicon.json", "services", slug)["surat pindah"] == 0.5


def test_pattern_characters_are_plain_text(session: Session, tmp_path: Path) -> None:
    service = make_service(session)
    region = make_region(session, make_province(session), aliases=[".*", "a(b", "[x]y"])
    session.add(name(service, "ktp.*(baru)[+"))
    session.flush()

    publish_lexicon(session, tmp_path / "lexicon.json")

    assert "ktp.*(baru)[+" in phrases(tmp_path / "lexicon.json", "services", "ktp_el")
    assert {"a b", "x y"} <= phrases(tmp_path / "lexicon.json", "regions", region.slug).keys()


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"version": "x"}', b"\xff"])
def test_broken_file_is_replaced(session: Session, tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "lexicon.json"
    path.write_bytes(broken)
    make_service(session)

    assert publish_lexicon(session, path).has_changed
    assert phrases(path, "services", "ktp_el") == {"ktp-el": 1.0}


def test_failed_write_leaves_the_last_good_file(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lexicon.json"
    service = make_service(session)
    publish_lexicon(session, path)
    before = path.read_bytes()
    session.add(name(service, "rekam ktp"))
    session.flush()
    session.expire_all()

    def no_space(_descriptor: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(OSError, match="no space"):
        publish_lexicon(session, path)

    assert path.read_bytes() == before
    names = {"lexicon.json", "lexicon.changes.json", ".lexicon.json.lock"}
    assert {file.name for file in tmp_path.iterdir()} == names

    monkeypatch.undo()
    assert publish_lexicon(session, path).has_changed
    assert "rekam ktp" in phrases(path, "services", "ktp_el")


def test_publishers_at_once_leave_one_whole_file(open_session: sessionmaker[Session], tmp_path: Path) -> None:
    path = tmp_path / "lexicon.json"
    with open_session() as session:
        make_service(session)
        session.commit()

    def publish(_number: int) -> int:
        with open_session() as session:
            return publish_lexicon(session, path).version

    with ThreadPoolExecutor(4) as pool:
        versions = list(pool.map(publish, range(8)))

    assert set(versions) == {1}
    assert json.loads(path.read_text())["version"] == 1


def test_ambiguous_names_come_in_a_fixed_order(session: Session, tmp_path: Path) -> None:
    session.add_all(
        [AmbiguousName(name=one, kind="kata_umum", slugs=["kota_batu"]) for one in ("pati", "batu", "demak")]
    )
    session.flush()

    publish_lexicon(session, tmp_path / "lexicon.json")

    document = json.loads((tmp_path / "lexicon.json").read_text())
    assert [one["name"] for one in document["ambiguous"]] == ["batu", "demak", "pati"]
    assert len(session.scalars(select(AmbiguousName)).all()) == 3


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    phrase = clean_phrase(text)

    assert clean_phrase(phrase) == phrase
    if phrase_problem(phrase) is None:
        assert 0 < len(phrase) <= 80
        assert phrase == phrase.strip()
