"""Kept once, masked, labelled by taps, erased with the citizen and in time; on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.citizens.operations import forget as forget_citizen
from loket.unanswered.models import Reason, UnansweredMessage
from loket.unanswered.operations import Seen, awaits_choice, choose, count_of, forget_old, keep

TODAY = date(2026, 11, 24)
SEEN = Seen("bot:1", "a" * 64, "utama", TODAY, "brp duit ktp", "cost", 0.41, offered=('/cost{"service": "ktp_el"}',))


def only(session: Session) -> UnansweredMessage:
    return session.scalars(select(UnansweredMessage)).one()


def test_a_message_is_kept_once_and_masked(session: Session) -> None:
    seen = replace(SEEN, text="nama saya Budi, NIK 0000000000000000, kok blm jadi")

    assert keep(session, seen, Reason.FALLBACK) is True
    assert keep(session, seen, Reason.FALLBACK) is False
    assert only(session).text == "nama saya [disamarkan], NIK [disamarkan], kok blm jadi"


def test_a_correction_joins_the_message_it_corrects(session: Session) -> None:
    keep(session, SEEN, Reason.ASKED_BACK)
    keep(session, SEEN, Reason.CORRECTED, followed_by="bukan itu, nama saya Budi")

    assert only(session).reason == Reason.ASKED_BACK
    assert only(session).followed_by == "bukan itu, nama saya [disamarkan]"


def test_a_tap_on_an_offered_button_is_the_label(session: Session) -> None:
    keep(session, SEEN, Reason.FALLBACK)

    assert awaits_choice(session, SEEN.pseudonym, SEEN.offered[0])
    assert choose(session, SEEN.pseudonym, SEEN.offered[0]) is True
    assert choose(session, SEEN.pseudonym, SEEN.offered[0]) is False
    assert (only(session).chosen_aspect, only(session).chosen_service) == ("cost", "ktp_el")


def test_taps_that_say_nothing_of_the_meaning_label_nothing(session: Session) -> None:
    keep(session, replace(SEEN, offered=("/human", "/list_services")), Reason.FALLBACK)

    for payload in ("/human", "/list_services", '/cost{"service": "skck"}'):
        assert choose(session, SEEN.pseudonym, payload) is False
    assert choose(session, "b" * 64, "/human") is False


def test_a_region_tapped_keeps_the_question_that_waited(session: Session) -> None:
    payload = '/change_region{"region": "kota_bandung"}'
    keep(session, replace(SEEN, service="ktp_el", offered=(payload,)), Reason.ASKED_BACK)

    assert choose(session, SEEN.pseudonym, payload)
    row = only(session)
    assert (row.chosen_aspect, row.chosen_service, row.chosen_region) == ("cost", "ktp_el", "kota_bandung")


def test_erasing_a_citizen_erases_their_messages_and_no_others(session: Session) -> None:
    keep(session, SEEN, Reason.FALLBACK)
    keep(session, replace(SEEN, message_id="bot:2", pseudonym="b" * 64), Reason.FALLBACK)

    assert forget_citizen(session, SEEN.pseudonym) is True
    assert (count_of(session, SEEN.pseudonym), count_of(session, "b" * 64)) == (0, 1)


def test_old_messages_go_a_few_at_a_time(session: Session) -> None:
    for number in range(5):
        keep(session, replace(SEEN, message_id=f"bot:{number}", day=date(2026, 8, 1 + number)), Reason.FALLBACK)

    assert forget_old(session, date(2026, 8, 5), at_once=3) == 3
    assert forget_old(session, date(2026, 8, 5), at_once=3) == 1
    assert only(session).day == date(2026, 8, 5)
