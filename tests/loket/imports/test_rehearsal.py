"""A large import on SQLite is worked out on a copy: others write meanwhile, and what comes out is the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select
from sqlalchemy.orm import Session, sessionmaker

from loket.accounts.models import Account
from loket.audit.models import AuditEntry
from loket.audit.operations import record, verify
from loket.citizens.models import Citizen
from loket.imports import storing
from loket.imports.errors import RowsRefused
from loket.imports.kinds import Landing, Scope
from loket.imports.operations import KINDS, dry_run, export_csv
from loket.imports.reading import read_table
from loket.imports.rehearsal import rehearse
from loket.imports.storing import Order, store_rows
from loket.offices.models import Office
from loket.regions.models import Region
from loket.services.models import Service
from tests.conftest import Databases
from tests.loket.builders import make_office
from tests.loket.imports.conftest import Tables, World
from tests.loket.imports.test_imports import CLOSURE, HOLIDAY, HOURS, NAME, OFFICE, SERVICE, whole_standard

MANY = [OFFICE | {"nama": f"Kantor {number}"} for number in range(5)]


@pytest.fixture
def database_url(sqlite_databases: Databases) -> Iterator[str]:
    """PostgreSQL has many writers and rehearses nothing."""
    url = sqlite_databases.migrated()
    yield url
    sqlite_databases.drop(url)


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "FEW_ROWS", 0)


Store = Callable[..., object]


@pytest.fixture
def store(open_session: sessionmaker[Session], world: World, table: Tables, tmp_path: Path) -> Store:
    """Stores records of a kind as the programme's admin; ``meanwhile`` is called after each row."""

    def run(name: str, records: list[dict[str, str]], meanwhile: Callable[[], None] = lambda: None,
            landing: Landing = Landing.DRAFT) -> object:  # fmt: skip
        kind, actor_id = KINDS[name], world.national.id
        order = Order(lambda session: session.get_one(Account, actor_id), kind, table(kind, records), landing, "uji")
        return store_rows(open_session.begin, tmp_path / "imports", order, lambda done, total: meanwhile())

    return run


@pytest.mark.parametrize(
    ("kind", "records", "landing"),
    [
        ("services", [SERVICE], Landing.DRAFT), ("offices", MANY, Landing.DRAFT), ("hours", [HOURS], Landing.DRAFT),
        ("closures", [CLOSURE], Landing.DRAFT), ("holidays", [HOLIDAY], Landing.DRAFT),
        ("synonyms", [NAME], Landing.DRAFT), ("standards", whole_standard(), Landing.DRAFT),
        ("standards", whole_standard(), Landing.REVIEW), ("standards", whole_standard(), Landing.PUBLISH),
    ],
)  # fmt: skip
def test_every_kind_is_stored_whole(
    store: Store, session: Session, world: World, tmp_path: Path, kind: str, records: list[dict[str, str]],
    landing: Landing,
) -> None:  # fmt: skip
    make_office(session, world.sleman)
    session.commit()

    store(kind, records, landing=landing)

    session.expire_all()
    back = tmp_path / "ekspor.csv"
    back.write_text("".join(export_csv(Scope(session, world.national), KINDS[kind])), encoding="utf-8", newline="")
    if kind != "standards" or landing == Landing.PUBLISH:  # what is no draft any more is exported
        again = dry_run(session, world.national, KINDS[kind], read_table(back, KINDS[kind].columns), landing)
        assert again.rows >= len(records)
        assert (again.new, again.changed, again.errors) == (0, 0, 0), again.problems
    assert (verdict := verify(session)).broken_at is None
    assert verdict.entries >= 2
    assert session.scalar(select(func.count()).where(AuditEntry.action == "import.apply")) == 1
    assert list((tmp_path / "imports").iterdir()) == []


def test_a_citizen_s_message_does_not_wait(store: Store, database_url: str, session: Session) -> None:
    written: list[int] = []

    def message() -> None:
        file = make_url(database_url).database or ""
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:  # raises if it must wait
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("COMMIT")
        written.append(1)

    store("offices", MANY, message)

    assert len(written) == len(MANY)
    assert session.scalar(select(func.count()).select_from(Office)) == len(MANY)


