"""From a draft to what citizens are told, and back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Role
from loket.audit.models import AuditEntry
from loket.regions.models import Region
from loket.services.editing import ServiceDescription, create_service
from loket.services.models import Component, Service, Standard, StandardState
from loket.services.operations import Level, resolve_standard, today_in
from loket.standards.content import Part, content_of
from loket.standards.drafts import begin_draft, save_draft, scheduled, versions_of
from loket.standards.errors import EditConflict, EditRefused, Incomplete, WrongState
from loket.standards.models import ReviewTask
from loket.standards.publishing import comment, comments_on, publish, roll_back, send_back, submit, withdraw
from loket.standards.reminders import Reminders, reminders_for
from loket.standards.scheduling import call_off, offer_due
from loket.standards.tasks import finish_task, tasks_for, what_changed
from tests.loket.builders import make_service, make_standard
from tests.loket.standards.conftest import World, make_account
from tests.loket.standards.contents import part, whole


def published(session: Session, world: World, region: Region | None = None, **changes: object) -> Standard:
    """Write, submit and publish a new version at the region's (default Sleman's) level."""
    place = region or world.sleman
    writer, reviewer = (world.writer, world.reviewer) if place is world.sleman else (world.national, world.national)
    draft = begin_draft(session, writer, world.service, place)
    save_draft(session, writer, draft, draft.lock_version, whole(**changes))  # type: ignore[arg-type]
    submit(session, writer, draft, draft.lock_version)
    publish(session, reviewer, draft, draft.lock_version)
    return draft


def told(session: Session, world: World, component: Component, day: date | None = None) -> object:
    field = resolve_standard(session, world.service, world.sleman, day).get(component)
    return None if field is None else dict(field.content)


def test_draft_reaches_nobody_before_it_is_published(session: Session, world: World) -> None:
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(session, world.writer, draft, 1, whole(product=part(text="KTP-el baru")))
    submit(session, world.writer, draft, 2)
    assert told(session, world, Component.PRODUCT) is None

    publish(session, world.reviewer, draft, draft.lock_version, remark="Sudah sesuai.")

    assert told(session, world, Component.PRODUCT) == {"text": "KTP-el baru"}
    assert (draft.state, draft.reviewer) == (StandardState.PUBLISHED, "Budi Verifikator")
    assert [one.kind for one in comments_on(session, draft)] == ["submitted", "published"]


def test_all_that_is_missing_is_said_at_once_by_field(session: Session, world: World) -> None:
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(
        session, world.writer, draft, 1, {Component.PRODUCT: part(text="KTP-el"), Component.HOURS: part(text="")}
    )

    with pytest.raises(Incomplete) as caught:
        submit(session, world.writer, draft, 2)

    assert {one.field for one in caught.value.problems} == {
        "requirements.items", "procedure.items", "duration.text", "cost.text", "complaints.text",
    }  # fmt: skip


def test_what_the_nation_says_need_not_be_said_again(session: Session, world: World) -> None:
    make_standard(session, world.service, None, {name: dict(one.content) for name, one in whole().items()})
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(session, world.writer, draft, 1, {Component.COST: part(amount_rupiah=5000, text="", note="")})

    submit(session, world.writer, draft, 2)
    publish(session, world.reviewer, draft, draft.lock_version)

    fields = resolve_standard(session, world.service, world.sleman).fields
    assert fields[Component.COST].level == Level.DAERAH
    assert fields[Component.PRODUCT].level == Level.NASIONAL


def test_field_without_source_or_date_is_not_published(session: Session, world: World) -> None:
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(session, world.writer, draft, 1, whole(product=Part({"text": "KTP-el"})))

    with pytest.raises(Incomplete) as caught:
        submit(session, world.writer, draft, 2)

    assert [one.field for one in caught.value.problems] == ["product.source", "product.verified_at"]


def test_writer_does_not_publish(session: Session, world: World) -> None:
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(session, world.writer, draft, 1, whole())
    submit(session, world.writer, draft, 2)

    for actor in (world.writer, world.neighbour, world.mitra):
        with pytest.raises(NotPermitted):
            publish(session, actor, draft, draft.lock_version)


def test_partners_work_is_reviewed_by_the_region_never_by_the_partner(session: Session, world: World) -> None:
    own_reviewer = make_account(session, "Fajar Mitra", Role.VERIFIKATOR, world.sleman, world.partner)
    draft = begin_draft(session, world.mitra, world.service, world.sleman, world.partner)
    save_draft(session, world.mitra, draft, 1, whole())
    submit(session, world.mitra, draft, 2)

    with pytest.raises(NotPermitted):
        publish(session, own_reviewer, draft, draft.lock_version)
    publish(session, world.reviewer, draft, draft.lock_version)

    assert told(session, world, Component.PRODUCT) == {"text": "KTP-el"}


def test_returned_draft_can_be_mended_and_the_reason_stands(session: Session, world: World) -> None:
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(session, world.writer, draft, 1, whole())
    submit(session, world.writer, draft, 2)
    with pytest.raises(WrongState):
        save_draft(session, world.writer, draft, draft.lock_version, whole())
    with pytest.raises(EditRefused):
        send_back(session, world.reviewer, draft, draft.lock_version, "  ")

    send_back(session, world.reviewer, draft, draft.lock_version, "Biaya belum sesuai Perda.")
    comment(session, world.writer, draft, "Sudah saya cek.", "cost")
    save_draft(session, world.writer, draft, draft.lock_version, whole())

    assert [(one.author, one.text) for one in comments_on(session, draft)][1:] == [
        ("Budi Verifikator", "Biaya belum sesuai Perda."),
        ("Ani Penyusun", "Sudah saya cek."),
    ]


def test_of_two_reviewers_the_second_is_told(session: Session, world: World) -> None:
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(session, world.writer, draft, 1, whole())
    submit(session, world.writer, draft, 2)
    seen = draft.lock_version
    send_back(session, world.reviewer, draft, seen, "Perbaiki biaya.")
    submit(session, world.writer, draft, draft.lock_version)

    with pytest.raises(EditConflict):
        publish(session, world.reviewer, draft, seen)


def test_scheduled_version_holds_from_its_day_and_the_present_one_until_then(session: Session, world: World) -> None:
    published(session, world, product=part(text="lama"))
    today = today_in(world.sleman)
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(session, world.writer, draft, 1, whole(product=part(text="baru")))
    submit(session, world.writer, draft, 2)

    publish(session, world.reviewer, draft, draft.lock_version, valid_from=today + timedelta(days=10))

    assert told(session, world, Component.PRODUCT) == {"text": "lama"}
    assert told(session, world, Component.PRODUCT, today + timedelta(days=9)) == {"text": "lama"}
    assert told(session, world, Component.PRODUCT, today + timedelta(days=10)) == {"text": "baru"}


def test_correction_made_meanwhile_holds_until_the_scheduled_day(session: Session, world: World) -> None:
    today = today_in(world.sleman)
    published(session, world, product=part(text="lama"))
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(session, world.writer, draft, 1, whole(product=part(text="tahun depan")))
    submit(session, world.writer, draft, 2)
    publish(session, world.reviewer, draft, draft.lock_version, valid_from=today + timedelta(days=10))

    published(session, world, product=part(text="diperbaiki"))

    assert told(session, world, Component.PRODUCT) == {"text": "diperbaiki"}
    assert told(session, world, Component.PRODUCT, today + timedelta(days=10)) == {"text": "tahun depan"}


def test_version_that_says_it_held_earlier_still_follows_the_one_before(session: Session, world: World) -> None:
    published(session, world, product=part(text="lama"))
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(session, world.writer, draft, 1, whole(product=part(text="baru")))
    submit(session, world.writer, draft, 2)

    publish(session, world.reviewer, draft, draft.lock_version, valid_from=date(2026, 1, 1))

    assert told(session, world, Component.PRODUCT) == {"text": "baru"}


def test_one_version_is_published_and_those_before_are_archived(session: Session, world: World) -> None:
    for text in ("satu", "dua", "tiga"):
        published(session, world, product=part(text=text))

    states = [(one.version, one.state) for one in versions_of(session, world.service, world.sleman)]

    assert states == [(3, "published"), (2, "archived"), (1, "archived")]


def test_roll_back_says_again_what_an_earlier_version_said(session: Session, world: World) -> None:
    first = published(session, world, product=part(text="satu"))
    published(session, world, product=part(text="dua"))
    with pytest.raises(NotPermitted):
        roll_back(session, world.writer, first, "salah")

    again = roll_back(session, world.reviewer, first, "Perda dicabut.")

    assert again.version == 3
    assert told(session, world, Component.PRODUCT) == {"text": "satu"}
    assert content_of(again) == content_of(first)
    assert "Perda dicabut" in comments_on(session, again)[-1].text


def test_withdrawn_words_of_a_region_give_way_to_the_nations(session: Session, world: World) -> None:
    make_standard(session, world.service, None, {Component.PRODUCT: {"text": "nasional"}})
    own = published(session, world, product=part(text="sendiri"))

    withdraw(session, world.reviewer, world.service, own)

    assert told(session, world, Component.PRODUCT) == {"text": "nasional"}


def test_national_change_opens_tasks_where_regions_say_otherwise(session: Session, world: World) -> None:
    make_standard(session, world.service, None, {name: dict(one.content) for name, one in whole().items()})
    make_standard(session, world.service, world.sleman, {Component.COST: {"text": "sendiri"}})
    make_standard(session, world.service, world.bantul, {Component.HOURS: {"text": "08.00"}})
    draft = begin_draft(session, world.national, world.service, None)
    changes = {"cost": part(amount_rupiah=1, text="", note=""), "product": part(text="baru")}
    save_draft(session, world.national, draft, 1, whole(**changes))
    submit(session, world.national, draft, 2)

    publish(session, world.national, draft, draft.lock_version)

    tasks = session.scalars(select(ReviewTask)).all()
    assert [(one.region.slug, one.component) for one in tasks] == [("kab_sleman", "cost")]
    assert [one.id for one in tasks_for(session, world.reviewer)] == [tasks[0].id]
    assert list(tasks_for(session, world.neighbour)) == []


def test_provincial_change_opens_tasks_in_its_own_regions(session: Session, world: World) -> None:
    make_standard(session, world.service, world.sleman, {Component.COST: {"text": "sendiri"}})
    published(session, world, world.province, cost=part(amount_rupiah=1, text="", note=""))

    assert [one.component for one in tasks_for(session, world.reviewer)] == ["cost"]


def test_task_is_done_by_looking_or_by_publishing(session: Session, world: World) -> None:
    make_standard(
        session, world.service, world.sleman, {name: {"text": "x"} for name in (Component.COST, Component.HOURS)}
    )
    published(session, world, world.province, cost=part(amount_rupiah=1, text="", note=""), hours=part(text="y"))
    first, _second = tasks_for(session, world.reviewer)
    with pytest.raises(NotPermitted):
        finish_task(session, world.writer, first.id)
    finish_task(session, world.reviewer, first.id)
    assert len(tasks_for(session, world.reviewer)) == 1

    draft = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(session, world.writer, draft, draft.lock_version, whole())
    submit(session, world.writer, draft, draft.lock_version)
    publish(session, world.reviewer, draft, draft.lock_version)

    assert list(tasks_for(session, world.reviewer)) == []


def test_new_service_is_offered_once_something_of_it_is_published(session: Session, world: World) -> None:
    description = ServiceDescription("Kartu Sleman Pintar", "Kartu Pintar", "Dinas Sosial")
    service = create_service(session, world.writer, description, region=world.sleman)
    draft = begin_draft(session, world.writer, service, world.sleman)
    save_draft(session, world.writer, draft, 1, whole())
    submit(session, world.writer, draft, 2)
    assert not service.is_active

    writes_lexicon = publish(session, world.reviewer, draft, draft.lock_version)

    assert writes_lexicon
    assert service.is_active


def new_service(session: Session, world: World, valid_from: date | None) -> Service:
    """A service of Sleman whose first standard is published from this day on."""
    description = ServiceDescription("Kartu Sleman Pintar", "Kartu Pintar", "Dinas Sosial")
    service = create_service(session, world.writer, description, region=world.sleman)
    draft = begin_draft(session, world.writer, service, world.sleman)
    save_draft(session, world.writer, draft, 1, whole())
    submit(session, world.writer, draft, 2)
    assert not publish(session, world.reviewer, draft, draft.lock_version, valid_from)
    return service


def test_new_service_is_not_offered_before_its_day(session: Session, world: World) -> None:
    tomorrow = today_in(world.sleman) + timedelta(days=1)
    service = new_service(session, world, tomorrow)

    assert not service.is_active
    assert offer_due(session) == 0
    session.scalars(select(Standard).where(Standard.service_id == service.id)).one().valid_from = today_in(world.sleman)

    assert offer_due(session) == 1
    assert service.is_active
    assert offer_due(session) == 0
    trace = session.scalars(select(AuditEntry).where(AuditEntry.action == "service.offer")).one()
    assert (trace.actor, trace.subject_id) == ("sistem", service.slug)


def scheduled_in_ten_days(session: Session, world: World) -> Standard:
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(session, world.writer, draft, draft.lock_version, whole(product=part(text="nanti")))
    submit(session, world.writer, draft, draft.lock_version)
    day = today_in(world.sleman) + timedelta(days=10)
    publish(session, world.reviewer, draft, draft.lock_version, valid_from=day)
    return draft


def test_schedule_that_is_called_off_is_a_draft_again(session: Session, world: World) -> None:
    published(session, world, product=part(text="lama"))
    later = scheduled_in_ten_days(session, world)
    assert scheduled(session, world.service, world.sleman) == [later]
    with pytest.raises(NotPermitted):
        call_off(session, world.writer, later)

    call_off(session, world.reviewer, later)

    assert scheduled(session, world.service, world.sleman) == []
    assert told(session, world, Component.PRODUCT, today_in(world.sleman) + timedelta(days=11)) == {"text": "lama"}
    assert begin_draft(session, world.writer, world.service, world.sleman) is later
    with pytest.raises(WrongState):
        call_off(session, world.reviewer, later)


def test_schedule_called_off_beside_another_draft_leaves_that_draft_alone(session: Session, world: World) -> None:
    published(session, world, product=part(text="lama"))
    later = scheduled_in_ten_days(session, world)
    other = begin_draft(session, world.writer, world.service, world.sleman)

    call_off(session, world.reviewer, later)

    assert later.state == StandardState.ARCHIVED
    assert begin_draft(session, world.writer, world.service, world.sleman) is other


def test_task_shows_what_changed_above_and_nothing_else(session: Session, world: World) -> None:
    make_standard(session, world.service, world.sleman, {Component.COST: {"text": "sendiri"}})
    published(session, world, world.province, cost=part(amount_rupiah=1000, text="", note=""))
    published(session, world, world.province, cost=part(amount_rupiah=2000, text="", note=""))
    (task,) = tasks_for(session, world.reviewer)

    change = what_changed(session, task)

    assert change is not None
    told_lines = [[words.text for words in line.left + line.right] for line in change.lines if line.kind == "changed"]
    assert change.component == Component.COST
    assert any("Rp1.000" in " ".join(line) and "Rp2.000" in " ".join(line) for line in told_lines)


def test_reminders_count_what_waits_for_this_account(session: Session, world: World) -> None:
    today = today_in(world.sleman)
    published(session, world, product=part(text="ini"))
    old = make_standard(session, make_service(session, "kk"), world.sleman, {Component.COST: {"text": "x"}})
    old.oldest_verified_at = today - timedelta(days=181)
    begin_draft(session, world.writer, make_service(session, "kia"), world.sleman)
    waiting = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(session, world.writer, waiting, waiting.lock_version, whole())
    submit(session, world.writer, waiting, waiting.lock_version)

    assert reminders_for(session, world.reviewer, today) == Reminders(tasks=0, in_review=1, drafts=1, stale=1)
    assert reminders_for(session, world.writer, today) == Reminders(tasks=0, in_review=0, drafts=1, stale=1)
    assert reminders_for(session, world.neighbour, today) == Reminders()
