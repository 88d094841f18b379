"""``python -m benchmarks import_rows``: check and store 10,000 rows of each kind from an XLSX file, beside the seed.

Figures: seconds to read the file, to check it (a dry run), to store it (one transaction), and to export it again, and
how long a write beside it waited at most (SQLite has one writer). ``--direct`` shows that without the rehearsal.
Standards are measured twice: ten parts of each of 1,000 standards, and one part of each of 10,000.
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.figures import print_table, write_result
from loket.accounts.models import Account, AccountStatus, Grant, Role
from loket.database import make_engine, make_session_factory
from loket.imports.kinds import Scope
from loket.imports.operations import KINDS, dry_run, export_xlsx, import_rows
from loket.imports.reading import read_table
from loket.imports.storing import Order, store_rows
from loket.imports.writing import write_xlsx
from loket.migrations import upgrade
from loket.offices.hours import DAYS
from loket.offices.models import Office
from loket.regions.models import Region
from loket.seed.operations import load_seed
from loket.services.models import Service
from loket.settings import PROJECT_ROOT
from loket.standards.components import COMPONENTS

ROWS = 10_000
Records = Iterator[Mapping[str, str]]


def services(session: Session, rows: int) -> Records:
    """New services of all regions in turn."""
    regions = session.scalars(select(Region.slug).order_by(Region.code)).all()
    for number in range(rows):
        yield {
            "kode": "", "nama": f"Izin Uji Nomor {number}", "nama_pendek": f"Izin uji {number}", "tingkat": "daerah",
            "penyelenggara": "DPMPTSP", "wilayah": regions[number % len(regions)], "jenis_kantor": "DPMPTSP",
        }  # fmt: skip


def _standards(session: Session, rows: int, parts: int) -> Records:
    codes = session.scalars(select(Service.slug).where(Service.region_id.is_(None)).order_by(Service.slug)).all()
    regions = session.scalars(select(Region.slug).where(Region.parent_id.is_not(None)).order_by(Region.code)).all()
    named = [info.name for info in COMPONENTS.values() if info.form in ("items", "text")][:parts]
    for number in range(rows // parts):
        for name in named:
            yield {
                "layanan": codes[number % len(codes)], "wilayah": regions[number // len(codes) % len(regions)],
                "bagian": name, "isi": f"Isi baris pertama {number}\nIsi baris kedua", "sumber": "Perbup 1/2026",
                "tanggal_dicek": "2026-11-20", "keyakinan": "pasti",
            }  # fmt: skip


def standards_of_ten_parts(session: Session, rows: int) -> Records:
    """1,000 drafts."""
    return _standards(session, rows, 10)


def standards_of_one_part(session: Session, rows: int) -> Records:
    """10,000 drafts: each row opens one of its own."""
    return _standards(session, rows, 1)


def offices(session: Session, rows: int) -> Records:
    """New offices of all regions in turn."""
    regions = session.scalars(select(Region.slug).order_by(Region.code)).all()
    for number in range(rows):
        yield {
            "wilayah": regions[number % len(regions)], "nama": f"Kantor Uji {number}", "jenis": "kantor kecamatan",
            "alamat": f"Jalan Uji {number}", "lintang": "-7.5", "bujur": "110.5", "sumber": "uji",
            "tanggal_dicek": "2026-11-20",
        }  # fmt: skip


def hours(session: Session, rows: int) -> Records:
    """Five days of each of the offices imported before."""
    query = select(Office.name, Region.slug).join(Office.region).where(Office.name.startswith("Kantor Uji"))
    for name, slug in session.execute(query.limit(rows // 5)):
        for day in DAYS[:5]:
            yield {
                "wilayah": slug, "kantor": name, "hari": day, "buka": "08.00", "istirahat_mulai": "12.00",
                "istirahat_selesai": "13.00", "tutup": "15.00",
            }  # fmt: skip


def synonyms(session: Session, rows: int) -> Records:
    """Ten phrases of each of the services imported before."""
    codes = session.scalars(select(Service.slug).where(Service.slug.startswith("izin_uji")).limit(rows // 10)).all()
    for code in codes:
        for number in range(10):
            yield {"layanan": code, "sebutan": f"sebutan {number} {code.replace('_', ' ')}", "arti": "pasti"}


STEPS: tuple[tuple[str, str, Callable[[Session, int], Records]], ...] = (
    ("services", "services", services),
    ("synonyms", "synonyms", synonyms),
    ("offices", "offices", offices),
    ("hours", "hours", hours),
    ("standards (10 parts each)", "standards", standards_of_ten_parts),
    ("standards (1 part each)", "standards", standards_of_one_part),
)


def main() -> None:
    """Measure every kind in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--database", default="", help="SQLAlchemy URL of an empty database; default SQLite")
    parser.add_argument("--only", default="", help="measure only what begins so")
    parser.add_argument("--direct", action="store_true", help="work the rows out under the lock, as small files are")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{folder}/loket.sqlite"
        upgrade(url)
        engine = make_engine(url).execution_options(loket_write=True)
        factory = make_session_factory(engine)
        with factory.begin() as session:
            load_seed(session, PROJECT_ROOT / "data" / "seed")
            grant = Grant(role=Role.ADMIN_PROGRAM)
            session.add(Account(email="uji@uji.go.id", name="Uji", status=AccountStatus.ACTIVE, grants=[grant]))
        figures = [
            measure(factory, Path(folder), title, kind, records, options.rows, direct=options.direct)
            for title, kind, records in STEPS
            if title.startswith(options.only)
        ]
        engine.dispose()
    print_table(f"{options.rows} rows from XLSX, seconds", figures)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the process: {peak:.0f} MB")
    name = "import_rows_direct" if options.direct else "import_rows"
    write_result(name, {"rows": options.rows, "seconds": figures, "peak_memory_mb": round(peak)})


