"""Regions by how many people live there, from data/seed/regions.csv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from loket.settings import PROJECT_ROOT

_CSV: Final = PROJECT_ROOT / "data" / "seed" / "regions.csv"
NONE_SAID: Final = "tanpa wilayah"
PROVINCE: Final = "provinsi"
UNKNOWN: Final = "tidak diketahui"
# Inhabitants; the borders cut the 514 kabupaten and kota into four classes of some hundred each.
CLASSES: Final = (
    (150_000, "di bawah 150 ribu jiwa"),
    (350_000, "150 sampai 350 ribu jiwa"),
    (1_000_000, "350 ribu sampai 1 juta jiwa"),
    (10**12, "di atas 1 juta jiwa"),
)
ORDER: Final = (*(name for _, name in CLASSES), PROVINCE, NONE_SAID, UNKNOWN)


@lru_cache(maxsize=1)
def _sizes() -> Mapping[str, str]:
    """Slug to class."""
    with _CSV.open(encoding="utf-8", newline="") as file:
        return {row["slug"]: _class_of(row) for row in csv.DictReader(file)}


def _class_of(row: Mapping[str, str]) -> str:
    if row["type"] == "provinsi":
        return PROVINCE
    try:
        people = int(row["population"])
    except ValueError:
        return UNKNOWN
    return next(name for border, name in CLASSES if people < border)


def size_of(region: str | None) -> str:
    """The class of the region with this slug."""
    return NONE_SAID if region is None else _sizes().get(region, UNKNOWN)
