"""Where a conversation is, and questions about the person's own case: whole turns from a seeded database."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from loket.answers.heard import Context, Heard, Pending
from loket.answers.operations import Turn, answer_turn
from tests.loket.answers.asking import TUESDAY_TEN_WIB, named, say, texts_of


@pytest.mark.parametrize(
    ("before", "text", "region"),
    [
        (Context("cost", "cost", "ktp_el", "kab_mimika"), "bapak sesak nafas tolong", "kab_mimika"),
        (Context(regions=("kota_semarang", "kab_semarang")), "rumah tetangga kebakaran", "kota_semarang"),
    ],
)
def test_a_danger_is_where_the_conversation_is(seeded: Session, before: Context, text: str, region: str) -> None:
    outcome = say(seeded, before, "emergency", text)

    assert outcome.answer.reading is not None
    assert outcome.answer.reading.region == region
    assert (outcome.context.region, outcome.context.regions) == (before.region, before.regions)


def test_what_was_not_understood_leaves_an_open_region_open(seeded: Session) -> None:
    before = Context("online_link", "online_link", "ikd", regions=("kota_bandung", "kab_bandung"))

    outcome = say(seeded, before, "nlu_fallback", "scan nya stuck terus nih")

    assert outcome.answer.reading is not None
    assert outcome.answer.reading.region == "kota_bandung"
    assert (outcome.context.region, outcome.context.regions) == (None, before.regions)


def test_a_question_while_a_region_is_waited_for_is_no_unknown_region(seeded: Session) -> None:
    waiting = Pending("hours", "sim_perpanjang", None, "region", ("kota_blitar", "kab_blitar"))
    before = Context("hours", "hours", "sim_perpanjang", pending=waiting, regions=waiting.choices)

    outcome = say(seeded, before, "nlu_fallback", "waduh, terus tesnya apa aja")

    assert outcome.answer.reading is not None
    assert outcome.answer.reading.aspect != "change_region"


@pytest.mark.parametrize(
    "text", ["harus ibu saya sendiri?", "boleh dobel ga", "masih bisa dipakai ndak ya", "apakah anak dilayani juga"]
)
def test_whether_something_may_or_must_be_is_a_requirement_where_nothing_else_is_clear(
    seeded: Session, text: str
) -> None:
    before = Context("procedure", "procedure", "akta_mati", "kota_payakumbuh")

    answer = say(seeded, before, "nlu_fallback", text).answer

    assert answer.reading is not None
    assert (answer.reading.aspect, answer.reading.service) == ("requirements", "akta_mati")


def test_a_service_and_online_ask_for_the_online_way(seeded: Session) -> None:
    answer = say(seeded, Context(), "overview", "skpwni online", service=("pindah_keluar", "skpwni")).answer

    assert answer.reading is not None
    assert answer.reading.aspect == "online_link"


def test_the_sibling_of_another_first_word_is_found_too(seeded: Session) -> None:
    before = Context("requirements", "requirements", "nikah_kua", home="kab_sleman")

    assert say(seeded, before, "nlu_fallback", "eh yang catatan sipil").answer.title.startswith(
        "Syarat akta perkawinan"
    )


@pytest.mark.parametrize("text", ["bontang", "Bontang ya min", "aku di bontang", "di bontang kak"])
def test_a_bare_region_is_a_change_of_region_and_answers_what_waited(seeded: Session, text: str) -> None:
    before = Context("hours", "hours", "ktp_el", pending=Pending("hours", "ktp_el", None, "region"))
    word = "bontang" if "bontang" in text else "Bontang"

    outcome = say(seeded, before, "overview", text, region=("kota_bontang", word))

    assert outcome.said is not None
    assert (outcome.said.aspect, outcome.said.service, outcome.said.region) == ("change_region", None, "kota_bontang")
    assert outcome.answer.reading is not None
    assert (outcome.answer.reading.aspect, outcome.answer.reading.service) == ("hours", "ktp_el")


@pytest.mark.parametrize("text", ["kalau bontang?", "yang di bontang", "di bontang?"])
def test_asking_the_same_there_is_that_question(seeded: Session, text: str) -> None:
    before = Context("hours", "hours", "ktp_el", "kab_sleman")

    assert say(seeded, before, "overview", text, region=("kota_bontang", "bontang")).said is None


def test_a_place_said_in_small_talk_is_where_the_talk_is(seeded: Session) -> None:
    outcome = say(seeded, Context(), "out_of_scope", "besok bontang ujan ga ya", region=("kota_bontang", "bontang"))

    assert outcome.answer.reading is not None
    assert outcome.answer.reading.region is None
    assert outcome.context.region == "kota_bontang"


@pytest.mark.parametrize(
    "text", ["klo ktp saya masih bogor bisa ga", "harus ibu saya sendiri?", "bayi boleh diwakili ga"]
)
def test_who_asks_about_their_own_case_is_told_to_ask_before_they_travel(seeded: Session, text: str) -> None:
    before = Context("requirements", "requirements", "skck", "kota_tangerang_selatan")

    told = texts_of(say(seeded, before, "requirements", text).answer)

    assert "tanyakan dulu ke kantornya sebelum datang" in told


@pytest.mark.parametrize(("aspect", "text"), [("requirements", "syaratnya apa aja"), ("cost", "bisa gratis ga")])
def test_who_asks_for_the_list_is_not(seeded: Session, aspect: str, text: str) -> None:
    before = Context("overview", "overview", "skck", "kota_tangerang_selatan")

    assert "tanyakan dulu" not in texts_of(say(seeded, before, aspect, text).answer)


def test_where_a_house_stands_is_no_emergency(seeded: Session) -> None:
    text = "Rumah kami di Kasihan, Bantul"
    heard = Heard("emergency", text, None, named("kab_bantul", "Bantul", text), confidence=0.47)
    before = Context("procedure", "procedure", "ktp_el")

    answer = answer_turn(seeded, Turn(heard, before), TUESDAY_TEN_WIB).answer

    assert answer.reading is not None
    assert (answer.reading.aspect, answer.reading.region) != ("emergency", None)
    assert answer.reading.aspect != "emergency"


def test_what_is_put_right_without_a_name_asks_the_last_question_again(seeded: Session) -> None:
    before = Context("cost", "cost", "bpjs_daftar", home="kab_sleman")

    answer = say(seeded, before, "overview", "eh salah, kelas 3 maksudnya").answer

    assert answer.reading is not None
    assert answer.reading.aspect == "cost"
