"""Telegram's limits and the flood limit, as numbers."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.backoff import Backoff
from bot.flood import FloodGuard, Verdict
from bot.pacing import Pacer, Window
from tests.bot.serving import make_settings


@given(st.integers(1, 40), st.floats(0.1, 60), st.lists(st.floats(0, 5), max_size=120))
def test_window_never_lets_more_go_than_it_may(most: int, seconds: float, pauses: list[float]) -> None:
    window, now, times = Window(most, seconds), 0.0, []
    for pause in pauses:
        now = window.free_at(now + pause)
        window.count(now)
        times.append(now)

    for first, later in zip(times, times[most:], strict=False):
        assert later - first >= seconds * 0.999999


async def test_private_chat_gets_a_short_burst_then_one_a_second(tmp_path: Path) -> None:
    window = Pacer(make_settings(tmp_path, "sqlite://", send_per_chat_second=1))._chat(7, 0)
    times = []
    for _ in range(6):
        times.append(window.free_at(0))
        window.count(times[-1])

    assert times == [0, 0, 0, 3, 3, 3]


async def test_group_gets_twenty_a_minute(tmp_path: Path) -> None:
    window = Pacer(make_settings(tmp_path, "sqlite://"))._chat(-7, 0)
    for _ in range(20):
        assert window.free_at(1) == 1
        window.count(1)

    assert window.free_at(1) == 61


def test_flood_is_warned_of_once_and_forgiven_when_calm() -> None:
    guard = FloodGuard(10)
    verdicts = [guard.check("a", at * 0.1, at) for at in range(100)]

    assert verdicts == [Verdict.ANSWER] * 10 + [Verdict.WARN] + [Verdict.SILENCE] * 89
    assert guard.check("b", 10, 1) is Verdict.ANSWER
    assert guard.check("a", 100, 100) is Verdict.ANSWER


def test_steady_stream_above_the_limit_is_not_warned_each_minute() -> None:
    guard = FloodGuard(30)
    verdicts = [guard.check("a", at * 1.5, at) for at in range(400)]

    assert verdicts.count(Verdict.WARN) == 1


def test_message_tried_again_is_no_second_message() -> None:
    guard = FloodGuard(3)
    verdicts = [guard.check("a", number, number) for number in range(3) for _ in range(20)]

    assert set(verdicts) == {Verdict.ANSWER}


@given(st.integers(1, 10_000))
def test_pause_grows_to_its_longest(attempt: int) -> None:
    assert 0.25 <= Backoff(0.5, 60).seconds(attempt) <= 60
