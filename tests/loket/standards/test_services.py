"""Services: named by what citizens say, offered once published, archived rather than lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.errors import NotPermitted
from loket.database import utc_now
from loket.lexicon.operations import publish_lexicon
from loket.services.editing import (
    Removal,
    ServiceDescription,
    archive_service,
    create_service,
    is_referred_to,
    remove_service,
    restore_service,
    set_names,
)
from loket.services.errors import NamesRefused, ServiceRefused
from loket.services.models import Component, Service, ServiceName
from loket.services.naming import GivenName
from loket.standards.drafts import autosave, begin_draft
from loket.standards.models import ReviewTask
from tests.loket.builders import add, make_service, make_standard
from tests.loket.standards.conftest import World

CARD = ServiceDescription("Kartu Sleman Pintar", "Kartu Pintar", "Dinas Pendidikan")


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("surat", "kata umum"),
        ("   ", "Sebutan kosong"),
        ("...", "Tidak ada huruf"),
        ("k", "Satu huruf"),
        ("x" * 81, "Terlalu panjang"),
        ("ktp.*", "Tanda *"),
        ("ktp [baru]", "Tanda ["),
        ("(kk)", "Tanda ("),
        ("bikin ktp", "Sudah dipakai layanan KTP-el"),
        ("sleman", "nama wilayah"),
        ("kab sleman", "nama wilayah"),
    ],
)
def test_name_that_cannot_stand_is_told_why(session: Session, world: World, phrase: str, words: str) -> None:
    add(session, ServiceName(service_id=world.service.id, phrase="bikin ktp"))

    with pytest.raises(NamesRefused) as caught:
        create_service(session, world.writer, CARD, [GivenName("kartu pintar"), GivenName(phrase)], world.sleman)

    problem = caught.value.problems[0]
    assert (problem.row, problem.phrase) == (2, phrase)
    assert words in problem.reason
    assert session.scalars(select(Service.slug)).all() == ["ktp_el"]


def test_name_two_services_share_asks_back(session: Session, world: World) -> None:
    add(session, ServiceName(service_id=world.service.id, phrase="kartu baru"))

    service = create_service(session, world.writer, CARD, [GivenName("Kartu  BARU", 0.5)], world.sleman)

    assert [(one.phrase, one.weight) for one in service.names] == [("kartu baru", 0.5)]


def test_name_another_service_is_asked_back_for_cannot_be_taken_for_sure(session: Session, world: World) -> None:
    add(session, ServiceName(service_id=world.service.id, phrase="ktp", weight=0.8))

    with pytest.raises(NamesRefused) as caught:
        create_service(session, world.writer, CARD, [GivenName("ktp")], world.sleman)

    assert "Sudah dipakai layanan KTP-el" in caught.value.problems[0].reason


def test_name_a_service_has_for_sure_stays_its_own(session: Session, world: World) -> None:
    other = make_service(session, slug="ktp_hilang")
    add(session, ServiceName(service_id=world.service.id, phrase="ktp"))
    add(session, ServiceName(service_id=other.id, phrase="ktp", weight=0.5))
    session.refresh(world.service)

    assert set_names(session, world.national, world.service, [GivenName("ktp"), GivenName("e-ktp")])


def test_services_of_the_same_name_have_slugs_of_their_own(session: Session, world: World) -> None:
    slugs = [create_service(session, world.writer, CARD, region=world.sleman).slug for _ in range(2)]

    assert slugs == ["kartu_sleman_pintar", "kartu_sleman_pintar_2"]


@pytest.mark.parametrize("field", ["name", "short_name", "owner"])
def test_missing_description_is_told_by_field(session: Session, world: World, field: str) -> None:
    given = ServiceDescription(**{"name": "A1", "short_name": "A1", "owner": "A1", field: " \u200b "})

    with pytest.raises(ServiceRefused) as caught:
        create_service(session, world.writer, given, region=world.sleman)

    assert caught.value.field == field


def test_service_of_another_region_or_the_nation_is_not_ones_to_make(session: Session, world: World) -> None:
    for region in (world.bantul, None):
        with pytest.raises(NotPermitted):
            create_service(session, world.writer, CARD, region=region)


def test_new_service_is_in_no_lexicon_before_it_is_published(session: Session, world: World, tmp_path: Path) -> None:
    create_service(session, world.writer, CARD, [GivenName("kartu pintar")], world.sleman)

    publish_lexicon(session, tmp_path / "lexicon.json")

    services = json.loads((tmp_path / "lexicon.json").read_text(encoding="utf-8"))["services"]
    assert [one["slug"] for one in services] == ["ktp_el"]


def test_names_of_an_offered_service_are_a_reviewers_to_change(session: Session, world: World) -> None:
    service = make_service(session, "kartu", region_id=world.sleman.id)
    with pytest.raises(NotPermitted):
        set_names(session, world.writer, service, [GivenName("kartu pintar")])

    writes_lexicon = set_names(session, world.reviewer, service, [GivenName("kartu pintar")])

    assert writes_lexicon
    assert not set_names(session, world.reviewer, service, [GivenName("kartu pintar")])


def test_service_nobody_was_told_of_is_deleted_with_its_drafts(session: Session, world: World) -> None:
    service = create_service(session, world.writer, CARD, region=world.sleman)
    draft = begin_draft(session, world.writer, service, world.sleman)
    autosave(session, world.writer, draft, 1, [("a", "b")])

    assert remove_service(session, world.reviewer, service) == Removal.DELETED
    assert session.scalars(select(Service.slug)).all() == ["ktp_el"]


def test_service_that_was_published_is_archived(session: Session, world: World) -> None:
    service = make_service(session, "kartu", region_id=world.sleman.id)
    make_standard(session, service, world.sleman, {Component.COST: {"text": "x"}}, published_at=utc_now())

    assert remove_service(session, world.reviewer, service) == Removal.ARCHIVED
    assert not service.is_active
    assert service.archived_at is not None


def test_service_that_something_refers_to_is_archived(session: Session, world: World) -> None:
    service = make_service(session, "kartu", region_id=world.sleman.id)
    standard = make_standard(session, world.service, world.sleman, {Component.COST: {"text": "x"}})
    task = ReviewTask(service_id=service.id, region_id=world.sleman.id, component="cost", standard_id=standard.id)
    add(session, task)  # stands for a report: any row of another table that points at the service

    assert is_referred_to(session, service)
    assert remove_service(session, world.reviewer, service) == Removal.ARCHIVED


def test_archived_service_comes_back_unless_its_name_was_given_away(session: Session, world: World) -> None:
    service = make_service(session, "kartu", region_id=world.sleman.id)
    make_standard(session, service, world.sleman, {Component.COST: {"text": "x"}})
    set_names(session, world.reviewer, service, [GivenName("kartu pintar")])
    archive_service(session, world.reviewer, service)
    restore_service(session, world.reviewer, service)
    assert service.is_active

    archive_service(session, world.reviewer, service)
    add(session, ServiceName(service_id=world.service.id, phrase="kartu pintar"))
    with pytest.raises(NamesRefused):
        restore_service(session, world.reviewer, service)
