"""The migrated schema is the schema of the models, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, inspect

import loket.models  # noqa: F401
from loket.database import Base, make_engine
from loket.migrations import alembic_config, is_current, migrating, upgrade
from tests.conftest import Databases


@pytest.fixture
def empty_url(databases: Databases) -> Iterator[str]:
    url = databases.empty()
    yield url
    databases.drop(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(database_url)
    yield made
    made.dispose()


def test_migrated_schema_equals_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})

        assert compare_metadata(context, Base.metadata) == []


def test_migrated_schema_has_every_check_of_the_models(engine: Engine) -> None:
    inspector = inspect(engine)

    for table in Base.metadata.sorted_tables:
        wanted = {str(rule.name) for rule in table.constraints if isinstance(rule, CheckConstraint)}
        there = {str(rule["name"]) for rule in inspector.get_check_constraints(table.name)}
        assert there == wanted, table.name


def test_upgrade_says_whether_anything_was_to_do(empty_url: str) -> None:
    assert not is_current(empty_url)

    assert upgrade(empty_url) is True
    assert upgrade(empty_url) is False
    assert is_current(empty_url)


def test_of_several_upgrades_at_once_one_does_it(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(upgrade, [empty_url] * 4))

    assert sorted(done) == [False, False, False, True]


def test_failed_upgrade_leaves_nothing_behind(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def upgrade_then_fail(config: Config, revision: str) -> None:
        original(config, revision)
        raise RuntimeError("the disk is full")

    original = command.upgrade
    monkeypatch.setattr(command, "upgrade", upgrade_then_fail)
    with pytest.raises(RuntimeError, match="disk is full"):
        upgrade(empty_url)

    assert _tables(empty_url) == set()


def test_upgrade_keeps_the_rows_of_an_installation(seeded_database_url: str) -> None:
    before = _counts(seeded_database_url)
    with migrating(seeded_database_url) as connection:
        command.downgrade(alembic_config(connection), "0003")

    assert upgrade(seeded_database_url) is True

    after = _counts(seeded_database_url)
    assert before["standards"] > 0
    assert after == before


def test_counts_of_an_installation_are_added_up_for_its_provinces(seeded_database_url: str) -> None:
    with migrating(seeded_database_url) as connection:
        command.downgrade(alembic_config(connection), "0008_local_holidays")
        sleman, province = connection.exec_driver_sql(
            "SELECT id, parent_id FROM regions WHERE slug = 'kab_sleman'"
        ).one()
        connection.exec_driver_sql(
            "INSERT INTO topic_counts (region_id, day, service, aspect, result, count) VALUES "  # noqa: S608
            f"({sleman}, '2026-10-01', 'ktp_el', 'cost', 'answered', 2), "
            f"({sleman}, '2026-10-31', 'ktp_el', 'cost', 'answered', 3), "
            f"({province}, '2026-11-01', 'ktp_el', 'cost', 'answered', 5), "
            "(0, '2026-11-01', 'ktp_el', 'cost', 'answered', 7)"
        )

    assert upgrade(seeded_database_url) is True

    engine = make_engine(seeded_database_url)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT province_id, month, count FROM province_topics ORDER BY month").all()
    engine.dispose()
    assert [(row[0], str(row[1]), row[2]) for row in rows] == [
        (province, "2026-10-01", 5), (province, "2026-11-01", 5),
    ]  # fmt: skip


def _counts(url: str) -> dict[str, int]:
    engine = make_engine(url)
    tables = ("regions", "services", "service_names", "standards", "offices", "office_hours", "emergency_contacts")
    with engine.connect() as connection:
        counts = {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in tables}  # noqa: S608
    engine.dispose()
    return counts


def test_downgrade_takes_everything_away_again(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.execution_options(loket_write=True).begin() as connection:
        command.downgrade(alembic_config(connection), "base")
    engine.dispose()

    assert _tables(database_url) <= {"alembic_version"}


def _tables(url: str) -> set[str]:
    engine = make_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names
