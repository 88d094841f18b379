"""What citizens do in the middle of a conversation: yes, no, again, a location, a name that means several regions."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from loket.answers.heard import Context, Heard, Linked, Pending
from loket.answers.operations import Outcome, Turn, answer_turn
from tests.loket.answers.asking import TUESDAY_TEN_WIB, Ask, linked, payloads, texts_of

YOGYA = (-7.783, 110.367)
JOGJA = Linked("kota_yogyakarta", ("kota_yogyakarta", "prov_di_yogyakarta", "kab_sleman"), ambiguous=True)
MALANG = Linked("kota_malang", ("kota_malang", "kab_malang"), ambiguous=True)


def say(seeded: Session, message: Heard, context: Context, **turn: Any) -> Outcome:
    return answer_turn(seeded, Turn(message, context, **turn), TUESDAY_TEN_WIB)


def test_a_fact_that_is_the_same_in_all_of_them_is_told_with_the_choice(seeded: Session) -> None:
    outcome = say(seeded, Heard("cost", "biaya ktp di jogja", linked("ktp_el"), JOGJA), Context())

    assert "Gratis" in texts_of(outcome.answer)
    assert '/cost{"service": "ktp_el", "region": "kab_sleman"}' in payloads(outcome.answer)
    assert outcome.home is None
    assert outcome.context.region is None


def test_offices_of_a_name_that_means_several_are_asked_back(seeded: Session) -> None:
    outcome = say(seeded, Heard("location", "disdukcapil malang", linked("ktp_el"), MALANG), Context())

    assert outcome.answer.kind == "ask"
    assert len(payloads(outcome.answer)) == 2


def test_the_way_from_a_price_over_a_location_to_the_hours(seeded: Session) -> None:
    price = say(seeded, Heard("cost", "biaya ktp di jogja", linked("ktp_el"), JOGJA), Context())
    office = say(seeded, Heard("share_location", "/share_location{}", is_payload=True), price.context, point=YOGYA)
    assert "Kota Yogyakarta" in office.answer.title
    assert office.answer.reading is not None
    assert office.answer.reading.aspect == "location"

    hours = say(seeded, Heard("hours", "kalo jamnya?"), office.context, place=YOGYA)
    assert hours.answer.title == "Jam layanan KTP-el baru, Kota Yogyakarta"


def test_a_location_elsewhere_than_the_name_said_before_is_confirmed(seeded: Session) -> None:
    price = say(seeded, Heard("cost", "biaya ktp di malang", linked("ktp_el"), MALANG), Context())
    shared = say(seeded, Heard("share_location", "/share_location{}", is_payload=True), price.context, point=YOGYA)
    assert shared.answer.kind == "ask"

    choice = Heard("change_region", "/change_region{}", None, linked("kota_yogyakarta"), is_payload=True)
    office = say(seeded, choice, shared.context, place=YOGYA)
    assert "Kota Yogyakarta" in office.answer.title
    assert office.home == "kota_yogyakarta"


def test_a_location_with_a_service_in_mind_gives_its_nearest_office_at_once(ask: Ask) -> None:
    context = Context(service="ktp_el", aspect="cost", main="cost", home="kota_yogyakarta")

    answer = ask("share_location", point=YOGYA, context=context).answer

    assert answer.reading is not None
    assert answer.reading.aspect == "location"


def test_a_location_leaves_the_question_that_waits_for_a_service(ask: Ask) -> None:
    asked = ask("cost", home="kota_yogyakarta")
    shared = ask("share_location", point=YOGYA, context=asked.context)

    assert shared.answer.title == "Layanan apa?"
    assert shared.context.pending is not None
    assert (shared.context.pending.aspect, shared.context.pending.needs) == ("cost", "service")


def test_hours_asked_while_regions_are_offered_offer_them_again(seeded: Session) -> None:
    context = Context(service="ktp_el", aspect="cost", main="cost")
    shared = say(seeded, Heard("share_location", "/share_location{}", is_payload=True), context, point=YOGYA)

    asked = say(seeded, Heard("hours", "kalo jamnya?"), shared.context)

    assert '/change_region{"region": "kota_yogyakarta"}' in payloads(asked.answer)
    assert asked.context.pending is not None
    assert asked.context.pending.aspect == "hours"


ONE_OFFER = Context(service="skck", pending=Pending("location", "skck", None, "region", ("kab_sleman",)))
TWO_OFFERS = Context(pending=Pending("cost", None, None, "service", ("pindah_keluar", "pindah_datang")))


def test_yes_takes_the_one_region_offered_and_the_question_goes_on(seeded: Session) -> None:
    outcome = say(seeded, Heard("affirm", "iya"), ONE_OFFER)

    assert outcome.home == "kab_sleman"
    assert outcome.answer.title == "Tempat mengurus SKCK, Kabupaten Sleman"


def test_no_drops_the_offer_and_asks_for_the_name(seeded: Session) -> None:
    outcome = say(seeded, Heard("deny", "bukan"), ONE_OFFER)

    assert outcome.answer.title == "Daerah mana?"
    assert "kab_sleman" not in " ".join(payloads(outcome.answer))
    assert outcome.context.pending == Pending("location", "skck", None, "region")
    assert outcome.home is None


def test_yes_to_several_offers_shows_them_again(seeded: Session) -> None:
    outcome = say(seeded, Heard("affirm", "iya"), TWO_OFFERS)

    assert payloads(outcome.answer) == ['/cost{"service": "pindah_keluar"}', '/cost{"service": "pindah_datang"}']
    assert outcome.context.pending == TWO_OFFERS.pending


def test_no_to_several_services_opens_the_question(seeded: Session) -> None:
    outcome = say(seeded, Heard("deny", "bukan dua2nya"), TWO_OFFERS)

    assert "/list_services" in payloads(outcome.answer)
    assert outcome.context.pending == Pending("cost", None, None, "service")


@pytest.mark.parametrize("aspect", ["affirm", "deny"])
def test_yes_and_no_to_nothing_are_small_talk(seeded: Session, aspect: str) -> None:
    assert say(seeded, Heard(aspect, "iya"), Context()).response == f"utter_{aspect}"


@pytest.mark.parametrize("text", ["ulangi", "yang tadi dong", "jawaban tadi lagi ya"])
def test_again_gives_the_last_answer_again(seeded: Session, text: str) -> None:
    context = Context(aspect="cost", main="cost", service="skck", region="kab_sleman")

    answer = say(seeded, Heard("nlu_fallback", text), context).answer

    assert answer.title == "Biaya SKCK, Kabupaten Sleman"


@pytest.mark.parametrize("text", ["ganti ke kabupaten zzyxqw", "pindah ke kota qwzx dong"])
def test_a_change_to_no_region_we_know_is_said(seeded: Session, text: str) -> None:
    outcome = say(seeded, Heard("change_region", text), Context(home="kab_sleman"))

    assert outcome.answer.title == "Daerah tidak ditemukan"
    assert outcome.context.home == "kab_sleman"
    assert outcome.context.pending is not None


@pytest.mark.parametrize("text", ["ganti daerah dong", "mau pindah daerah", "pindah ke daerah lain", "ganti ke lain"])
def test_a_change_without_a_name_asks_for_it(seeded: Session, text: str) -> None:
    assert say(seeded, Heard("change_region", text), Context(home="kab_sleman")).answer.title == "Daerah mana?"


def test_an_office_that_does_not_serve_the_last_service_is_not_mistaken_for_it(seeded: Session) -> None:
    outcome = say(
        seeded, Heard("cost", "bayar di dukcapil"), Context(service="nib", aspect="overview", main="overview")
    )

    assert outcome.answer.title == "Layanan apa?"
    assert '/cost{"service": "ktp_el"}' in payloads(outcome.answer)


def test_an_office_of_the_last_service_keeps_it(seeded: Session) -> None:
    context = Context(service="kia", region="kab_sleman", aspect="cost", main="cost")

    assert say(seeded, Heard("hours", "jam buka dukcapil"), context).answer.title.startswith("Jam layanan KIA")


def test_a_correction_of_the_region_asks_the_same_again(seeded: Session) -> None:
    named = Linked("kota_bandung", ("kota_bandung",), span=(25, 37))
    context = Context(service="nib", region="kab_bandung", aspect="cost", main="overview")

    answer = say(seeded, Heard("nlu_fallback", "mbak bukan, maksudku di  kota bandung", None, named), context).answer

    assert answer.title == "Biaya NIB (izin usaha), Kota Bandung"


NIK = "34040112" + "01900001"  # in parts: the tree holds nothing of the shape of a citizen's number


def test_who_sends_a_nik_is_told_that_it_is_not_needed(seeded: Session) -> None:
    asked = say(seeded, Heard("cost", f"biaya ktp nik {NIK}", linked("ktp_el")), Context(home="kab_sleman"))

    assert "NIK dan nomor KK tidak perlu dikirim" in texts_of(asked.answer)
    assert "Gratis" in texts_of(asked.answer)


def test_nobody_in_danger_is_told_about_numbers_not_to_send(seeded: Session) -> None:
    alarm = say(seeded, Heard("emergency", f"tolong kebakaran, nik {NIK}"), Context(home="kab_sleman"))

    assert "NIK" not in texts_of(alarm.answer)
