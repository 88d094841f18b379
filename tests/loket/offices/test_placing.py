"""What the map shows of a region, and what is said of a point that lies elsewhere. The seed's places, no network."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from loket.offices.placing import point_warning, region_map
from loket.regions.boundaries import import_boundaries
from loket.regions.operations import get_region
from tests.loket.builders import make_province, make_region
from tests.loket.test_locating import collection, feature, square

SEAT = (-7.716, 110.355)  # Sleman's


def warn(session: Session, latitude: float | None, longitude: float | None, slug: str = "kab_sleman") -> str:
    return point_warning(session, get_region(session, slug), latitude, longitude)


def test_nothing_is_said_of_a_point_at_home(seeded_session: Session) -> None:
    assert warn(seeded_session, *SEAT) == ""
    assert warn(seeded_session, *SEAT, slug="prov_di_yogyakarta") == ""
    assert warn(seeded_session, None, None) == ""


@pytest.mark.parametrize(
    ("latitude", "longitude", "words"),
    [
        (-6.2, 106.82, "bukan di Kabupaten Sleman"),
        (-7.716, 11.0355, "di laut atau di luar Indonesia"),
        (7.716, -110.355, "di laut atau di luar Indonesia"),
        (-10.5, 130.0, "di laut atau di luar Indonesia"),
    ],
)
def test_a_point_elsewhere_is_warned_about(
    seeded_session: Session, latitude: float, longitude: float, words: str
) -> None:
    assert words in warn(seeded_session, latitude, longitude)


def test_near_the_border_the_nearest_place_only_hints(seeded_session: Session) -> None:
    said = warn(seeded_session, -7.801, 110.364)  # the middle of Kota Yogyakarta, Sleman is among the three

    assert "Yogyakarta di Kota Yogyakarta" in said
    assert "abaikan" in said


def test_official_boundaries_decide(seeded_session: Session, tmp_path: Path) -> None:
    around_seat = feature("kab_bantul", square(110.3, -7.8))
    import_boundaries(seeded_session, collection(tmp_path / "b.geojson", around_seat))

    assert "Menurut batas wilayah resmi, titik ini di Kabupaten Bantul" in warn(seeded_session, *SEAT)
    assert warn(seeded_session, *SEAT, slug="kab_bantul") == ""
    assert warn(seeded_session, *SEAT, slug="prov_di_yogyakarta") == ""


def test_the_map_has_an_outline_where_boundaries_are_loaded(seeded_session: Session, tmp_path: Path) -> None:
    region = get_region(seeded_session, "kab_sleman")
    assert region_map(seeded_session, region).outlines == []
    import_boundaries(seeded_session, collection(tmp_path / "b.geojson", feature("kab_sleman", square(110.3, -7.8))))

    for slug in ("kab_sleman", "prov_di_yogyakarta"):
        drawn = region_map(seeded_session, get_region(seeded_session, slug))

        assert drawn.corners == ((-7.8, 110.3), (-7.6, 110.5))
        assert set(drawn.outlines[0]) == {(-7.8, 110.3), (-7.8, 110.5), (-7.6, 110.5), (-7.6, 110.3)}


def test_without_boundaries_names_show_the_way(seeded_session: Session) -> None:
    drawn = region_map(seeded_session, get_region(seeded_session, "kab_sleman"))

    names = {one.name: one for one in drawn.landmarks}
    assert not names["Sleman"].is_region
    assert names["Kota Yogyakarta"].is_region
    (south, west), (north, east) = drawn.corners
    assert south < SEAT[0] < north
    assert west < SEAT[1] < east


def test_a_region_of_which_nothing_is_known_still_has_a_map(session: Session) -> None:
    region = make_region(session, make_province(session))

    drawn = region_map(session, region)

    assert (drawn.outlines, drawn.landmarks) == ([], [])
    assert drawn.corners == ((-11.5, 94.5), (6.5, 141.5))
