"""Regions and people as the tests of standards have them."""

from __future__ import annotations

from tests.loket.standards.conftest import world

__all__ = ["world"]
