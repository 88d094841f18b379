"""A seeded database that these tests only read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from loket.answers.heard import Context
from loket.answers.operations import Outcome, Turn, answer_turn
from loket.database import make_engine, make_session_factory
from tests.loket.answers.asking import TUESDAY_TEN_WIB, Ask, heard


@pytest.fixture(scope="package")
def seeded(sqlite_databases: Any) -> Iterator[Session]:
    """A session on the seed. Tests that write use ``seeded_session``."""
    engine = make_engine(sqlite_databases.seeded())
    with make_session_factory(engine)() as session:
        yield session
    engine.dispose()


@pytest.fixture
def ask(seeded: Session) -> Ask:
    """Ask the seed one question: ``ask("cost", "skck", "kab_sleman", home=..., text=...)``."""

    def answer(
        aspect: str, service: str | None = None, region: str | None = None, *, text: str = "tanya",
        context: Context | None = None, home: str | None = None, **turn: Any,
    ) -> Outcome:  # fmt: skip
        before = context or Context(home=home)
        return answer_turn(seeded, Turn(heard(aspect, service, region, text), before, **turn), TUESDAY_TEN_WIB)

    return answer
