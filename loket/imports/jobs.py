"""Checks and imports in the background, one at a time, with a state that a page can ask for.

A job lives in memory and its file in a folder. A process that ends in the middle of an import leaves the database as it
was, because the transaction is not committed; what was committed is in the audit, under the job's id.
"""

from __future__ import annotations

import enum
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.operations import get_account
from loket.audit.models import AuditEntry
from loket.errors import LoketError
from loket.imports.errors import Interrupted, RowsRefused
from loket.imports.kinds import Kind, Landing
from loket.imports.operations import Report, dry_run
from loket.imports.reading import Table, read_table
from loket.imports.rehearsal import PREFIX
from loket.imports.storing import Order, store_rows

KEPT_SECONDS = 12 * 3600
MAX_KEPT = 30
logger = structlog.get_logger("imports")
Sessions = Callable[[], AbstractContextManager[Session]]
_UNEXPECTED = (
    "Impor tidak dapat diselesaikan karena basis data sedang sibuk atau berubah. Tidak ada yang disimpan. Coba lagi "
    "beberapa menit lagi."
)
_FAULT = "Berkas ini tidak dapat diolah. Tidak ada yang disimpan. Coba lagi; bila tetap begini, hubungi operator."


class Stage(enum.StrEnum):
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"


@dataclass
class Job:
    """One file on its way in. ``done`` of ``total`` rows; ``sentence`` says why it failed."""

    id: str
    account_id: int
    kind: Kind
    landing: Landing
    filename: str
    path: Path
    origin: str
    stage: Stage = Stage.CHECKING
    done: int = 0
    total: int = 0
    report: Report | None = None
    sentence: str = ""
    started: float = field(default_factory=time.monotonic)

    @property
    def is_busy(self) -> bool:
        """Whether it is worth asking again."""
        return self.stage in (Stage.CHECKING, Stage.IMPORTING)


class ImportJobs:
    """The jobs of one process. ``after_import`` is called once rows are stored that the lexicon must know."""

    def __init__(self, folder: Path, reading: Sessions, writing: Sessions, after_import: Callable[[], None]) -> None:
        self._folder = folder
        self._reading, self._writing, self._after_import = reading, writing, after_import
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._is_closing = threading.Event()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="imports")

    def new_path(self) -> tuple[str, Path]:
        """An id, and where its file goes. Files of a process before this one are gone: nothing is resumed."""
        if not self._folder.exists():
            self._folder.mkdir(parents=True, mode=0o700)
        self._tidy()
        import_id = secrets.token_urlsafe(12)
        return import_id, self._folder / f"{import_id}.upload"

    def start(self, job: Job) -> None:
        """Begin to check it."""
        with self._lock:
            self._jobs[job.id] = job
        self._worker.submit(self._run, job, self._check)

    def find(self, import_id: str, account_id: int) -> Job | None:
        """The account's own job; None for another's, an unknown one or one of an earlier process."""
        with self._lock:
            job = self._jobs.get(import_id)
        return job if job is not None and job.account_id == account_id else None

    def seen(self, job: Job) -> Job:
        """The job as it is at one moment: stage and report belong together."""
        with self._lock:
            return replace(job)

    def confirm(self, job: Job) -> bool:
        """Begin to store it; False where that is done already or not yet possible."""
        with self._lock:
            if job.stage != Stage.CHECKED or job.report is None or not job.report.can_import:
                return False
            job.stage, job.done, job.total = Stage.IMPORTING, 0, job.report.new + job.report.changed
        self._worker.submit(self._run, job, self._import)
        return True

    def drop(self, job: Job) -> bool:
        """Forget it and its file; False while it is being stored."""
        with self._lock:
            if job.stage == Stage.IMPORTING:
                return False
            self._jobs.pop(job.id, None)
        job.path.unlink(missing_ok=True)
        return True

    def close(self) -> None:
        """Stop: an import under way is rolled back."""
        self._is_closing.set()
        self._worker.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            for job in self._jobs.values():
                job.path.unlink(missing_ok=True)

    def _run(self, job: Job, work: Callable[[Job], None]) -> None:
        try:
            work(job)
        except RowsRefused as error:
            rows = job.report.rows if job.report else 0
            found = Report(rows, 0, 0, len(error.problems), 0, tuple(error.problems))
            self._fail(job, "Data berubah sejak diperiksa. Tidak ada yang disimpan; perbaiki, lalu unggah lagi.", found)
        except LoketError as error:
            self._fail(job, str(error))
        except SQLAlchemyError:
            logger.exception("import failed", kind=job.kind.name)
            self._fail(job, _UNEXPECTED)
        except Exception:
            # The thread's edge: whatever it was, the page must say that nothing was stored, and the log what it was.
            logger.exception("import failed", kind=job.kind.name)
            self._fail(job, _FAULT)

    def _fail(self, job: Job, sentence: str, report: Report | None = None) -> None:
        with self._lock:
            job.report = report
            job.sentence, job.stage = sentence, Stage.FAILED
        job.path.unlink(missing_ok=True)

    def _check(self, job: Job) -> None:
        table = self._table(job)
        job.total = len(table.rows)
        with self._reading() as session:
            report = dry_run(session, self._actor(session, job), job.kind, table, job.landing)
        with self._lock:
            job.report, job.stage = report, Stage.CHECKED

    def _import(self, job: Job) -> None:
        table = self._table(job)
        order = Order(
            lambda session: self._actor(session, job), job.kind, table, job.landing, job.origin, job.id
        )  # fmt: skip
        report = store_rows(
            self._writing, self._folder, order, lambda *so_far: self._note(job, so_far)
        )  # fmt: skip
        if report.needs_lexicon:
            self._after_import()
        with self._lock:
            job.report, job.stage = report, Stage.DONE
        job.path.unlink(missing_ok=True)

    def _table(self, job: Job) -> Table:
        return read_table(job.path, job.kind.columns, job.filename)

    def _actor(self, session: Session, job: Job) -> Account:
        return get_account(session, job.account_id)

    def _note(self, job: Job, so_far: tuple[int, int]) -> None:
        job.done, job.total = so_far
        if self._is_closing.is_set():
            raise Interrupted

    def _tidy(self) -> None:
        """Forget what is old and remove files nobody knows of."""
        with self._lock:
            idle = [job for job in self._jobs.values() if not job.is_busy]
            old = [job for job in idle if time.monotonic() - job.started > KEPT_SECONDS]
            for job in {job.id: job for job in [*old, *idle[: max(0, len(self._jobs) - MAX_KEPT)]]}.values():
                del self._jobs[job.id]
            known = {job.path for job in self._jobs.values()}
            for path in set(self._folder.glob("*.upload")) - known:
                if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                    path.unlink(missing_ok=True)
            for path in self._folder.glob(f"{PREFIX}*"):  # of a process that was killed in the middle
                if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                    shutil.rmtree(path, ignore_errors=True)


def stored_import(session: Session, actor: Account, import_id: str) -> dict[str, Any] | None:
    """What the audit says of an import of this account that no process remembers; None where it was not stored."""
    query = select(AuditEntry.after).where(
        AuditEntry.subject_type == "import", AuditEntry.subject_id == import_id, AuditEntry.actor_id == actor.id
    )
    return session.scalar(query)
