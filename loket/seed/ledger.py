"""Writes seed rows field by field: what somebody has edited since the last load stays as they left it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.database import Base, utc_now
from loket.seed.models import SeedRecord

Values = dict[str, Any]


def as_json(values: Values) -> Values:
    """The values as they come back from a JSON column, so that both can be compared."""
    result: Values = json.loads(json.dumps(values, default=str))
    return result


class Ledger:
    """One load of the seed. ``counts`` says what happened: created, updated, kept, withdrawn, unchanged."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = {(record.kind, record.key): record for record in session.scalars(select(SeedRecord))}
        self._seen: set[tuple[str, str]] = set()
        self.counts: Counter[str] = Counter()

    def recorded(self, kind: str, key: str) -> Values | None:
        """What the seed wrote for this row the last time, or None."""
        record = self._records.get((kind, key))
        return None if record is None else record.content

    def record(self, kind: str, key: str, values: Values) -> None:
        """Remember what the seed says of this row."""
        self._seen.add((kind, key))
        content = as_json(values)
        record = self._records.get((kind, key))
        if record is None:
            record = SeedRecord(kind=kind, key=key, content=content)
            self._session.add(record)
            self._records[kind, key] = record
        elif record.content != content:
            record.content, record.loaded_at = content, utc_now()

    def write[Row: Base](
        self, kind: str, key: str, row: Row | None, values: Values, make: Callable[[], Row]
    ) -> Row | None:
        """Create or update one row with plain attributes; returns it, or None where somebody deleted it."""
        before = self.recorded(kind, key)
        if row is None and before is not None:
            self.counts["kept"] += 1
            self.record(kind, key, values)
            return None
        if row is None:
            row = make()
            self._session.add(row)
            self.counts["created"] += 1
        else:
            self.counts[self._update(row, before, values)] += 1
        self.record(kind, key, values)
        return row

    @staticmethod
    def _update(row: Base, before: Values | None, values: Values) -> str:
        wanted = as_json(values)
        current = as_json({field: getattr(row, field) for field in values})
        changed = [field for field in values if current[field] != wanted[field]]
        edited = [field for field in changed if before is None or before.get(field, current[field]) != current[field]]
        for field in changed:
            if field not in edited:
                setattr(row, field, values[field])
        if edited:
            return "kept"
        return "updated" if changed else "unchanged"

    def dropped(self, kind: str) -> Iterable[tuple[str, Values]]:
        """Rows the seed wrote once and no longer has, as (key, what it wrote); each is forgotten."""
        for (record_kind, key), record in list(self._records.items()):
            if record_kind == kind and (kind, key) not in self._seen:
                yield key, record.content
                self._session.delete(record)
                del self._records[record_kind, key]

    def withdraw(self, kind: str, find: Callable[[str], Base | None]) -> None:
        """Delete rows the seed no longer has, unless somebody edited them."""
        for key, content in self.dropped(kind):
            row = find(key)
            if row is None:
                continue
            if as_json({field: getattr(row, field) for field in content}) == content:
                self._session.delete(row)
                self.counts["withdrawn"] += 1
            else:
                self.counts["kept"] += 1
