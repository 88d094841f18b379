"""Stories played through the real simulator against a bot that repeats what it gets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from loket.settings import Settings
from loket.stories.reading import read_stories
from loket.stories.runner import Outcome, Runner

Play = Callable[..., Awaitable[Outcome]]


@pytest.mark.parametrize(
    ("act", "answer"),
    [
        ("halo", "Diterima teks: halo"),
        ("{photo: true}", "Diterima photo"),
        ("{voice: true}", "Diterima voice"),
        ("{sticker: true}", "Diterima sticker"),
        ("{location: {latitude: -7.7, longitude: 110.3}}", "Diterima location"),
        ("{contact: {phone_number: '0800', first_name: W}}", "Diterima contact"),
        ("{repeat: ab, times: 3}", "Diterima teks: ababab"),
    ],
)
async def test_the_citizen_can_do_what_a_phone_can(play: Play, act: str, answer: str) -> None:
    outcome = await play(f"- user: {act}\n- bot: '{answer}'")

    assert outcome.failure == ""


async def test_buttons_are_seen_and_pressed_on_the_newest_message_that_has_them(play: Play) -> None:
    outcome = await play("""
- user: menu
- bot: Pilih & tekan
- buttons: [biaya, Situs]
- user: halo
- bot: Diterima
- user: {press: Biaya}
- bot: "Ditekan: biaya"
""")

    assert outcome.failure == ""
    assert "[Biaya] [Situs]" in "\n".join(outcome.transcript)


@pytest.mark.parametrize(
    ("button", "said"),
    [("Syarat", "tidak ada tombol 'Syarat' untuk ditekan; tombol terakhir: ['Biaya', 'Situs']"), ("Situs", "membuka")],
)
async def test_a_button_that_cannot_be_pressed_fails_with_what_there_is(play: Play, button: str, said: str) -> None:
    outcome = await play(f"- user: menu\n- bot: Pilih\n- user: {{press: {button}}}\n- bot: x")

    assert said in outcome.failure
    assert "langkah 3 (user)" in outcome.failure


async def test_an_edited_message_is_the_last_text(play: Play) -> None:
    outcome = await play("- user: satu\n- bot: satu\n- user: {edit: tiga}\n- bot: 'Diedit teks: tiga'")

    assert outcome.failure == ""


async def test_a_burst_is_many_messages(play: Play) -> None:
    outcome = await play("- user: {burst: halo, times: 5}\n- bot_not: [galat]")

    assert outcome.failure == ""
    assert sum("Diterima teks: halo" in line for line in outcome.transcript) == 5


async def test_a_failure_says_file_line_step_and_what_came(play: Play) -> None:
    outcome = await play("- user: halo\n- bot: halo\n- bot: [Rp30.000]\n- bot: tidak pernah dilihat")

    assert outcome.failure.startswith("cerita.yml:6 langkah 3 (bot): tidak ada pesan yang berisi 'Rp30.000'")
    assert "Yang datang: Diterima teks: halo" in outcome.failure
    assert [line for line in outcome.transcript if "✓" in line or "✗" in line] == [
        "  2 ✓ bot: halo",
        "  3 ✗ bot: Rp30.000",
    ]


async def test_a_bot_that_says_more_is_heard_out_before_it_fails(play: Play) -> None:
    outcome = await play("- user: dua\n- bot: Yang kedua\n- bot: Yang pertama\n- bot_not: [Yang ketiga]")

    assert outcome.failure == ""


async def test_an_unwanted_word_in_a_late_message_is_seen(play: Play) -> None:
    outcome = await play("- user: dua\n- bot: Yang pertama\n- bot_not: [Yang kedua]")

    assert "jawaban tidak boleh berisi 'Yang kedua'" in outcome.failure


async def test_silence_is_known_and_not_awaited(play: Play) -> None:
    outcome = await play("- user: diam\n- silence: true\n- user: halo\n- bot: halo")

    assert outcome.failure == ""
    assert outcome.seconds < 5
    assert not any("Loket menyimpan" in line for line in outcome.transcript)


async def test_an_answer_breaks_the_silence(play: Play) -> None:
    outcome = await play("- user: halo\n- silence: true")

    assert "bot seharusnya diam, tetapi menjawab 'Diterima teks: halo'" in outcome.failure


async def test_strict_refuses_what_no_step_speaks_of(play: Play) -> None:
    steps = "- user: dua\n- bot: Yang pertama"

    assert (await play(steps)).failure == ""
    assert "tidak diharapkan langkah mana pun: 'Yang kedua'" in (await play(steps, "strict: true")).failure


async def test_a_known_gap_is_no_failure_until_it_is_closed(play: Play) -> None:
    missed = await play("- user: halo\n- bot: Rp30.000", "expected_failure: belum ada tarif")
    closed = await play("- user: halo\n- bot: halo", "expected_failure: belum ada tarif")

    assert missed.failure == ""
    assert missed.gap.startswith("belum ada tarif (cerita.yml:6 langkah 2")
    assert "hapus expected_failure" in closed.failure


async def test_stories_side_by_side_do_not_hear_each_other(
    transport: httpx.ASGITransport, settings: Settings, write: Callable[[str], Path]
) -> None:
    cases = "".join(
        f"  - {{test_case: c{n}, strict: true, steps: [{{user: pesan {n}}}, {{bot: 'teks: pesan {n}'}}]}}\n"
        for n in range(12)
    )
    stories = read_stories(write(f"test_cases:\n{cases}"))
    heard: list[str] = []

    outcomes = await Runner(settings, 6, 10, transport).run(stories, lambda one: heard.append(one.story.name))

    assert [outcome.failure for outcome in outcomes] == [""] * 12
    assert [outcome.story.name for outcome in outcomes] == [f"c{n}" for n in range(12)]
    assert sorted(heard) == sorted(f"c{n}" for n in range(12))


async def test_a_stack_that_is_gone_is_said_with_the_remedy(settings: Settings, write: Callable[[str], Path]) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    stories = read_stories(write("test_cases: [{test_case: x, expected_failure: belum, steps: [{user: a}, {bot: b}]}]"))

    (outcome,) = await Runner(settings, transport=httpx.MockTransport(refuse)).run(stories)

    assert "sambungan gagal" in outcome.failure
    assert "make run" in outcome.failure
    assert outcome.gap == ""
