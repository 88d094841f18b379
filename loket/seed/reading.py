"""Read the seed files and check them, across files too. Nothing here touches a database."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from loket.regions.models import RegionType
from loket.seed.errors import Problem, SeedInvalid
from loket.seed.rows import (
    AmbiguousNameRow,
    EmergencyRow,
    OfficeRow,
    PlaceRow,
    RegionRow,
    SeedRow,
    ServiceEntry,
    ServiceNameRow,
    SmartCityRow,
)

FILES: dict[str, type[SeedRow]] = {
    "regions.csv": RegionRow,
    "smart_city.csv": SmartCityRow,
    "places.csv": PlaceRow,
    "ambiguous_names.csv": AmbiguousNameRow,
    "services.yaml": ServiceEntry,
    "service_names.csv": ServiceNameRow,
    "emergency.csv": EmergencyRow,
    "offices.csv": OfficeRow,
}


@dataclass(frozen=True)
class SeedData:
    """The checked rows of every file."""

    regions: list[RegionRow]
    smart_city: list[SmartCityRow]
    places: list[PlaceRow]
    ambiguous_names: list[AmbiguousNameRow]
    services: list[ServiceEntry]
    service_names: list[ServiceNameRow]
    emergency: list[EmergencyRow]
    offices: list[OfficeRow]


Located = list[tuple[int, Any]]


def read_seed(folder: Path) -> SeedData:
    """Read and check all files of the seed; raise SeedInvalid with every problem found."""
    problems: list[Problem] = []
    rows: dict[str, Located] = {name: list(_read_file(folder / name, model, problems)) for name, model in FILES.items()}
    problems += _cross_problems(rows)
    if problems:
        raise SeedInvalid(problems)
    checked: list[list[Any]] = [[row for _, row in rows[name]] for name in FILES]
    return SeedData(*checked)


def _read_file(path: Path, model: type[SeedRow], problems: list[Problem]) -> Iterator[tuple[int, SeedRow]]:
    try:
        entries = list(_yaml_entries(path) if path.suffix == ".yaml" else _csv_entries(path))
    except (OSError, UnicodeDecodeError, csv.Error, yaml.YAMLError, ValueError) as error:
        problems.append(Problem(path.name, 0, "file", str(error)))
        return
    for number, entry in entries:
        try:
            yield number, model.model_validate(entry)
        except ValidationError as error:
            problems += [
                Problem(path.name, number, ".".join(map(str, part["loc"])) or "row", part["msg"])
                for part in error.errors()
            ]


def _csv_entries(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True, restkey="<more columns than the header>")
        for row in reader:
            yield reader.line_num, row


def _yaml_entries(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict) or not isinstance(document.get("services"), list):
        raise ValueError("must hold a list 'services'")
    yield from enumerate(document["services"], start=1)


def _cross_problems(rows: dict[str, Located]) -> Iterator[Problem]:
    regions = {row.slug for _, row in rows["regions.csv"]}
    services = {row.slug for _, row in rows["services.yaml"]}
    yield from _region_problems(rows["regions.csv"])
    yield from _unknown("smart_city.csv", rows, "slug", regions)
    yield from _unknown("places.csv", rows, "region_slug", regions)
    yield from _unknown("service_names.csv", rows, "slug", services)
    yield from _unknown("offices.csv", rows, "region_slug", regions)
    yield from _unknown("emergency.csv", rows, "region_slug", regions | {""})
    for number, row in rows["ambiguous_names.csv"]:
        for slug in set(row.slugs) - regions:
            yield Problem("ambiguous_names.csv", number, "slugs", f"unknown slug {slug!r}")
    for number, row in rows["offices.csv"]:
        if (row.latitude is None) != (row.longitude is None):
            yield Problem("offices.csv", number, "longitude", "latitude and longitude go together")
    yield from _repeated("regions.csv", rows, lambda row: row.slug, "slug")
    yield from _repeated("regions.csv", rows, lambda row: row.code, "code")
    yield from _repeated("ambiguous_names.csv", rows, lambda row: (row.name.casefold(), row.kind), "name")
    yield from _repeated("services.yaml", rows, lambda row: row.slug, "slug")
    yield from _repeated("service_names.csv", rows, lambda row: (row.slug, row.phrase), "phrase")
    yield from _repeated("emergency.csv", rows, lambda row: (row.number, row.region_slug), "number")
    yield from _repeated("offices.csv", rows, lambda row: (row.region_slug, row.name), "name")
    yield from _surely_two_services(rows["service_names.csv"])


def _region_problems(rows: Located) -> Iterator[Problem]:
    provinces = {row.code for _, row in rows if row.type is RegionType.PROVINSI}
    for number, row in rows:
        is_province = row.type is RegionType.PROVINSI
        if is_province and row.parent_code:
            yield Problem("regions.csv", number, "parent_code", "a province has no parent")
        if not is_province and row.parent_code not in provinces:
            yield Problem("regions.csv", number, "parent_code", f"unknown province {row.parent_code!r}")


def _unknown(file: str, rows: dict[str, Located], field: str, known: set[str]) -> Iterator[Problem]:
    for number, row in rows[file]:
        if (slug := getattr(row, field)) not in known:
            yield Problem(file, number, field, f"unknown slug {slug!r}")


def _repeated(file: str, rows: dict[str, Located], key: Any, field: str) -> Iterator[Problem]:
    seen: dict[Any, int] = {}
    for number, row in rows[file]:
        if (first := seen.setdefault(key(row), number)) != number:
            yield Problem(file, number, field, f"repeats row {first}")


def _surely_two_services(rows: Located) -> Iterator[Problem]:
    """Weight 1 says that a phrase means this service and no other."""
    owners: dict[str, set[str]] = {}
    for _, row in rows:
        owners.setdefault(row.phrase, set()).add(row.slug)
    for number, row in rows:
        if row.weight == 1 and len(owners[row.phrase]) > 1:
            others = ", ".join(sorted(owners[row.phrase] - {row.slug}))
            yield Problem("service_names.csv", number, "weight", f"{row.phrase!r} is also {others}: below 1 in each")
