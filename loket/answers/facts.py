"""What the composers of answers work on: plain facts, free of database and dialogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from loket.answers.answer import Reading


@dataclass(frozen=True)
class Place:
    """A region an answer is for. ``kind``: provinsi, kabupaten or kota; ``timezone``: IANA name."""

    slug: str
    name: str
    kind: str
    timezone: str


@dataclass(frozen=True)
class Fact:
    """One component as it holds in a region. ``place``: whose, where ``level`` is provinsi or daerah."""

    content: Mapping[str, Any]
    source: str
    verified_at: date | None
    confidence: str
    level: str = "nasional"
    place: str = ""
    is_outdated: bool = False  # nobody has checked it for more than a year

    @property
    def is_uncertain(self) -> bool:
        """Whether a citizen must be told to check."""
        return self.confidence == "low"


@dataclass(frozen=True)
class ServiceFacts:
    """A service with what is known of it, by component name."""

    slug: str
    name: str
    short_name: str
    owner: str
    office_kinds: tuple[str, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Opening:
    """Open or closed at the moment of asking; ``until`` is the next change in local time (None = not known).

    ``reason``: today's holiday or closure, in Indonesian.
    """

    is_open: bool
    until: datetime | None
    reason: str = ""


@dataclass(frozen=True)
class OfficeFacts:
    """One office. ``hours``: (weekday 0 = Monday, opens, closes); ``distance_km``: from a shared location."""

    name: str
    address: str
    source: str
    verified_at: date | None
    confidence: str
    latitude: float | None = None
    longitude: float | None = None
    precision: str = ""
    phone: str = ""
    hours: tuple[tuple[int, time, time], ...] = ()
    hours_text: str = ""
    opening: Opening | None = None
    distance_km: float | None = None


@dataclass(frozen=True)
class Number:
    """A telephone number somebody may call."""

    number: str
    name: str
    confidence: str = "high"
    verified_at: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Question:
    """A resolved question: what is asked, for which region, and what was asked of this service before."""

    reading: Reading
    place: Place | None = None
    has_home: bool = False
    asked: tuple[str, ...] = ()
    office: str | None = None  # the kind of office asked about itself, where no service is
