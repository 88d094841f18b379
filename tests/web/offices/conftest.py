"""The admin site on a seeded database, with the same people as for standards."""

from __future__ import annotations

from tests.web.standards.conftest import account_of, browse, open_session, people, settings

__all__ = ["account_of", "browse", "open_session", "people", "settings"]
