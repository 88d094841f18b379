"""The same seeded site and people as the standards' pages: Ani writes, Budi reviews in Sleman, Dewi the programme."""

from tests.web.standards.conftest import browse, open_session, people, settings

__all__ = ["browse", "open_session", "people", "settings"]
