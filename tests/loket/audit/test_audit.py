"""The audit: appended, chained, kept by the database itself, and read by whom it concerns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, event, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from loket.accounts.models import Role
from loket.audit.models import AuditEntry
from loket.audit.operations import changes, record, verify
from loket.audit.reading import Filter, all_entries, entries, visible_actions
from loket.database import make_engine, make_session_factory
from tests.loket.builders import make_province, make_region
from tests.web.signing_in import make_account


def write(session: Session, number: int = 1, **values: object) -> AuditEntry:
    given = {"biaya": None, "pada": date(2026, 11, 24), "jumlah": Decimal("1.5"), "nama": "Ibu Ñ “x”", **values}
    return record(session, "perintah", "standard.change", "standard", number, {"biaya": 0}, given, "cli")


def test_the_chain_holds_and_survives_the_database(open_session: sessionmaker[Session]) -> None:
    with open_session.begin() as session:
        for number in range(5):
            write(session, number, at=datetime(2026, 1, 1, tzinfo=UTC), sudah=True, bagian={"b", "a"})
    with open_session() as session:
        verdict = verify(session)

    assert (verdict.entries, verdict.broken_at) == (5, None)
    assert len(verdict.last_hash) == 64


@pytest.mark.parametrize("change", ["UPDATE audit_entries SET actor = 'lain'", "DELETE FROM audit_entries"])
def test_the_database_itself_refuses_to_change_or_remove(open_session: sessionmaker[Session], change: str) -> None:
    with open_session.begin() as session:
        write(session)

    with pytest.raises(DBAPIError, match="append-only"), open_session.begin() as session:
        session.execute(text(change))
    with open_session() as session:
        assert verify(session).entries == 1


def test_postgresql_refuses_to_truncate(open_session: sessionmaker[Session]) -> None:
    with open_session() as session:
        if session.get_bind().dialect.name != "postgresql":
            pytest.skip("SQLite has no TRUNCATE")
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text("TRUNCATE audit_entries"))


def _without_guards(session: Session) -> None:
    """What somebody with all rights on the database could do."""
    if session.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER audit_entries_no_{verb}"))
    else:
        session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER ALL"))


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        (update(AuditEntry).where(AuditEntry.id == 2).values(actor="lain"), 2),
        (update(AuditEntry).where(AuditEntry.id == 3).values(after={"biaya": 1}), 3),
        (delete(AuditEntry).where(AuditEntry.id == 2), 3),
    ],
)
def test_whatever_is_altered_behind_our_back_is_found(
    open_session: sessionmaker[Session], tampering: object, broken_at: int
) -> None:
    with open_session.begin() as session:
        for number in range(4):
            write(session, number)
        _without_guards(session)
        session.execute(tampering)  # type: ignore[call-overload]

    with open_session() as session:
        assert verify(session).broken_at == broken_at


def test_many_writers_at_once_make_one_chain(database_url: str) -> None:
    engine = make_engine(database_url).execution_options(loket_write=True)
    sessions = make_session_factory(engine)  # type: ignore[arg-type]

    def work(number: int) -> None:
        with sessions.begin() as session:
            write(session, number)
            write(session, number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(20)))
    with sessions() as session:
        verdict = verify(session)
    engine.dispose()

    assert (verdict.entries, verdict.broken_at) == (40, None)


def test_a_change_that_is_rolled_back_leaves_no_entry(open_session: sessionmaker[Session]) -> None:
    with open_session() as session:
        write(session)
        session.rollback()
        write(session)
        session.commit()
        assert verify(session).entries == 1


def test_a_savepoint_rolled_back_leaves_no_gap(open_session: sessionmaker[Session]) -> None:
    with open_session.begin() as session:
        write(session, 1)
        savepoint = session.begin_nested()
        write(session, 2)
        write(session, 3)
        savepoint.rollback()
        with session.begin_nested():
            write(session, 4)
        write(session, 5)
    with open_session.begin() as session:
        write(session, 6)
        subjects = session.scalars(select(AuditEntry.subject_id).order_by(AuditEntry.id)).all()
        verdict = verify(session)

    assert subjects == ["1", "4", "5", "6"]
    assert (verdict.entries, verdict.broken_at) == (4, None)


def test_many_entries_of_one_transaction_cost_one_look_at_the_chain(open_session: sessionmaker[Session]) -> None:
    said: list[str] = []
    with open_session.begin() as session:
        engine = session.get_bind().engine
        event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: said.append(statement))
        for number in range(50):
            write(session, number)
    with open_session() as session:
        assert verify(session).entries == 50
    looks = [one for one in said if one.startswith("SELECT audit_entries.id") and "LIMIT" in one and "DESC" in one]

    assert len(looks) == 1


def test_only_what_differs_is_recorded() -> None:
    assert changes({"a": 1, "b": 2, "c": None}, {"a": 1, "b": 3, "d": 4}) == ({"b": 2}, {"b": 3, "d": 4})


def test_a_region_admin_reads_the_regions_entries_and_their_own(session: Session) -> None:
    province = make_province(session)
    own, other = make_region(session, province), make_region(session, province, code="34.02", slug="kab_bantul")
    account = make_account(session, Role.ADMIN_DAERAH, own)
    for number, region_id in enumerate((own.id, other.id, None)):
        record(session, "perintah", "office.change", "office", number, None, {}, "cli", region_id=region_id)
    record(session, account, "account.login", "account", account.id, None, None, "192.0.2.1")
    national = make_account(session, Role.ADMIN_PROGRAM)

    def seen(reader: object, **wanted: object) -> list[str]:
        return [entry.subject_id for entry in entries(session, reader, Filter(**wanted))]  # type: ignore[arg-type]

    assert seen(account) == [str(account.id), "0"]
    assert len(seen(national)) == 4
    assert seen(national, action="office.change", region_id=other.id) == ["1"]
    assert seen(national, actor="PERINTAH") == ["2", "1", "0"]
    assert seen(national, actor="%") == []
    assert seen(national, until=date(2020, 1, 1)) == []
    assert len(list(all_entries(session, national, Filter(), batch=3))) == 4
    assert visible_actions(session, session.get_one(type(account), account.id)) == ["account.login", "office.change"]


def test_secrets_are_no_values_for_it(session: Session) -> None:
    with pytest.raises(TypeError):
        write(session, geheim=object())
    assert session.scalar(select(AuditEntry.id)) is None
