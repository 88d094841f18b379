"""What counts as expected: texts, responses, buttons, readings."""

from __future__ import annotations

from typing import Any

import pytest

from loket.stories.chat import Shown, shown
from loket.stories.matching import missing_in, reading_problem, readings_of, slot_problem, unwanted_in
from loket.stories.story import Step, WantedReading

ANSWER = Shown(1, 1, "Biaya SKCK\n\nRp30.000.\nSumber: PP 76/2020", ({"text": "Syarat"}, {"text": "Pilih daerah"}))
OTHER = Shown(2, 2, "Anda juga dapat membagikan lokasi")


def step(**word: Any) -> Step:
    return Step.model_validate(word)


@pytest.mark.parametrize(
    "word",
    [
        {"bot": "biaya  skck\nRp30.000"},  # white space and case do not count
        {"bot": ["Rp30.000", "Sumber:"]},
        {"bot": "membagikan lokasi"},
        {"bot_matches": r"Rp\d+\.000"},
        {"buttons": ["Syarat", "pilih daerah"]},
    ],
)
def test_what_is_there_is_found(word: dict[str, Any]) -> None:
    assert missing_in(step(**word), [ANSWER, OTHER]) is None


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ({"bot": "Rp3"}, None),
        ({"bot": ["Rp30.000", "membagikan lokasi"]}, "'Rp30.000' dan 'membagikan lokasi'"),  # not in one message
        ({"bot_matches": r"^Rp"}, "tidak ada pesan yang cocok"),
        ({"buttons": ["Syarat", "Biaya"]}, "tidak ada tombol ['Biaya']; yang ada ['Syarat', 'Pilih daerah']"),
        ({"utter": "utter_greet"}, "tidak ada pesan yang sama dengan utter_greet"),
        ({"utter": "utter_grit"}, "tidak ada utter_grit di domain.yml"),
    ],
)
def test_what_is_missing_is_said(word: dict[str, Any], said: str | None) -> None:
    missing = missing_in(step(**word), [ANSWER, OTHER])

    assert (missing is None) if said is None else (missing is not None and said in missing)


def test_every_variant_of_a_response_counts_and_nothing_else() -> None:
    variants = [
        "Halo! Saya Loket, bot layanan publik. Layanan apa yang Anda perlukan?",
        "Halo, selamat datang. Silakan tanya soal layanan publik, misalnya syarat membuat KTP.",
    ]

    found = [missing_in(step(utter="utter_greet"), [Shown(1, 1, text)]) for text in variants]

    assert found == [None, None]
    assert missing_in(step(utter="utter_greet"), [Shown(1, 1, f"{variants[0]} Eh.")]) is not None


def test_no_message_satisfies_nothing() -> None:
    assert missing_in(step(bot="x"), []) == "bot belum menjawab"


def test_unwanted_words_and_a_broken_silence_are_said() -> None:
    assert unwanted_in(step(bot_not=["rp30.000"]), [ANSWER]) == "jawaban tidak boleh berisi 'rp30.000'"
    assert unwanted_in(step(bot_not=["gangguan"]), [ANSWER]) is None
    assert unwanted_in(step(silence=True), []) is None
    assert "seharusnya diam" in (unwanted_in(step(silence=True), [OTHER]) or "")


def test_a_reading_compares_only_what_the_story_states() -> None:
    readings = [{"aspect": "cost", "service": "skck", "region": None}]

    assert reading_problem(WantedReading(aspect="cost"), readings) is None
    assert reading_problem(WantedReading(region=None), readings) is None
    assert "bukan {'service': 'paspor'}" in (reading_problem(WantedReading(service="paspor"), readings) or "")
    assert reading_problem(WantedReading(region="kab_sleman"), readings) is not None


def test_each_answer_of_a_reply_has_its_reading_else_the_intent_counts() -> None:
    cost, hours = ({"aspect": name, "service": "skck", "region": None} for name in ("cost", "hours"))

    two = {"reading": cost, "replies": [{"answer": {"reading": cost}}, {"answer": {"reading": hours}}]}
    plain = {"reading": {"aspect": "greet"}, "replies": [{"text": "Halo"}]}

    assert readings_of(two) == [cost, hours]
    assert readings_of(plain) == [{"aspect": "greet"}]


def test_slots_that_hold_something_else_are_said() -> None:
    assert slot_problem({"service": "skck"}, {"service": "skck", "region": None}) is None
    assert "'service': None" in (slot_problem({"service": "skck"}, {}) or "")


def test_a_map_pin_is_read_as_its_title_and_address() -> None:
    message = {"message_id": 5, "revision": 9, "venue": {"title": "Kantor", "address": "Jalan A"}, "reply_markup": None}

    assert shown(message).text == "Kantor\nJalan A"
