"""Contents for tests of editing."""

from __future__ import annotations

from datetime import date
from typing import Any

from loket.services.models import Component
from loket.standards.content import Content, Part

CHECKED = date(2026, 11, 20)


def part(**content: Any) -> Part:
    """A part with source and date."""
    return Part(content, source="Perbup 1/2026", verified_at=CHECKED)


def whole(**changes: Part) -> Content:
    """The six components that face the citizen, ``changes`` by component name."""
    content = {
        Component.REQUIREMENTS: part(items=["Fotokopi KK"]),
        Component.PROCEDURE: part(items=["Datang ke loket", "Ambil hasil"]),
        Component.DURATION: part(working_days=1, text=""),
        Component.COST: part(amount_rupiah=0, text="", note=""),
        Component.PRODUCT: part(text="KTP-el"),
        Component.COMPLAINTS: part(text="Loket pengaduan"),
    }
    return content | {Component(name): value for name, value in changes.items()}
