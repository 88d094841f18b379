"""``loket import offices FILE``: a dry run stores nothing, a mistake ends with exit code 1 and nothing stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker
from typer.testing import CliRunner

from loket.accounts.models import Role
from loket.cli.app import build_app
from loket.imports.operations import KINDS
from loket.imports.writing import csv_lines
from loket.offices.models import Office
from loket.settings import get_settings
from tests.loket.builders import make_province, make_region
from tests.web.signing_in import make_account

OFFICE = {
    "wilayah": "kab_sleman", "nama": "Kantor Depok", "jenis": "kantor kecamatan", "sumber": "uji",
    "tanggal_dicek": "2026-11-20",
}  # fmt: skip


@pytest.fixture
def email(
    tmp_path: Path, database_url: str, open_session: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A writer of Sleman in the installation's database."""
    monkeypatch.setenv("LOKET_HOME", str(tmp_path))
    monkeypatch.setenv("LOKET_DATABASE_URL", database_url)
    get_settings.cache_clear()
    with open_session.begin() as session:
        region = make_region(session, make_province(session))
        address = make_account(session, Role.PENYUSUN, region).email
    yield address
    get_settings.cache_clear()


def test_offices_are_checked_then_stored(email: str, tmp_path: Path, open_session: sessionmaker[Session]) -> None:
    def run(record: dict[str, str], *options: str) -> tuple[int, dict[str, object]]:
        path = tmp_path / "kantor.csv"
        path.write_text("".join(csv_lines(KINDS["offices"].columns, [record])), encoding="utf-8", newline="")
        app = build_app(["data"])
        done = CliRunner().invoke(app, ["import", "offices", str(path), "--account", email, "--json", *options])
        with open_session() as session:
            count = session.scalar(select(func.count()).select_from(Office))
        return done.exit_code, {**json.loads(done.stdout), "there": count}

    code, trial = run(OFFICE, "--dry-run")
    assert (code, trial["new"], trial["stored"], trial["there"]) == (0, 1, False, 0)
    code, refused = run(OFFICE | {"lintang": "x"})
    assert (code, refused["errors"], refused["stored"], refused["there"]) == (1, 1, False, 0)
    code, stored = run(OFFICE)
    assert (code, stored["new"], stored["stored"], stored["there"]) == (0, 1, True, 1)
