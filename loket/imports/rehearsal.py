"""Large changes on SQLite without keeping its write lock while they are worked out: rehearsed on a copy, played back.

The work runs on a copy of what imports read, where it holds nobody up; what it wrote there is kept, statement by
statement, and played back into the database in one short transaction. The copy leaves citizens and secrets out.
Between copy and playback others may have written. What an import depends on is changed by officials alone, and each of
their changes is in the audit: a new entry there makes the rehearsal outdated, and it is done again.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, insert, select
from sqlalchemy.orm import Session

from loket.audit.models import AuditEntry
from loket.audit.operations import hash_of
from loket.database import make_engine, make_session_factory

COPIED = (
    "regions", "local_holidays", "ambiguous_names", "accounts", "grants", "partners", "admissions", "services",
    "service_names", "standards", "standard_components", "standard_comments", "standard_autosaves", "review_tasks",
    "offices", "office_hours", "office_closures", "office_open_days",
)  # fmt: skip
SECRETS = frozenset({"password_hash", "totp_secret"})
# What officials do that changes nothing an import reads: people come and go, and one has not to begin again.
HARMLESS = frozenset({
    "account.login", "account.change_password", "account.end_session", "account.end_sessions", "account.recovery_code",
    "account.recovery_codes", "account.second_factor", "account.invite", "account.invite_again", "switch.throw",
    "switch.put_back",
})  # fmt: skip
PREFIX = "rehearsal-"
_AUDIT = AuditEntry.__tablename__


class Outdated(Exception):
    """Somebody changed since what the rehearsal stood on; nothing was written."""


@dataclass(frozen=True)
class _Written:
    """One statement that wrote. ``touched``: how many rows an UPDATE or DELETE found, None for an INSERT."""

    statement: str
    parameters: Any
    touched: int | None

    @property
    def inserted(self) -> str:
        """The table an INSERT is into, empty for others."""
        words = self.statement.split(maxsplit=3)
        return words[2] if words[0] == "INSERT" else ""


@dataclass
class Rehearsal[Result]:
    """What the work gave back, and what it wrote. ``tail``: id and hash of the audit's last entry in the copy."""

    result: Result
    tail: tuple[int, str]
    ends: dict[str, int]
    written: list[_Written] = field(default_factory=list)
    audit: list[dict[str, Any]] = field(default_factory=list)

    def play_back(self, session: Session) -> None:
        """Write it all in the session's transaction, which the caller commits; raises Outdated."""
        raw = session.connection().connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)  # noqa: S101  who rehearses is on SQLite
        tail = _tail(raw)
        self._require_unchanged(raw)
        is_last = tail == self.tail
        try:
            with closing(raw.cursor()) as cursor:
                for one in self.written:
                    if is_last or one.inserted != _AUDIT:
                        _play(cursor, one)
        except sqlite3.IntegrityError as error:
            raise Outdated from error
        if not is_last:
            session.execute(insert(AuditEntry), _chained(self.audit, tail))

    def _require_unchanged(self, raw: sqlite3.Connection) -> None:
        since = raw.execute(f"SELECT DISTINCT action FROM {_AUDIT} WHERE id > ?", (self.tail[0],))  # noqa: S608
        if {action for (action,) in since} - HARMLESS:
            raise Outdated
        # New rows get the ids that they had in the rehearsal only where the tables still end where they ended.
        inserted = {one.inserted for one in self.written if one.inserted} - {_AUDIT}
        if any(_end(raw, table) != self.ends[table] for table in inserted):
            raise Outdated


def sqlite_file(session: Session) -> Path | None:
    """The file the session's database is in; None for one in memory and for PostgreSQL."""
    url = session.get_bind().engine.url
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if is_file else None


