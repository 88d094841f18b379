"""Officials' words for states, levels and comments."""

from __future__ import annotations

from datetime import date, timedelta

from loket.answers.formats import short_date
from loket.regions.models import Region
from loket.regions.names import display_name
from loket.services.models import Confidence, StandardState
from loket.services.operations import Level
from loket.standards.completeness import STALE
from loket.standards.models import CommentKind

STATES = {
    StandardState.DRAFT: "Draf",
    StandardState.IN_REVIEW: "Menunggu tinjauan",
    StandardState.PUBLISHED: "Terbit",
    StandardState.ARCHIVED: "Diarsipkan",
}
LEVELS = {Level.NASIONAL: "Nasional", Level.PROVINSI: "Provinsi", Level.DAERAH: "Daerah"}
COMMENTS = {
    CommentKind.REMARK: "berkomentar",
    CommentKind.SUBMITTED: "mengajukan untuk ditinjau",
    CommentKind.RETURNED: "mengembalikan untuk diperbaiki",
    CommentKind.PUBLISHED: "menerbitkan",
}
CONFIDENCES = {
    Confidence.HIGH: "Pasti, sesuai sumber",
    Confidence.MEDIUM: "Cukup pasti",
    Confidence.LOW: "Perlu dikonfirmasi (warga diberi tahu)",
}
SERVICE_LEVELS = {
    "daerah": "Daerah (kabupaten/kota)",
    "provinsi": "Provinsi",
    "nasional": "Nasional",
    "campuran": "Campuran",
}
NATION = "Nasional"
NATION_SLUG = "nasional"


def place_name(region: Region | None) -> str:
    """E.g. "Kabupaten Sleman", "Nasional"."""
    return display_name(region) if region else NATION


def place_slug(region: Region | None) -> str:
    """As it stands in an address."""
    return region.slug if region else NATION_SLUG


def day(given: date | str) -> str:
    """A date as officials read it, e.g. "24 Nov 2026"; what was typed and is none stays as it is."""
    try:
        return short_date(date.fromisoformat(given) if isinstance(given, str) else given)
    except ValueError:
        return str(given)


def age(checked: date | None, today: date) -> tuple[str, str]:
    """How long ago, in words, and the tag's style: bad beyond a year, note beyond 180 days."""
    if checked is None:
        return "belum pernah dicek", "bad"
    days = (today - checked).days
    words = f"dicek {short_date(checked)}"
    if days > 365:
        return f"{words}: lebih dari setahun, warga diberi tahu", "bad"
    if timedelta(days=days) > STALE:
        return f"{words}: lebih dari 180 hari, cek ulang", "warn"
    return words, "good"
