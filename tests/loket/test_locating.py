"""From a shared location to regions: loaded boundaries decide, places propose, the sea and abroad give none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from loket.regions.boundaries import import_boundaries
from loket.regions.errors import BoundariesInvalid, PointInvalid
from loket.regions.locating import GuessSource, locate
from loket.regions.models import Boundary, Place
from loket.regions.operations import get_region


def square(west: float, south: float, side: float = 0.2) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(slug: str, geometry: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"slug": slug}, "geometry": geometry}


def collection(path: Path, *features: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def slugs(session: Session, latitude: float, longitude: float) -> list[str]:
    return [guess.region.slug for guess in locate(session, latitude, longitude)]


@pytest.mark.parametrize(
    ("latitude", "longitude", "slug"),
    [
        (-7.783, 110.367, "kota_yogyakarta"),
        (-7.257, 112.752, "kota_surabaya"),
        (-6.175, 106.827, "kota_jakarta_pusat"),
        (-5.147, 119.432, "kota_makassar"),
        (-2.533, 140.717, "kota_jayapura"),
        (5.548, 95.323, "kota_banda_aceh"),
    ],
)
def test_known_squares_are_among_three(seeded_session: Session, latitude: float, longitude: float, slug: str) -> None:
    guesses = locate(seeded_session, latitude, longitude)

    assert slug in [guess.region.slug for guess in guesses]
    assert 1 <= len({guess.region.slug for guess in guesses}) == len(guesses) <= 3
    assert {guess.source for guess in guesses} == {GuessSource.PLACE}
    assert all(guess.place and guess.distance_m < 120_000 for guess in guesses)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (-10.5, 100.0),  # Indian Ocean
        (-4.9, 110.9),  # the middle of the Java Sea
        (1.29, 103.85),  # Singapore
        (3.139, 101.687),  # Kuala Lumpur
        (1.55, 110.35),  # Kuching
        (-8.556, 125.56),  # Dili
        (-12.46, 130.84),  # Darwin
        (52.37, 4.9),
        (0.0, 0.0),
        (90.0, 0.0),
        (-90.0, 180.0),
    ],
)
def test_sea_and_abroad_have_no_region(seeded_session: Session, latitude: float, longitude: float) -> None:
    assert locate(seeded_session, latitude, longitude) == []


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(999, 110), (-90.1, 110), (0, 180.1), (float("nan"), 110), (0, float("inf")), (-7.7, float("-inf"))],
)
def test_what_is_no_point_is_refused(seeded_session: Session, latitude: float, longitude: float) -> None:
    with pytest.raises(PointInvalid):
        locate(seeded_session, latitude, longitude)


def test_every_region_but_provinces_has_a_place(seeded_session: Session) -> None:
    found = seeded_session.scalar(select(func.count(func.distinct(Place.region_id))))

    assert found is not None
    assert found >= 512


def test_loaded_boundary_decides_against_the_nearest_place(seeded_session: Session, tmp_path: Path) -> None:
    around_yogyakarta = feature("kab_kulon_progo", square(110.3, -7.9))
    import_boundaries(seeded_session, collection(tmp_path / "b.geojson", around_yogyakarta))

    guesses = locate(seeded_session, -7.783, 110.367)

    assert [(guess.region.slug, guess.distance_m, guess.source) for guess in guesses] == [
        ("kab_kulon_progo", 0, GuessSource.BOUNDARY)
    ]


def test_just_outside_the_nearest_boundary_is_taken_with_its_distance(seeded_session: Session, tmp_path: Path) -> None:
    import_boundaries(seeded_session, collection(tmp_path / "b.geojson", feature("kab_sleman", square(110.3, -7.9))))

    guess = locate(seeded_session, -7.69, 110.4)[0]  # 0.01 degree north of the edge

    assert (guess.region.slug, guess.source) == ("kab_sleman", GuessSource.BOUNDARY)
    assert guess.distance_m == pytest.approx(1112, rel=0.01)


def test_boundary_that_said_no_is_not_proposed_by_its_places(seeded_session: Session, tmp_path: Path) -> None:
    import_boundaries(seeded_session, collection(tmp_path / "b.geojson", feature("kota_surabaya", square(120.0, -3.0))))

    found = slugs(seeded_session, -7.257, 112.752)

    assert found
    assert "kota_surabaya" not in found


def test_new_boundaries_count_at_once(seeded_session: Session, tmp_path: Path) -> None:
    for slug in ("kab_sleman", "kab_bantul"):
        path = collection(tmp_path / f"{slug}.geojson", feature(slug, square(110.3, -7.9)))
        import_boundaries(seeded_session, path)

    assert slugs(seeded_session, -7.783, 110.367) == ["kab_bantul", "kab_sleman"]  # both: their outlines overlap

    seeded_session.query(Boundary).delete()
    assert slugs(seeded_session, -7.783, 110.367)[0] == "kota_yogyakarta"


def test_regions_are_known_by_code_too_and_bow_ties_are_mended(seeded_session: Session, tmp_path: Path) -> None:
    bow_tie = {"type": "Polygon", "coordinates": [[[110, -8], [111, -7], [111, -8], [110, -7], [110, -8]]]}
    one = {"type": "Feature", "properties": {"code": "34.04"}, "geometry": bow_tie}

    assert import_boundaries(seeded_session, collection(tmp_path / "b.geojson", one), source="BIG 2026") == 1

    boundary = seeded_session.get_one(Boundary, get_region(seeded_session, "kab_sleman").id)
    assert boundary.source == "BIG 2026"
    assert slugs(seeded_session, -7.5, 110.9) == ["kab_sleman"]


BAD = {
    "unknown region": feature("kab_atlantis", square(110, -8)),
    "a province": feature("prov_aceh", square(95, 4)),
    "no name": {"type": "Feature", "properties": {}, "geometry": square(110, -8)},
    "no properties": {"type": "Feature", "properties": None, "geometry": square(110, -8)},
    "a point": feature("kab_sleman", {"type": "Point", "coordinates": [110, -7]}),
    "no geometry": feature("kab_sleman", None),
    "metres": feature("kab_sleman", square(430_000, 9_140_000)),
    "open ring": feature("kab_sleman", {"type": "Polygon", "coordinates": [[[1, 2]]]}),
    "empty": feature("kab_sleman", {"type": "Polygon", "coordinates": []}),
    "words": feature(
        "kab_sleman", {"type": "Polygon", "coordinates": [[["a", "b"], ["c", "d"], ["e", "f"], ["a", "b"]]]}
    ),
    "a string": "feature",
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_bad_feature_is_named_and_nothing_is_loaded(seeded_session: Session, tmp_path: Path, bad: Any) -> None:
    path = collection(tmp_path / "b.geojson", feature("kab_bantul", square(110.2, -8)), bad)

    with pytest.raises(BoundariesInvalid, match="feature 2: "):
        import_boundaries(seeded_session, path)

    assert seeded_session.scalar(select(func.count()).select_from(Boundary)) == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"type": "Feature"}', b'{"type": "FeatureCollection"}',
     b'{"type": "FeatureCollection", "features": []}', b"[" * 100_000],
)  # fmt: skip
def test_file_that_is_no_collection_is_refused(seeded_session: Session, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.geojson"
    path.write_bytes(content)

    with pytest.raises(BoundariesInvalid):
        import_boundaries(seeded_session, path)


def test_missing_file_is_refused(seeded_session: Session, tmp_path: Path) -> None:
    with pytest.raises(BoundariesInvalid, match="not readable"):
        import_boundaries(seeded_session, tmp_path / "none.geojson")
