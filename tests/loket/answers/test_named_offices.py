"""A kind of office asked about itself: its hours, address and contact in the region, and nothing invented."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from loket.answers.heard import Context, Heard
from loket.answers.operations import Outcome, Turn, answer_turn
from tests.loket.answers.asking import TUESDAY_TEN_WIB, linked, payloads, texts_of

SLEMAN = (-7.713, 110.353)


def say(session: Session, aspect: str, text: str, context: Context, region: str | None = None) -> Outcome:
    message = Heard(aspect, text, None, linked(region))
    return answer_turn(session, Turn(message, context), TUESDAY_TEN_WIB)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("jam buka dukcapil", "Disdukcapil"), ("samsat buka jam brp", "kantor Samsat"), ("jam puskesmas", "puskesmas"),
        ("kua sabtu buka ga", "KUA"), ("mpp tutup jam berapa", "Mal Pelayanan Publik"),
        ("jam kantor pajak", "Kantor Pelayanan Pajak"),
        ("bpn buka jam", "Kantor Pertanahan"), ("jam layanan polrestabes", "Polres"),
    ],
)  # fmt: skip
def test_hours_of_an_office_need_no_service(seeded: Session, text: str, name: str) -> None:
    answer = say(seeded, "hours", text, Context(home="kab_sleman")).answer

    assert answer.title.startswith(f"Jam buka {name}")
    assert answer.title.endswith("Kabupaten Sleman")


def test_without_a_region_it_is_asked_and_the_question_goes_on(seeded: Session) -> None:
    asked = say(seeded, "hours", "jam buka dukcapil", Context())
    told = say(seeded, "change_region", "sleman", asked.context, "kab_sleman")

    assert asked.answer.title == "Daerah mana?"
    assert "Disdukcapil Kabupaten Sleman" in texts_of(told.answer)
    assert "Senin" in texts_of(told.answer)


def test_follow_ups_stay_with_the_office(seeded: Session) -> None:
    first = say(seeded, "location", "alamat dukcapil dimana", Context(home="kab_sleman"))
    hours = say(seeded, "hours", "kalo jamnya?", first.context)
    contact = say(seeded, "contact", "nomornya", hours.context)

    assert "Pringgodiningrat" in texts_of(first.answer)
    assert hours.answer.title == "Jam buka Disdukcapil, Kabupaten Sleman"
    assert "(0274) 868362" in texts_of(contact.answer)
    assert all("office" in one for one in payloads(first.answer))


def test_the_nearest_office_by_location_then_its_hours(seeded: Session) -> None:
    asked = say(seeded, "location", "kantor dukcapil paling deket", Context(home="kab_sleman"))
    shared = Turn(Heard("share_location", "/share_location", is_payload=True), asked.context, point=SLEMAN)
    near = answer_turn(seeded, shared, TUESDAY_TEN_WIB)
    hours = say(seeded, "hours", "kalo jamnya?", near.context)

    assert "dari Anda" in texts_of(near.answer)
    assert hours.answer.title == "Jam buka Disdukcapil, Kabupaten Sleman"


def test_an_office_nobody_recorded_is_said_so_with_whom_to_call(seeded: Session) -> None:
    told = texts_of(say(seeded, "location", "dukcapil di mana", Context(home="kab_gowa")).answer)

    assert "belum tercatat" in told
    assert "1500537" in told
    assert "Jalan" not in told


def test_a_bare_office_gives_its_address(seeded: Session) -> None:
    assert say(seeded, "overview", "dukcapil", Context(home="kab_sleman")).answer.title.startswith("Alamat Disdukcapil")


def test_a_service_named_afterwards_takes_over(seeded: Session) -> None:
    first = say(seeded, "hours", "jam buka dukcapil", Context(home="kab_sleman"))
    second = answer_turn(
        seeded, Turn(Heard("cost", "biaya skck", linked("skck"), None), first.context), TUESDAY_TEN_WIB
    )
    third = say(seeded, "hours", "jamnya", second.context)

    assert third.answer.title.startswith("Jam layanan SKCK")


def test_the_catalogue_is_read_only_where_an_office_is_named(seeded: Session) -> None:
    """With 30,000 services reading it costs more than all the rest of the answer."""
    read: list[str] = []

    def note(_: object, __: object, statement: str, *rest: object) -> None:
        if "ORDER BY services.name" in statement:
            read.append(statement)

    engine = seeded.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        say(seeded, "cost", "berapa biayanya", Context(service="ktp_el", main="cost", home="kab_sleman"))
        assert read == []
        say(seeded, "hours", "jam buka dukcapil", Context(home="kab_sleman"))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert read