def test_a_login_meanwhile_is_linked_into_the_audit(
    store: Store, open_session: sessionmaker[Session], session: Session, world: World
) -> None:
    def login() -> None:
        with open_session.begin() as other:
            record(other, "budi@contoh.go.id", "account.login", "account", 1, None, None, "uji")

    store("offices", MANY, login)

    assert verify(session).broken_at is None
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["account.login"] * 5 + ["office.create"] * 5 + ["import.apply"]


@pytest.mark.parametrize("is_audited", [True, False])
def test_an_office_made_meanwhile_is_seen_and_the_work_done_again(
    store: Store, open_session: sessionmaker[Session], session: Session, world: World, is_audited: bool
) -> None:
    calls: list[int] = []

    def colleague() -> None:
        calls.append(1)
        if len(calls) > 1:
            return
        with open_session.begin() as other:
            make_office(other, other.get_one(Region, world.bantul.id), name="Kantor 0")
            if is_audited:
                record(other, "budi@contoh.go.id", "office.create", "office", 1, None, None, "uji")

    store("offices", MANY, colleague)

    assert len(calls) == 2 * len(MANY)
    assert session.scalar(select(func.count()).select_from(Office)) == len(MANY) + 1
    assert verify(session).broken_at is None


def test_who_takes_the_same_name_meanwhile_is_not_overwritten(
    store: Store, open_session: sessionmaker[Session], session: Session, world: World
) -> None:
    def colleague() -> None:
        with open_session.begin() as other:
            if other.scalar(select(Office.id).where(Office.name == "Kantor 3")) is None:
                make_office(
                    other, other.get_one(Region, world.sleman.id), name="Kantor 3", phone="0274-1", lock_version=7
                )
                record(other, "budi@contoh.go.id", "office.create", "office", 1, None, None, "uji")

    store("offices", MANY, colleague)

    offices = {one.name: one for one in session.scalars(select(Office))}
    assert len(offices) == len(MANY)
    assert offices["Kantor 3"].lock_version == 8  # changed by the import, which saw it, as by anybody


def test_officials_who_never_rest_do_not_keep_an_import_out(
    store: Store, open_session: sessionmaker[Session], session: Session, world: World
) -> None:
    calls: list[int] = []

    def colleague() -> None:
        calls.append(1)
        if len(calls) <= storing.REHEARSALS * len(MANY):
            with open_session.begin() as other:
                record(other, "budi@contoh.go.id", "service.describe", "service", "x", None, None, "uji")

    store("offices", MANY, colleague)

    assert len(calls) == (storing.REHEARSALS + 1) * len(MANY)
    assert session.scalar(select(func.count()).select_from(Office)) == len(MANY)


def test_what_is_refused_leaves_nothing(store: Store, session: Session, tmp_path: Path) -> None:
    with pytest.raises(RowsRefused):
        store("offices", [*MANY, OFFICE | {"lintang": "-777", "bujur": "110"}])

    assert session.scalar(select(func.count()).select_from(Office)) == 0
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0
    assert list((tmp_path / "imports").iterdir()) == []


def test_the_copy_holds_no_citizen_and_no_secret(
    session: Session, world: World, database_url: str, tmp_path: Path
) -> None:
    world.national.password_hash, world.national.totp_secret = "argon", "JBSWY3DP"
    session.add(Citizen(pseudonym="a" * 64))
    session.commit()

    def look(copy: Session) -> tuple[int | None, set[tuple[str, str]]]:
        secrets = copy.execute(select(Account.password_hash, Account.totp_secret))
        return copy.scalar(select(func.count()).select_from(Citizen)), {(one[0], one[1]) for one in secrets}

    rehearsal = rehearse(Path(make_url(database_url).database or ""), tmp_path / "imports", look)

    assert rehearsal.result == (0, {("", "")})


def test_what_a_savepoint_took_back_is_not_played_back(
    session: Session, world: World, database_url: str, open_session: sessionmaker[Session], tmp_path: Path
) -> None:
    def work(copy: Session) -> None:
        service = copy.scalars(select(Service)).one()
        with copy.begin_nested() as kept:
            service.owner = "Dinas Baru"
            copy.flush()
            kept.commit()
        with copy.begin_nested() as lost:
            service.name = "Hilang"
            copy.flush()
            lost.rollback()

    rehearsal = rehearse(Path(make_url(database_url).database or ""), tmp_path / "imports", work)
    with open_session.begin() as writing:
        rehearsal.play_back(writing)

    session.expire_all()
    assert (world.service.owner, world.service.name != "Hilang") == ("Dinas Baru", True)