def rehearse[Result](live: Path, folder: Path, work: Callable[[Session], Result]) -> Rehearsal[Result]:
    """Do the work on a copy of ``live`` that is made in ``folder`` and removed again; raises what the work raises."""
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=folder) as place:
        copy = Path(place) / "copy.sqlite"
        tail, ends = _copy(live, copy)
        engine = make_engine(f"sqlite:///{copy}")
        written: list[_Written] = []
        _keep_what_is_written(engine, written)
        try:
            with make_session_factory(engine)() as session:
                result = work(session)
                session.flush()
                audit = _new_entries(session, tail[0])
        finally:
            engine.dispose()
    return Rehearsal(result, tail, ends, written, audit)


def _copy(live: Path, copy: Path) -> tuple[tuple[int, str], dict[str, int]]:
    """Every table, the ones imports read with their rows, as they are at one moment; the writers do not wait."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("ATTACH ? AS live", (str(live),))
        connection.execute("BEGIN")
        made = connection.execute("SELECT type, sql FROM live.sqlite_master WHERE sql IS NOT NULL").fetchall()
        for (sql,) in [(sql,) for kind, sql in made if kind == "table"]:
            connection.execute(sql)
        for table in COPIED:
            columns = [name for _, name, *_ in connection.execute(f"PRAGMA live.table_info({table})")]
            kept = ", ".join("''" if name in SECRETS else f'"{name}"' for name in columns)
            connection.execute(f"INSERT INTO main.{table} SELECT {kept} FROM live.{table}")  # noqa: S608
        last = f"SELECT * FROM live.{_AUDIT} ORDER BY id DESC LIMIT 1"  # noqa: S608
        connection.execute(f"INSERT INTO main.{_AUDIT} {last}")
        for sql in [sql for kind, sql in made if kind != "table"]:
            connection.execute(sql)
        found = _tail(connection), {table: _end(connection, table) for table in COPIED}
        connection.execute("COMMIT")
    return found


def _tail(connection: sqlite3.Connection) -> tuple[int, str]:
    last = connection.execute(f"SELECT id, hash FROM {_AUDIT} ORDER BY id DESC LIMIT 1").fetchone()  # noqa: S608
    return (last[0], last[1]) if last else (0, "")


def _end(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0])  # noqa: S608


def _keep_what_is_written(engine: Engine, written: list[_Written]) -> None:
    marks: dict[str, int] = {}

    @event.listens_for(engine, "after_cursor_execute")
    def keep(_: Any, cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        word, _, rest = statement.lstrip().partition(" ")
        if word == "SAVEPOINT":
            marks[rest] = len(written)
        elif word == "ROLLBACK" and rest.startswith("TO SAVEPOINT"):
            del written[marks[rest.rpartition(" ")[2]] :]
        elif word in ("INSERT", "UPDATE", "DELETE"):
            written.append(_Written(statement, parameters, None if word == "INSERT" else cursor.rowcount))


def _play(cursor: sqlite3.Cursor, one: _Written) -> None:
    if isinstance(one.parameters, list):  # one statement for many rows; a single row's are a tuple
        cursor.executemany(one.statement, one.parameters)
    else:
        cursor.execute(one.statement, one.parameters)
    if one.touched is not None and cursor.rowcount != one.touched:
        raise Outdated
    if cursor.description is not None:
        cursor.fetchall()


def _new_entries(session: Session, last_id: int) -> list[dict[str, Any]]:
    columns = [column.name for column in AuditEntry.__table__.columns]
    query = select(AuditEntry).where(AuditEntry.id > last_id).order_by(AuditEntry.id)
    return [{name: getattr(one, name) for name in columns} for one in session.scalars(query)]


def _chained(entries: list[dict[str, Any]], tail: tuple[int, str]) -> list[dict[str, Any]]:
    """The entries behind another last one: ids, links and hashes anew."""
    (last_id, last_hash), chained = tail, []
    for number, values in enumerate(entries, start=last_id + 1):
        entry = AuditEntry(**{**values, "id": number, "previous_hash": last_hash})
        last_hash = hash_of(entry)
        chained.append({**values, "id": number, "previous_hash": entry.previous_hash, "hash": last_hash})
    return chained
