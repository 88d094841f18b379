"""Two aspects in one message are found where they are plain, and nowhere else."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from loket.answers.asked_aspects import asked_aspects
from loket.answers.heard import Heard, Linked
from loket.answers.operations import Turn, answer_turn
from tests.loket.answers.asking import TUESDAY_TEN_WIB, Ask, payloads, texts_of


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("syarat sama biayanya?", ("requirements", "cost")),
        ("syarat dan biaya bikin skck apa aja", ("requirements", "cost")),
        ("brp biaya buat paspor dan berapa lama jadinya", ("cost", "duration")),
        ("skck syaratnya apa, biayanya brp", ("requirements", "cost")),
        ("dimana ngurus kia dan jam bukanya jam berapa", ("location", "hours")),
        ("syarate opo karo biayane piro, syarate", ()),
        ("Syarat, biaya, dan lama pengurusan?", ("requirements", "cost", "duration")),
        ("cara sama syarat pindah datang", ("procedure", "requirements")),
        ("biaya & syarat nikah", ("cost", "requirements")),
    ],
)
def test_joined_aspects_are_all_asked(text: str, aspects: tuple[str, ...]) -> None:
    assert asked_aspects(text) == aspects


@pytest.mark.parametrize(
    "text",
    [
        "syarat ganti nama dan alamat di kk",
        "bukan syaratnya, tapi biayanya",
        "syaratnya sudah lengkap, biayanya berapa",
        "cara daftar dan bayar pajak motor",
        "syarat bikin ktp dan kk",
        "biaya skck berapa dan saya ke loket mana",
        "saya dan istri mau bikin paspor, biayanya?",
        "jam berapa dan hari apa buka",
        "biaya",
        "",
        "dan" * 4096,
    ],
)
def test_one_question_stays_one(text: str) -> None:
    assert asked_aspects(text) == ()


def test_both_are_answered_under_their_headings(ask: Ask) -> None:
    outcome = ask("requirements", "skck", "kab_sleman", text="syarat sama biaya skck di sleman")

    answer = outcome.answer
    assert answer.title == "Syarat dan biaya SKCK, Kabupaten Sleman"
    assert [block.heading for block in answer.blocks if block.type == "list" and block.heading] == ["Syarat", "Biaya"]
    assert "Rp30.000" in texts_of(answer)
    assert texts_of(answer).count("ketentuan nasional") == 1
    assert answer.source
    assert answer.verified_at is not None
    assert answer.reading is not None
    assert answer.reading.aspect == "requirements"
    assert not any(one.startswith(("/cost", "/requirements")) for one in payloads(answer))


@pytest.mark.parametrize("is_button", [True, False])
def test_both_wait_for_the_service(ask: Ask, seeded: Session, is_button: bool) -> None:
    asked = ask("cost", text="biaya sama syaratnya?")
    assert asked.answer.kind == "ask"

    named = Linked("skck", ("skck",), span=(0, 4))
    message = Heard("cost", "/cost{}", named, is_payload=True) if is_button else Heard("overview", "skck", named)
    answer = answer_turn(seeded, Turn(message, asked.context), TUESDAY_TEN_WIB).answer

    assert answer.title == "Biaya dan syarat SKCK"


def test_what_needs_no_region_is_told_at_once_and_the_rest_waits(ask: Ask) -> None:
    outcome = ask("location", "skck", text="biaya skck berapa dan dimana ngurusnya")

    assert "Rp30.000" in texts_of(outcome.answer)
    assert outcome.answer.request_location
    assert outcome.context.pending is not None
    assert outcome.context.pending.aspect == "location"


def test_an_unsure_engine_is_helped_by_plain_words(ask: Ask) -> None:
    answer = ask("nlu_fallback", "skck", "kab_sleman", text="skck syarat sama biayanya").answer

    assert answer.title == "Syarat dan biaya SKCK, Kabupaten Sleman"
