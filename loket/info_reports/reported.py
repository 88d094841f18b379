"""Which answer a report is about, and what that answer stands on: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from loket.answers.answer import Answer
from loket.regions.models import Region
from loket.services.models import Service


@dataclass(frozen=True)
class About:
    """Which answer: its aspect, of a service or a kind of office, in a region (slugs)."""

    aspect: str
    service: str | None = None
    region: str | None = None
    office: str | None = None


@dataclass(frozen=True)
class Standing:
    """The answer as text, its source and date, and the ids it stands on (``InfoReport.facts``)."""

    text: str
    answer: Answer
    facts: dict[str, Any]
    service: Service | None
    region: Region | None
