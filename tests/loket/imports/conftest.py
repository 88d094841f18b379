"""Two regions of a province, a national service, and who imports there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from loket.accounts.models import Account, Role
from loket.imports.kinds import Kind
from loket.imports.reading import Table, read_table
from loket.imports.writing import csv_lines, write_xlsx
from loket.regions.models import Region
from loket.services.models import Service
from tests.loket.builders import make_province, make_region, make_service
from tests.web.signing_in import make_account


@dataclass
class World:
    """What the tests of imports stand on."""

    sleman: Region
    bantul: Region
    service: Service
    writer: Account  # penyusun of Sleman
    reviewer: Account  # verifikator of Sleman
    national: Account  # admin_program


@pytest.fixture
def world(session: Session) -> World:
    province = make_province(session)
    sleman = make_region(session, province)
    bantul = make_region(session, province, "34.02", "kab_bantul", name="Kabupaten Bantul")
    made = World(
        sleman,
        bantul,
        make_service(session),
        make_account(session, Role.PENYUSUN, sleman),
        make_account(session, Role.VERIFIKATOR, sleman),
        make_account(session, Role.ADMIN_PROGRAM),
    )
    session.commit()
    return made


Tables = Callable[..., Table]


@pytest.fixture
def table(tmp_path: Path) -> Tables:
    """Makes a table of a kind from records, through a real file."""

    def make(kind: Kind, records: Iterable[Mapping[str, str]], ending: str = "csv") -> Table:
        path = tmp_path / f"berkas.{ending}"
        if ending == "csv":
            path.write_text("".join(csv_lines(kind.columns, records)), encoding="utf-8", newline="")
        else:
            write_xlsx(path, kind.columns, records, {})
        return read_table(path, kind.columns)

    return make
