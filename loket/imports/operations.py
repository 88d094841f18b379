"""Check a table, store it whole or not at all, write it back out. The caller owns the session and commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Account
from loket.accounts.permissions import Action, may_somewhere
from loket.answers.texts.labels import OFFICE_KINDS
from loket.audit.operations import record
from loket.errors import LoketError
from loket.imports import (
    closure_rows,
    holiday_rows,
    hour_rows,
    office_rows,
    service_rows,
    standard_rows,
    synonym_rows,
)
from loket.imports.checking import NATIONAL, Change, Checker
from loket.imports.errors import RowProblem, RowsRefused
from loket.imports.kinds import Kind, Landing, Scope
from loket.imports.reading import Table
from loket.imports.writing import csv_lines, csv_template, write_xlsx
from loket.offices.errors import OfficeConflict, OfficeRefused
from loket.regions.models import Region
from loket.services.errors import NamesRefused, ServiceRefused
from loket.services.models import Service
from loket.standards.contributors import writable_regions
from loket.standards.errors import EditRefused, Incomplete

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        service_rows.KIND,
        standard_rows.KIND,
        synonym_rows.KIND,
        office_rows.KIND,
        hour_rows.KIND,
        closure_rows.KIND,
        holiday_rows.KIND,
    )
}
MAX_OFFERED_SERVICES = 2000
FORMATS = ("xlsx", "csv")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Report:
    """What a check or an import found. ``rows``: in the file; the rest of them say what holds already.

    ``problems`` are the first of them; ``errors`` and ``warnings`` count all.
    """

    rows: int
    new: int
    changed: int
    errors: int
    warnings: int
    problems: Sequence[RowProblem] = field(default_factory=tuple)
    needs_lexicon: bool = False

    @property
    def can_import(self) -> bool:
        """Whether nothing stands in the way and there is something to store."""
        return self.errors == 0 and self.new + self.changed > 0


def dry_run(session: Session, actor: Account, kind: Kind, table: Table, landing: Landing = Landing.DRAFT) -> Report:
    """What an import would do, without writing anything: reads alone, so that nobody waits for it.

    Raises NotPermitted for an account that imports nothing of the kind anywhere.
    """
    require_kind(actor, kind)
    checker = Checker(session, actor)
    with session.no_autoflush:
        changes = kind.check(checker, table, landing)
    return _report(checker, table, changes)


def import_rows(
    session: Session,
    actor: Account,
    kind: Kind,
    table: Table,
    landing: Landing = Landing.DRAFT,
    origin: str = "",
    import_id: str = "",
    progress: Progress = lambda done, total: None,
) -> Report:
    """Check again and store every row, with one entry in the audit for the whole beside those of the rows.

    The caller's transaction is all or nothing: it must roll back on an error. Raises RowsRefused with every problem,
    NotPermitted, and whatever ``progress`` raises to stop the work.
    """
    require_kind(actor, kind)
    checker = Checker(session, actor, origin)
    with session.no_autoflush:
        changes = kind.check(checker, table, landing)
    if checker.errors:
        raise RowsRefused(checker.problems)
    total = sum(change.rows for change in changes)
    done, needs_lexicon = 0, False
    for change in changes:
        needs_lexicon |= _apply(change)
        done += change.rows
        progress(done, total)
    found = _report(checker, table, changes, needs_lexicon=needs_lexicon)
    counts = {"kind": kind.name, "rows": found.rows, "new": found.new, "changed": found.changed, "landing": landing}
    record(session, actor, "import.apply", "import", import_id or kind.name, None, counts, origin)
    return found


def require_kind(actor: Account, kind: Kind, action: Action = Action.IMPORT) -> None:
    """Raise NotPermitted unless the account may import (or export) rows of this kind anywhere."""
    wanted = (action,) if action == Action.EXPORT else (action, kind.action)
    for one in wanted:
        if not may_somewhere(actor, one):
            raise NotPermitted(one)


def export_xlsx(scope: Scope, kind: Kind, target: Path | IO[bytes]) -> None:
    """What the account may export, as a workbook that imports again unchanged."""
    require_kind(scope.actor, kind, Action.EXPORT)
    write_xlsx(target, kind.columns, kind.export(scope), _offered(scope.session, scope.actor, kind))


def export_csv(scope: Scope, kind: Kind) -> Iterator[str]:
    """The same as CSV, piece by piece."""
    require_kind(scope.actor, kind, Action.EXPORT)
    return csv_lines(kind.columns, kind.export(scope))


def template_xlsx(session: Session, actor: Account, kind: Kind, target: Path | IO[bytes]) -> None:
    """An empty workbook with examples on a sheet of their own, a guide and drop-downs."""
    require_kind(actor, kind)
    write_xlsx(target, kind.columns, (), _offered(session, actor, kind), kind.examples)


def template_csv(kind: Kind) -> Iterator[str]:
    """Header and examples, which the import leaves out."""
    return csv_template(kind.columns, kind.examples)


def _apply(change: Change) -> bool:
    """Do one change; a refusal only now (somebody else was faster) is a problem of its row."""
    try:
        return change.apply()
    except Incomplete as error:
        raise RowsRefused([RowProblem(change.row, "", one.message, "Perbaiki baris ini.") for one in error.problems])\
            from error  # fmt: skip
    except NamesRefused as error:
        raise RowsRefused([RowProblem(change.row, "Sebutan", one.reason, "Perbaiki baris ini.")
                           for one in error.problems]) from error  # fmt: skip
    except OfficeRefused as error:
        raise RowsRefused([RowProblem(change.row, "", one.message, "Perbaiki baris ini.") for one in error.problems])\
            from error  # fmt: skip
    except (ServiceRefused, EditRefused, OfficeConflict, NotPermitted) as error:
        raise RowsRefused([_refusal(change.row, error)]) from error


def _refusal(row: int, error: LoketError) -> RowProblem:
    return RowProblem(row, "", str(error), "Periksa baris ini, lalu impor lagi.")


def _report(checker: Checker, table: Table, changes: Sequence[Change], *, needs_lexicon: bool = False) -> Report:
    count: Counter[bool] = Counter()
    for change in changes:
        count[change.is_new] += change.rows
    problems = sorted(checker.problems, key=lambda one: (one.is_warning, one.row))
    return Report(
        len(table.rows), count[True], count[False], checker.errors, checker.warnings, tuple(problems), needs_lexicon
    )


def _offered(session: Session, actor: Account, kind: Kind) -> dict[str, list[str]]:
    """What the drop-downs of the columns offer beside their own choices."""
    is_national, regions = writable_regions(session, actor)
    offered: dict[str, list[str]] = {}
    for column in kind.columns:
        if column.key == "wilayah":
            slugs = [region.slug for region in regions]
            offered["wilayah"] = ([NATIONAL] if is_national and kind.action == Action.WRITE_STANDARD else []) + slugs
        elif column.key in ("layanan", "kode"):
            offered[column.key] = _service_codes(session, [region.slug for region in regions])
        elif column.key in ("jenis", "jenis_kantor"):
            offered[column.key] = list(OFFICE_KINDS.values())
    return offered


def _service_codes(session: Session, slugs: Sequence[str]) -> list[str]:
    """The services of these regions and of the nation."""
    own = select(Region.id).where(Region.slug.in_(slugs))
    known = Service.region_id.is_(None) | Service.region_id.in_(own)
    query = select(Service.slug).where(known, Service.archived_at.is_(None)).order_by(Service.slug)
    return list(session.scalars(query.limit(MAX_OFFERED_SERVICES)))