class Waiting:
    """Writes again and again, as a citizen's message does (its row in the inbox), until it is stopped."""

    def __init__(self, file: Path) -> None:
        self._file, self._is_over, self._longest = file, threading.Event(), 0.0
        self._thread = threading.Thread(target=self._write)
        self._thread.start()

    def stop(self) -> float:
        """How long the longest write waited, in seconds."""
        self._is_over.set()
        self._thread.join()
        return self._longest

    def _write(self) -> None:
        with closing(sqlite3.connect(self._file, timeout=120, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            while not self._is_over.wait(0.02):
                began = time.perf_counter()
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("UPDATE bots SET name = name WHERE 0")
                connection.execute("COMMIT")
                self._longest = max(self._longest, time.perf_counter() - began)


def measure(
    factory, folder: Path, title: str, kind_name: str, records, rows: int, *, direct: bool
) -> dict[str, str | int | float]:
    """One kind: write its file, read, check, store, export."""
    kind, path = KINDS[kind_name], folder / f"{kind_name}.xlsx"
    with factory() as session:
        write_xlsx(path, kind.columns, records(session, rows), {})
    began = time.perf_counter()
    table = read_table(path, kind.columns)
    read = time.perf_counter()
    with factory() as session:
        report = dry_run(session, session.scalars(select(Account)).one(), kind, table)
    if not report.can_import:
        raise SystemExit(f"{title}: {report.problems[:3]}")
    checked = time.perf_counter()
    waiting = Waiting(path.parent / "loket.sqlite") if factory.kw["bind"].dialect.name == "sqlite" else None
    if direct:
        with factory.begin() as session:
            import_rows(session, session.scalars(select(Account)).one(), kind, table)
    else:
        order = Order(lambda session: session.scalars(select(Account)).one(), kind, table)
        store_rows(factory.begin, folder, order, lambda done, total: None)
    stored = time.perf_counter()
    longest = waiting.stop() if waiting else 0.0
    with factory() as session:
        export_xlsx(Scope(session, session.scalars(select(Account)).one()), kind, folder / "export.xlsx")
    exported = time.perf_counter()
    return {
        "kind": title, "rows": report.rows, "file_mb": round(path.stat().st_size / 2**20, 2), "read": read - began,
        "check": checked - read, "store": stored - checked, "all": stored - began, "export": exported - stored,
        "longest_wait": longest,
    }  # fmt: skip


if __name__ == "__main__":
    main()
