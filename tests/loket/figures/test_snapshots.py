"""What readiness is read from, and its daily note."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from loket.figures.facts import states_of
from loket.figures.models import ReadinessDay
from loket.figures.readiness import OfficePart
from loket.figures.snapshots import compared, note_today
from loket.regions.models import Region
from loket.services.models import Component, StandardState
from loket.services.operations import resolve_standard, today_in
from tests.loket.builders import CHECKED, make_office, make_province, make_region, make_service, make_standard

TODAY = date(2026, 11, 26)
COST, PRODUCT, DURATION = Component.COST, Component.PRODUCT, Component.DURATION


def test_a_region_is_ready_with_what_holds_in_it(open_session: sessionmaker[Session]) -> None:
    """The same components as the citizens' answers are made of, whatever the levels and versions say."""
    with open_session.begin() as session:
        province = make_province(session)
        region, other = make_region(session, province), make_region(session, province, "34.02", "kab_bantul")
        service = make_service(session)
        make_service(session, "lain", region_id=other.id)
        make_service(session, "ditarik", is_active=False)
        make_standard(session, service, None, {COST: {"amount_rupiah": 0}, PRODUCT: {"text": "KTP"}})
        make_standard(session, service, province, {COST: {"text": ""}, DURATION: {"text": "sehari"}})
        first = datetime(2026, 1, 1, tzinfo=UTC)
        make_standard(session, service, region, {PRODUCT: {"text": "lama"}}, published_at=first)
        make_standard(
            session, service, region, {COST: {"text": "baru"}}, version=2, published_at=first + timedelta(days=9)
        )
        make_standard(session, service, region, {Component.FACILITIES: {"items": ["kursi"]}}, version=3,
                      state=StandardState.DRAFT)  # fmt: skip
        make_standard(session, service, region, {Component.FACILITIES: {"items": ["kursi"]}}, version=4,
                      valid_from=TODAY + timedelta(days=1))  # fmt: skip
    with open_session() as session:
        region = session.scalars(select(Region).where(Region.slug == "kab_sleman")).one()
        [found] = states_of(session, [region], TODAY)[region.id].services
        resolved = resolve_standard(session, service, region, TODAY)

    assert found.slug == "ktp_el"
    assert found.checked == {one.component: one.verified_at for one in resolved.fields.values()}
    assert set(found.checked) == {COST, PRODUCT, DURATION}


def test_an_office_is_read_with_what_it_has(open_session: sessionmaker[Session]) -> None:
    with open_session.begin() as session:
        region = make_region(session, make_province(session))
        make_office(session, region, [(0, time(8), time(15))], name="A", latitude=-7.7, longitude=110.3, phone="0274")
        make_office(session, region, name="B", address=" ", hours_text="pagi")
        make_office(session, region, name="C", is_active=False)
    with open_session() as session:
        region = session.scalars(select(Region).where(Region.slug == "kab_sleman")).one()
        full, bare = states_of(session, [region], TODAY)[region.id].offices

    assert full.stated == {OfficePart.ADDRESS, OfficePart.COORDINATES, OfficePart.HOURS, OfficePart.PHONE}
    assert (bare.stated, bare.verified_at) == (frozenset(), CHECKED)


def test_readiness_is_noted_once_a_day(open_session: sessionmaker[Session], database_url: str) -> None:
    with open_session.begin() as session:
        region = make_region(session, make_province(session))
        service = make_service(session)
        make_standard(session, service, None, {COST: {"amount_rupiah": 0}})
        make_office(session, region)

    assert (note_today(database_url), note_today(database_url)) == (2, 0)

    with open_session() as session:
        rows = {one.region_id: one for one in session.scalars(select(ReadinessDay))}
        assert len(rows) == 2
        assert rows[region.id].day == today_in(None)
        assert rows[region.id].citizen == pytest.approx(1 / 6)
        assert rows[region.id].score > rows[region.parent_id or 0].score  # the province has no office


def test_without_regions_there_is_nothing_to_note(open_session: sessionmaker[Session], database_url: str) -> None:
    assert note_today(database_url) == 0
    with open_session() as session:
        assert compared(session).day is None


@pytest.mark.parametrize(
    ("ages", "before", "change"),
    [((0,), None, None), ((0, 3), 3, 5.0), ((0, 20, 31, 40), 31, 5.0), ((0, 29, 30), 30, 5.0)],
)
def test_compared_with_thirty_days_before_or_the_oldest_note_since(
    open_session: sessionmaker[Session], ages: tuple[int, ...], before: int | None, change: float | None
) -> None:
    with open_session.begin() as session:
        region = make_region(session, make_province(session)).id
        for age in ages:
            score = 60.0 if age == 0 else 55.0 if age == before else 10.0
            session.add(
                ReadinessDay(day=TODAY - timedelta(days=age), region_id=region, score=score, citizen=0, internal=0,
                             offices=0, stale=0, outdated=0)
            )  # fmt: skip
    with open_session() as session:
        found = compared(session)

    assert found.before == (None if before is None else TODAY - timedelta(days=before))
    assert found.change(region) == change
