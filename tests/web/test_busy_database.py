"""While somebody else holds the database's lock: pages open, and what was typed is not lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from loket.accounts.models import LoginSession, Role
from loket.database import make_engine, utc_now
from tests.web.signing_in import Site, text_of


@pytest.fixture
def locked(quick_site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """SQLite with one writer at work, as during a large import, and a patience of an instant instead of seconds."""
    account = quick_site.make(Role.ADMIN_DAERAH, "kab_sleman")
    quick_site.app.state.test_client = quick_site.signed_in(account)
    with quick_site.open_session.begin() as session:
        login = session.query(LoginSession).filter_by(account_id=account.id).one()
        login.seen_at = utc_now() - timedelta(minutes=5)  # due to be noted again
    monkeypatch.setattr("loket.database.BUSY_SECONDS", 0)
    quick_site.app.state.database.close()  # connections that still have the old patience
    engine = make_engine(quick_site.settings.resolved_database_url)
    with engine.connect() as writer:
        writer.execute(text("UPDATE accounts SET name = name"))
        yield quick_site
        writer.rollback()
    engine.dispose()


def test_page_opens_though_the_visit_cannot_be_noted(locked: Site) -> None:
    assert locked.app.state.test_client.get("/admin/akun").status_code == 200


def test_form_that_cannot_be_stored_is_given_back_to_send_again(locked: Site) -> None:
    typed = {"name": "Budi <b>", "email": "budi@sleman.go.id", "role": "penyusun", "region": "kab_sleman"}

    said = locked.app.state.test_client.post("/admin/akun/undang", data={**typed, **locked.csrf})

    assert said.status_code == 503
    assert "Belum tersimpan" in text_of(said.text)
    assert 'action="/admin/akun/undang"' in said.text
    assert 'value="Budi &lt;b&gt;"' in said.text
