"""What can be imported: for each kind its columns, its check, its export."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action
from loket.imports.checking import Change, Checker
from loket.imports.columns import Column
from loket.imports.reading import Table
from loket.imports.writing import Record
from loket.regions.models import Region


class Landing(enum.StrEnum):
    """Where imported standards go. Only who publishes for a region may let them go past its reviewers."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISH = "publish"


@dataclass(frozen=True)
class Scope:
    """What an export holds: what the account may export, of one region where one is given."""

    session: Session
    actor: Account
    region: Region | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of table. ``examples`` are rows of the template, never imported."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    examples: tuple[Record, ...]
    action: Action
    check: Callable[[Checker, Table, Landing], list[Change]]
    export: Callable[[Scope], Iterator[Record]]

    def titles(self) -> Sequence[str]:
        """The header."""
        return [column.title for column in self.columns]
