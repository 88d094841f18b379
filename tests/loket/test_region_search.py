"""Regions by what a citizen types, whatever that is."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, sessionmaker

from loket.regions.errors import RegionNotFound
from loket.regions.operations import display_name, get_region, list_regions, region_chain, search_regions


def slugs(session: Session, text: str) -> list[str]:
    return [candidate.region.slug for candidate in search_regions(session, text)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Sleman", "kab_sleman"),
        ("kab sleman", "kab_sleman"),
        ("Kab. Sleman", "kab_sleman"),
        ("KABUPATEN SLEMAN", "kab_sleman"),
        ("kota bandung", "kota_bandung"),
        ("kabupaten bandung barat", "kab_bandung_barat"),
        ("kodya semarang", "kota_semarang"),
        ("jogja", "kota_yogyakarta"),
        ("solo", "kota_surakarta"),
        ("tangsel", "kota_tangerang_selatan"),
        ("ujung pandang", "kota_makassar"),
        ("bukit tinggi", "kota_bukittinggi"),
        ("kota baru", "kab_kotabaru"),
        ("kota batu", "kota_batu"),
        ("jakarta", "prov_dki_jakarta"),
        ("kota jakarta selatan", "kota_jakarta_selatan"),
        ("kepulauan seribu", "kab_kepulauan_seribu"),
        ("diy", "prov_di_yogyakarta"),
        ("provinsi aceh", "prov_aceh"),
        ("saya di surabaya", "kota_surabaya"),
        ("surabya", "kota_surabaya"),
        ("bnyuwangi", "kab_banyuwangi"),
        ("kab jogja", "kota_yogyakarta"),
    ],
)
def test_typed_name_finds_its_region(seeded_session: Session, typed: str, first: str) -> None:
    assert slugs(seeded_session, typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "all_of"),
    [
        ("bandung", ["kota_bandung", "kab_bandung", "kab_bandung_barat"]),
        ("malang", ["kota_malang", "kab_malang"]),
        ("banjar", ["kota_banjar", "kab_banjar"]),
        ("jogja", ["kota_yogyakarta", "prov_di_yogyakarta", "kab_sleman", "kab_bantul"]),
        ("gorontalo", ["kota_gorontalo", "kab_gorontalo", "prov_gorontalo"]),
    ],
)
def test_shared_name_gives_all_who_bear_it(seeded_session: Session, typed: str, all_of: list[str]) -> None:
    assert slugs(seeded_session, typed) == all_of


def test_exact_names_score_above_typos(seeded_session: Session) -> None:
    exact = search_regions(seeded_session, "sleman")[0].score
    nickname = search_regions(seeded_session, "tangsel")[0].score
    typo = search_regions(seeded_session, "slemann")[0].score

    assert exact == 1 > nickname >= 0.9 > typo


@pytest.mark.parametrize("nothing", ["", "   ", "xyzzy", ".*", "((((", "[a-", "\\", "'; DROP TABLE regions; --", "\0",
                                     "😀😀", "\u202e\u202e", "a" * 4096, "kab", "di", "%", "_"])  # fmt: skip
def test_what_is_no_region_finds_none(seeded_session: Session, nothing: str) -> None:
    assert slugs(seeded_session, nothing) == []


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered_in_order(open_seeded_session: sessionmaker[Session], text: str) -> None:
    with open_seeded_session() as session:
        found = search_regions(session, text, limit=3)

    assert len(found) <= 3
    assert all(0 < one.score <= 1 for one in found)
    assert found == sorted(found, key=lambda one: -one.score)


def test_every_official_name_finds_its_region_first(seeded_session: Session) -> None:
    for province in list_regions(seeded_session)[::9]:
        for region in [province, *list_regions(seeded_session, province)[::5]]:
            assert slugs(seeded_session, display_name(region))[0] == region.slug


def test_the_seed_holds_every_region(seeded_session: Session) -> None:
    provinces = list_regions(seeded_session)

    assert len(provinces) == 38
    assert sum(len(list_regions(seeded_session, province)) for province in provinces) == 514


def test_chain_leads_up_to_the_nation(seeded_session: Session) -> None:
    sleman = get_region(seeded_session, "kab_sleman")
    province = get_region(seeded_session, "prov_di_yogyakarta")

    assert region_chain(seeded_session, sleman) == [sleman, province, None]
    assert region_chain(seeded_session, province) == [province, None]
    assert region_chain(seeded_session, None) == [None]


@pytest.mark.parametrize(
    ("slug", "shown"),
    [
        ("kota_yogyakarta", "Kota Yogyakarta"),
        ("prov_aceh", "Provinsi Aceh"),
        ("prov_di_yogyakarta", "Daerah Istimewa Yogyakarta"),
    ],
)
def test_names_are_shown_whole(seeded_session: Session, slug: str, shown: str) -> None:
    assert display_name(get_region(seeded_session, slug)) == shown


@pytest.mark.parametrize("slug", ["kab_atlantis", "", "\0", "x" * 4096])
def test_unknown_slug_is_refused(seeded_session: Session, slug: str) -> None:
    with pytest.raises(RegionNotFound):
        get_region(seeded_session, slug)
