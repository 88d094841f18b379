"""What holds of a service in a region: kabupaten/kota over province over national, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

from loket.services.models import Component, StandardState
from loket.services.operations import Level, resolve_standard
from tests.loket.builders import make_province, make_region, make_service, make_standard

TODAY = date(2026, 11, 23)
SOME = [Component.COST, Component.REQUIREMENTS, Component.HOURS, Component.CONTACT]


def text(words: str) -> dict[str, Any]:
    return {"text": words}


@contextmanager
def counted_queries(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_each_field_comes_from_the_nearest_level_that_states_it(session: Session) -> None:
    province = make_province(session)
    region = make_region(session, province)
    service = make_service(session)
    make_standard(session, service, None, {name: text("nasional") for name in SOME[:3]})
    make_standard(session, service, province, {name: text("provinsi") for name in SOME[:2]}, version=4)
    make_standard(session, service, region, {SOME[0]: text("daerah")}, version=2)

    fields = resolve_standard(session, service, region, TODAY).fields

    assert {name: (one.level, one.version) for name, one in fields.items()} == {
        SOME[0]: (Level.DAERAH, 2),
        SOME[1]: (Level.PROVINSI, 4),
        SOME[2]: (Level.NASIONAL, 1),
    }
    assert [fields[name].region for name in SOME[:3]] == [region, province, None]


def test_nothing_known_is_no_field_and_no_guess(session: Session) -> None:
    service = make_service(session)

    assert resolve_standard(session, service, None, TODAY).get(Component.COST) is None


@pytest.mark.parametrize("state", [StandardState.DRAFT, StandardState.IN_REVIEW, StandardState.ARCHIVED])
def test_only_published_standards_reach_a_citizen(session: Session, state: StandardState) -> None:
    service = make_service(session)
    make_standard(session, service, None, {Component.COST: text("lama")})
    make_standard(session, service, None, {Component.COST: text("belum")}, version=2, state=state)

    assert resolve_standard(session, service, None, TODAY).fields[Component.COST].content == text("lama")


def test_standard_holds_from_its_day_on(session: Session) -> None:
    service = make_service(session)
    make_standard(session, service, None, {Component.COST: text("lama")})
    make_standard(session, service, None, {Component.COST: text("baru")}, version=2, valid_from=TODAY)

    before = resolve_standard(session, service, None, TODAY - timedelta(days=1))
    after = resolve_standard(session, service, None, TODAY)

    assert before.fields[Component.COST].content == text("lama")
    assert after.fields[Component.COST].content == text("baru")


def test_other_regions_and_services_do_not_leak_in(session: Session) -> None:
    province = make_province(session)
    region = make_region(session, province)
    neighbour = make_region(session, province, "34.02", "kab_bantul", name="Kabupaten Bantul")
    other_province = make_province(session, "33", "prov_jawa_tengah", name="Jawa Tengah")
    service = make_service(session)
    make_standard(session, service, neighbour, {Component.COST: text("bantul")})
    make_standard(session, service, other_province, {Component.COST: text("jateng")})
    make_standard(session, make_service(session, "kia"), region, {Component.COST: text("kia")})

    assert resolve_standard(session, service, region, TODAY).fields == {}
    assert resolve_standard(session, service, province, TODAY).fields == {}


@pytest.mark.parametrize("empty", [{"items": []}, {"text": ""}, {"amount_rupiah": None, "text": "", "note": ""}])
def test_field_without_content_is_taken_over_from_above(session: Session, empty: dict[str, Any]) -> None:
    region = make_region(session, make_province(session))
    service = make_service(session)
    make_standard(session, service, None, {Component.COST: text("nasional")})
    make_standard(session, service, region, {Component.COST: empty})

    assert resolve_standard(session, service, region, TODAY).fields[Component.COST].level == Level.NASIONAL


def test_free_of_charge_is_content(session: Session) -> None:
    region = make_region(session, make_province(session))
    service = make_service(session)
    make_standard(session, service, None, {Component.COST: text("Rp10.000")})
    make_standard(session, service, region, {Component.COST: {"amount_rupiah": 0, "text": "", "note": ""}})

    assert resolve_standard(session, service, region, TODAY).fields[Component.COST].level == Level.DAERAH


def test_resolving_takes_two_queries(open_session: sessionmaker[Session]) -> None:
    with open_session() as session:
        region = make_region(session, make_province(session))
        service = make_service(session)
        for place in (None, region.parent, region):
            make_standard(session, service, place, {name: text("isi") for name in SOME})
        session.commit()
    with open_session() as session:
        region, service = session.merge(region, load=False), session.merge(service, load=False)
        with counted_queries(session) as statements:
            resolved = resolve_standard(session, service, region, TODAY)
            assert resolved.fields[Component.COST].region is region

    assert len([one for one in statements if one.startswith("SELECT")]) == 2


levels = st.sampled_from(["nasional", "provinsi", "daerah"])
standards = st.lists(
    st.fixed_dictionaries(
        {
            "level": levels,
            "state": st.sampled_from(list(StandardState)),
            "valid_from": st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3)),
            "contents": st.dictionaries(
                st.sampled_from(SOME), st.sampled_from([{"text": ""}, {"text": "x"}, {"items": []}, {"items": ["y"]}])
            ),
        }
    ),
    max_size=8,
)


def expected_levels(drawn: list[dict[str, Any]]) -> dict[Component, tuple[str, int]]:
    """The rule in other words: of each level the valid version that took effect last, the later one of one day's; then
    the nearest level that says anything."""
    result: dict[Component, tuple[str, int]] = {}
    for component in SOME:
        for level in ("daerah", "provinsi", "nasional"):
            valid = [
                (version, one)
                for version, one in enumerate(drawn, start=1)
                if one["level"] == level
                and one["state"] == StandardState.PUBLISHED
                and (one["valid_from"] is None or one["valid_from"] <= TODAY)
            ]
            valid.sort(key=lambda each: (each[1]["valid_from"] or date.min, each[0]))
            if valid and any(valid[-1][1]["contents"].get(component, {}).values()):
                result[component] = (level, valid[-1][0])
                break
    return result


@given(drawn=standards)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_standards_resolve_by_the_rule(open_session: sessionmaker[Session], drawn: list[dict[str, Any]]) -> None:
    with open_session() as session:  # never committed: each example begins empty
        province = make_province(session)
        region = make_region(session, province)
        service = make_service(session)
        places = {"nasional": None, "provinsi": province, "daerah": region}
        for version, one in enumerate(drawn, start=1):
            values = {"version": version, "state": one["state"], "valid_from": one["valid_from"]}
            make_standard(session, service, places[one["level"]], one["contents"], **values)

        fields = resolve_standard(session, service, region, TODAY).fields

        assert {name: (one.level.value, one.version) for name, one in fields.items()} == expected_levels(drawn)
        session.rollback()
