"""The readiness score: what it promises holds for any region."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.figures.readiness import (
    CITIZEN,
    INTERNAL,
    WEIGHTS,
    OfficePart,
    OfficeState,
    ServiceState,
    Step,
    StepKind,
    missing_parts,
    readiness,
    steps,
)
from loket.services.models import Component

TODAY = date(2026, 11, 26)
KINDS = ["disdukcapil", "mpp", "samsat", "puskesmas"]
FULL = frozenset(OfficePart) - {OfficePart.CHECKED}

days = st.one_of(st.none(), st.integers(0, 900).map(lambda ago: TODAY - timedelta(days=ago)))
services = st.lists(
    st.builds(
        ServiceState,
        slug=st.just("layanan"),
        name=st.just("Layanan"),
        checked=st.dictionaries(st.sampled_from([*CITIZEN, *INTERNAL, Component.HOURS]), days, max_size=15),
        office_kinds=st.lists(st.sampled_from(KINDS), unique=True, max_size=3).map(tuple),
    ),
    max_size=5,
).map(lambda found: [replace(one, slug=f"layanan_{number}") for number, one in enumerate(found)])
offices = st.lists(
    st.builds(
        OfficeState,
        id=st.just(0),
        name=st.just("Kantor"),
        kind=st.sampled_from(KINDS),
        stated=st.frozensets(st.sampled_from(sorted(FULL))),
        verified_at=days,
    ),
    max_size=5,
).map(lambda found: [replace(one, id=number + 1) for number, one in enumerate(found)])


def done(
    step: Step, known: list[ServiceState], places: list[OfficeState]
) -> tuple[list[ServiceState], list[OfficeState]]:
    """The region after somebody did what the step says, today."""
    if step.kind == StepKind.ADD_OFFICE:
        return known, [*places, OfficeState(99, "Baru", step.office_kind, FULL, TODAY)]
    if step.kind == StepKind.MEND_OFFICE:
        return known, [
            replace(one, stated=FULL, verified_at=TODAY) if one.id == step.office_id else one for one in places
        ]
    fresh = dict.fromkeys(step.components, TODAY)
    return [
        replace(one, checked={**one.checked, **fresh}) if one.slug == step.service else one for one in known
    ], places


@given(services, offices)
def test_the_score_is_within_its_bounds_and_the_sum_of_its_parts(
    known: list[ServiceState], places: list[OfficeState]
) -> None:
    found = readiness(known, places, TODAY)

    assert 0 <= found.score <= 100
    parts = {"citizen": found.citizen, "internal": found.internal, "offices": found.offices}
    assert all(0 <= share <= 1 for share in parts.values())
    assert found.score == pytest.approx(sum(WEIGHTS[name] * share for name, share in parts.items()))
    assert 0 <= found.outdated <= found.stale <= len(known)


@given(services, offices)
def test_a_step_that_is_done_raises_the_score_by_what_it_promised(
    known: list[ServiceState], places: list[OfficeState]
) -> None:
    before = readiness(known, places, TODAY).score

    for step in steps(known, places, TODAY):
        after = readiness(*done(step, known, places), TODAY).score
        assert step.gain > 0
        assert after - before == pytest.approx(step.gain), step


@given(services, offices)
def test_following_the_list_to_its_end_leads_to_a_hundred(known: list[ServiceState], places: list[OfficeState]) -> None:
    for _ in range(60):
        todo = steps(known, places, TODAY)
        if not todo:
            break
        known, places = done(todo[0], known, places)

    assert readiness(known, places, TODAY).score == (pytest.approx(100) if known else 0)


@given(services, offices, st.integers(0, 400))
def test_time_alone_never_raises_the_score(known: list[ServiceState], places: list[OfficeState], later: int) -> None:
    now = readiness(known, places, TODAY).score

    assert readiness(known, places, TODAY + timedelta(days=later)).score <= now + 1e-9


@given(services, offices, st.data())
def test_one_more_component_or_office_part_never_lowers_the_score(
    known: list[ServiceState], places: list[OfficeState], data: st.DataObject
) -> None:
    before = readiness(known, places, TODAY).score
    more_known = [
        replace(one, checked={data.draw(st.sampled_from([*CITIZEN, *INTERNAL])): TODAY, **one.checked}) for one in known
    ]
    more_places = [replace(one, stated=one.stated | {data.draw(st.sampled_from(sorted(FULL)))}) for one in places]

    assert readiness(more_known, more_places, TODAY).score >= before - 1e-9


@given(services, offices)
def test_what_helps_most_stands_first_and_of_equals_what_is_asked_most(
    known: list[ServiceState], places: list[OfficeState]
) -> None:
    asked = {one.slug: number for number, one in enumerate(known)}

    found = steps(known, places, TODAY, asked)

    order = [(round(one.gain, 6), one.asked) for one in found]
    assert order == sorted(order, reverse=True)


def test_the_six_that_citizens_read_weigh_more_than_the_eight_inner_ones() -> None:
    outer = readiness([ServiceState("a", "A", dict.fromkeys(CITIZEN, TODAY))], [], TODAY)
    inner = readiness([ServiceState("a", "A", dict.fromkeys(INTERNAL, TODAY))], [], TODAY)

    assert len(CITIZEN) == 6
    assert len(INTERNAL) == 8
    assert outer.score - inner.score == pytest.approx(WEIGHTS["citizen"] - WEIGHTS["internal"])


@pytest.mark.parametrize(
    ("ago", "share", "stale", "outdated"),
    [(180, 1, 0, 0), (181, 0.75, 1, 0), (365, 0.75, 1, 0), (366, 0.5, 1, 1), (None, 0.5, 1, 1)],
)
def test_what_was_checked_long_ago_counts_less(ago: int | None, share: float, stale: int, outdated: int) -> None:
    checked = None if ago is None else TODAY - timedelta(days=ago)

    found = readiness([ServiceState("a", "A", dict.fromkeys(CITIZEN, checked))], [], TODAY)

    assert (found.citizen, found.stale, found.outdated) == (pytest.approx(share), stale, outdated)


def test_an_office_of_another_kind_that_serves_counts_too() -> None:
    service = ServiceState("a", "A", {}, ("disdukcapil", "mpp"))
    mall = OfficeState(1, "MPP", "mpp", FULL, TODAY)

    assert readiness([service], [mall], TODAY).offices == 1
    assert [one for one in steps([service], [mall], TODAY) if one.office_kind] == []


def test_an_old_check_of_an_office_is_a_part_that_is_missing() -> None:
    office = OfficeState(1, "MPP", "mpp", FULL | {OfficePart.CHECKED}, TODAY - timedelta(days=181))

    assert missing_parts(office, TODAY) == (OfficePart.CHECKED,)
