"""What is known of an office, as plain values: read from its rows, checked, put back into rows, shown in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from math import isfinite
from typing import Any, Final

from loket.answers.formats import short_date
from loket.answers.texts.labels import OFFICE_KINDS
from loket.offices.errors import Difference
from loket.offices.hours import Span, format_hours, span_problems
from loket.offices.models import Office, OfficeClosure, OfficeHours, OfficeOpenDay
from loket.services.models import Confidence
from loket.standards.content import clean_line, clean_text
from loket.standards.errors import Problem

Closure = tuple[date, date, str]

PRECISIONS: Final = {"building": "gedung", "kelurahan": "kelurahan", "kecamatan": "kecamatan"}
CONFIDENCES: Final[Mapping[str, str]] = {
    Confidence.HIGH: "pasti",
    Confidence.MEDIUM: "cukup pasti",
    Confidence.LOW: "perlu dikonfirmasi",
}
MAX_SPANS_A_DAY: Final = 6
MAX_CLOSURES: Final = 100
FIELDS: Final[Mapping[str, str]] = {
    "name": "Nama kantor", "kind": "Jenis kantor", "address": "Alamat", "phone": "Telepon", "latitude": "Lintang",
    "longitude": "Bujur", "geo_precision": "Ketelitian titik", "hours": "Jam buka", "hours_text": "Keterangan jam",
    "open_on_holidays": "Buka di hari libur", "open_days": "Hari libur yang tetap buka", "closures": "Hari tutup",
    "source": "Sumber", "verified_at": "Tanggal dicek", "confidence": "Keyakinan", "note": "Catatan",
}  # fmt: skip
_WORDS: Final[Mapping[str, Mapping[Any, str]]] = {
    "kind": OFFICE_KINDS, "confidence": CONFIDENCES, "geo_precision": PRECISIONS,
}  # fmt: skip
_LONGEST: Final = {"name": 150, "address": 300, "phone": 60, "hours_text": 1000, "source": 1000, "note": 2000}
_NEEDED: Final = {
    "name": "Isi nama kantornya.",
    "source": "Tulis dari mana data ini: laman resmi, surat, atau petugas kantor itu sendiri.",
    "verified_at": "Isi tanggal terakhir data ini dicek.",
    "confidence": "Pilih seberapa pasti datanya.",
}


@dataclass(frozen=True)
class OfficeContent:
    """Everything an editor may change. ``hours``: (weekday, opens, closes); ``closures``: (first, last day, reason)."""

    name: str = ""
    kind: str = ""
    address: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: str = ""
    hours: tuple[Span, ...] = ()
    hours_text: str = ""
    open_on_holidays: bool = False
    open_days: tuple[date, ...] = ()
    closures: tuple[Closure, ...] = ()
    source: str = ""
    verified_at: date | None = None
    confidence: str = ""
    note: str = ""


_PLAIN: Final = tuple(one.name for one in fields(OfficeContent) if one.name not in ("hours", "open_days", "closures"))


def content_of(office: Office) -> OfficeContent:
    """What the office's rows say."""
    return OfficeContent(
        **{name: getattr(office, name) for name in _PLAIN},
        hours=tuple(sorted((row.weekday, row.opens, row.closes) for row in office.hours)),
        open_days=tuple(sorted(row.day for row in office.open_days)),
        closures=tuple(sorted((row.first_day, row.last_day, row.reason) for row in office.closures)),
    )


def write_content(office: Office, content: OfficeContent) -> None:
    """Make the office's rows say it; rows that say it already stay."""
    for name in _PLAIN:
        setattr(office, name, getattr(content, name))
    for hours in [one for one in office.hours if (one.weekday, one.opens, one.closes) not in content.hours]:
        office.hours.remove(hours)
    there = {(one.weekday, one.opens, one.closes) for one in office.hours}
    office.hours += [
        OfficeHours(weekday=day, opens=a, closes=z) for day, a, z in content.hours if (day, a, z) not in there
    ]
    for closure in [one for one in office.closures if _key(one) not in content.closures]:
        office.closures.remove(closure)
    kept = {_key(one) for one in office.closures}
    office.closures += [
        OfficeClosure(first_day=first, last_day=last, reason=reason)
        for first, last, reason in content.closures
        if (first, last, reason) not in kept
    ]
    for open_day in [one for one in office.open_days if one.day not in content.open_days]:
        office.open_days.remove(open_day)
    days = {one.day for one in office.open_days}
    office.open_days += [OfficeOpenDay(day=day) for day in content.open_days if day not in days]


def cleaned(given: OfficeContent) -> OfficeContent:
    """The content tidied: no invisible characters, single blanks, days and spans in order and once."""
    return replace(
        given,
        name=clean_line(given.name),
        address=clean_line(given.address),
        phone=clean_line(given.phone),
        hours_text=clean_text(given.hours_text),
        source=clean_text(given.source),
        note=clean_text(given.note),
        hours=tuple(sorted(set(given.hours))),
        open_days=tuple(sorted(set(given.open_days))),
        closures=tuple(sorted({(first, last, clean_line(reason)) for first, last, reason in given.closures})),
    )


