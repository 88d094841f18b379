"""The site over a migrated database with two regions of two provinces."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from loket.database import make_engine, make_session_factory
from loket.stack.stack import side_by_side
from tests.conftest import Databases
from tests.loket.builders import make_province, make_region
from tests.web.signing_in import Site
from web.app import create_app


@pytest.fixture
def site(tmp_path: Path, open_session: sessionmaker[Session], database_url: str) -> Iterator[Site]:
    """On SQLite and again on PostgreSQL: kab_sleman in prov_di_yogyakarta, kab_klaten in prov_jawa_tengah."""
    yield from make_site(tmp_path, open_session, database_url)


@pytest.fixture
def quick_site(tmp_path: Path, sqlite_databases: Databases) -> Iterator[Site]:
    """The same on SQLite alone, for pages whose queries other tests run on both."""
    url = sqlite_databases.migrated()
    engine = make_engine(url)
    yield from make_site(tmp_path, make_session_factory(engine), url)
    engine.dispose()
    sqlite_databases.drop(url)


def make_site(folder: Path, open_session: sessionmaker[Session], url: str) -> Iterator[Site]:
    with open_session.begin() as session:
        own = make_province(session)
        make_region(session, own)
        make_region(session, own, code="34.02", slug="kab_bantul", name="Kabupaten Bantul")
        other = make_province(session, code="33", slug="prov_jawa_tengah", name="Jawa Tengah")
        make_region(session, other, code="33.10", slug="kab_klaten", name="Kabupaten Klaten")
    settings = side_by_side(folder, database_url=url)
    app = create_app(settings)
    with TestClient(app):  # starts and stops it
        yield Site(app, settings, open_session)
