"""The forms a region's name takes, and text brought to the form they are compared in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from loket.regions.models import Region, RegionType

MAX_NAME_CHARS = 80
TYPE_WORDS: dict[str, RegionType] = {
    "kabupaten": RegionType.KABUPATEN,
    "kab": RegionType.KABUPATEN,
    "kabupten": RegionType.KABUPATEN,
    "kbupaten": RegionType.KABUPATEN,
    "regency": RegionType.KABUPATEN,
    "kota": RegionType.KOTA,
    "kotamadya": RegionType.KOTA,
    "kodya": RegionType.KOTA,
    "kotip": RegionType.KOTA,
    "city": RegionType.KOTA,
    "provinsi": RegionType.PROVINSI,
    "propinsi": RegionType.PROVINSI,
    "prov": RegionType.PROVINSI,
    "prop": RegionType.PROVINSI,
    "province": RegionType.PROVINSI,
}
# How citizens write each type before a name.
TYPE_PREFIXES: dict[RegionType, tuple[str, ...]] = {
    RegionType.KABUPATEN: ("kabupaten", "kab"),
    RegionType.KOTA: ("kota",),
    RegionType.PROVINSI: ("provinsi", "prov"),
}
_OFFICIAL_PREFIX = re.compile(r"^(kabupaten administrasi|kota administrasi|kabupaten|kota|provinsi) ")


def normalise(text: str) -> str:
    """Lower case, without accents and punctuation, single spaces; at most 80 characters of it."""
    decomposed = unicodedata.normalize("NFKD", text[: MAX_NAME_CHARS * 4]).casefold()
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"[^\W_]+", plain))[:MAX_NAME_CHARS].strip()


def despaced(text: str) -> str:
    """For comparing "bukit tinggi" with "bukittinggi"."""
    return text.replace(" ", "")


def split_type(text: str) -> tuple[RegionType | None, str]:
    """Take a type word off the front of a normalised name: ``kab sleman`` is (KABUPATEN, ``sleman``)."""
    first, _, rest = text.partition(" ")
    if first in TYPE_WORDS and rest:
        return TYPE_WORDS[first], rest.removeprefix("administrasi ")
    return None, text


def base_name(name: str, kind: RegionType | str) -> str:
    """The normalised name without its type: ``Kabupaten Sleman`` gives ``sleman``."""
    return normalise(name) if kind == RegionType.PROVINSI else _OFFICIAL_PREFIX.sub("", normalise(name))


def display_name(region: Region) -> str:
    """The name as a citizen reads it: ``Kota Yogyakarta``, ``Provinsi Aceh``, ``Daerah Istimewa Yogyakarta``."""
    if region.type != RegionType.PROVINSI or region.name.startswith(("Daerah ", "Provinsi ")):
        return region.name
    return f"Provinsi {region.name}"


def name_forms(name: str, kind: RegionType | str, aliases: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Every normalised form of a region's name with how surely it is meant: official 1, with type 1, alias 0.95."""
    kind = RegionType(kind)
    base = base_name(name, kind)
    yield normalise(name), 1.0
    yield base, 1.0
    for prefix in TYPE_PREFIXES[kind]:
        yield f"{prefix} {base}", 1.0
    for alias in aliases:
        if form := normalise(alias):
            yield form, 0.95
            prefixes = TYPE_PREFIXES[kind] if split_type(form)[0] is None else ()
            for prefix in prefixes:
                yield f"{prefix} {form}", 0.95