def content_problems(content: OfficeContent, today: date, known_kind: str = "") -> list[Problem]:
    """What cannot be stored, field by field. ``today``: in the office's region; ``known_kind``: one it has already."""
    problems = [Problem(name, sentence) for name, sentence in _NEEDED.items() if not getattr(content, name)]
    problems += [
        Problem(name, f"{FIELDS[name]} terlalu panjang ({len(text)} huruf). Singkatkan sampai {longest} huruf.")
        for name, longest in _LONGEST.items()
        if len(text := getattr(content, name)) > longest
    ]
    if content.kind not in OFFICE_KINDS and (not content.kind or content.kind != known_kind):
        problems.append(Problem("kind", "Pilih jenis kantornya dari daftar."))
    if content.geo_precision not in ("", *PRECISIONS):
        problems.append(Problem("geo_precision", "Pilih ketelitian titik dari daftar."))
    if content.confidence and content.confidence not in set(Confidence):
        problems.append(Problem("confidence", "Pilih keyakinan dari daftar."))
    if content.verified_at and content.verified_at > today:
        problems.append(Problem("verified_at", "Tanggal dicek ada di masa depan. Isi tanggal terakhir dicek."))
    return [*problems, *point_problems(content), *_hours_problems(content), *_closure_problems(content)]


def point_problems(content: OfficeContent) -> list[Problem]:
    """Half a point, or one that is not on earth."""
    latitude, longitude = content.latitude, content.longitude
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        return [Problem(missing, "Titik belum lengkap. Isi lintang dan bujur, atau kosongkan keduanya.")]
    if latitude is None or longitude is None:
        return []
    problems = []
    if not (isfinite(latitude) and -90 <= latitude <= 90):
        problems.append(
            Problem("latitude", "Lintang harus antara -90 dan 90, misalnya -7.7628. Mungkin tertukar dengan bujur.")
        )
    if not (isfinite(longitude) and -180 <= longitude <= 180):
        problems.append(
            Problem("longitude", "Bujur harus antara -180 dan 180, misalnya 110.4041. Periksa tanda komanya.")
        )
    return problems


def _hours_problems(content: OfficeContent) -> list[Problem]:
    problems = [Problem(f"hours_{one.weekday}", one.message) for one in span_problems(content.hours)]
    for day in range(7):
        if sum(one[0] == day for one in content.hours) > MAX_SPANS_A_DAY:
            problems.append(Problem(f"hours_{day}", f"Paling banyak {MAX_SPANS_A_DAY} rentang jam sehari."))
    return problems


def _closure_problems(content: OfficeContent) -> list[Problem]:
    problems = [
        Problem(
            "closures",
            f"Hari tutup {short_date(first)}: hari terakhirnya {short_date(last)}, lebih awal. Tukar keduanya.",
        )
        for first, last, _ in content.closures
        if first > last
    ]
    if any(len(reason) > 200 for _, _, reason in content.closures):
        problems.append(Problem("closures", "Alasan tutup paling panjang 200 huruf. Singkatkan."))
    if len(content.closures) > MAX_CLOSURES:
        problems.append(Problem("closures", f"Paling banyak {MAX_CLOSURES} hari tutup. Hapus yang sudah lewat."))
    return problems


def as_values(content: OfficeContent) -> dict[str, Any]:
    """For the audit."""
    values: dict[str, Any] = {name: getattr(content, name) for name in _PLAIN}
    closures = [{"first_day": first, "last_day": last, "reason": reason} for first, last, reason in content.closures]
    return {
        **values,
        "hours": format_hours(list(content.hours)),
        "open_days": list(content.open_days),
        "closures": closures,
    }


def differences(theirs: OfficeContent, mine: OfficeContent) -> list[Difference]:
    """Only the fields that differ, in words."""
    return [
        Difference(title, in_words(theirs, name), in_words(mine, name))
        for name, title in FIELDS.items()
        if getattr(theirs, name) != getattr(mine, name)
    ]


def in_words(content: OfficeContent, name: str) -> str:
    """One field as an official reads it; empty for nothing."""
    value = getattr(content, name)
    if name == "hours":
        return format_hours(list(value)).replace("; ", "\n")
    if name == "closures":
        return "\n".join(f"{short_date(first)} – {short_date(last)} {reason}".strip() for first, last, reason in value)
    if name == "open_days":
        return ", ".join(map(short_date, value))
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, date):
        return short_date(value)
    return _WORDS.get(name, {}).get(value, "" if value is None else str(value))


def _key(row: OfficeClosure) -> Closure:
    return row.first_day, row.last_day, row.reason
