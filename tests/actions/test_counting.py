"""What the action server counts of the conversations, on a database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select, text

from actions import base, sessions
from actions.answer_action import ActionAnswer
from actions.counting import Tally, writing_now_and_then
from loket.figures.models import NOWHERE, DailyCount, HourlyCount, TopicCount
from loket.regions.models import Region
from loket.settings import get_settings


@pytest.fixture
async def tally(seeded_database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Tally]:
    """A tally of its own, the action server's sessions on a seeded database."""
    monkeypatch.setenv("LOKET_DATABASE_URL", seeded_database_url)
    own = Tally()
    monkeypatch.setattr(base, "TALLY", own)
    get_settings.cache_clear()
    sessions.database.cache_clear()
    yield own
    await sessions.database().close()
    sessions.database.cache_clear()
    get_settings.cache_clear()


async def ask(
    words: str, intent: str, number: int, *, slots: dict[str, Any] | None = None, home: str | None = None,
    bot: str = "utama", confidence: float = 0.95,
) -> CollectingDispatcher:  # fmt: skip
    ranking = [{"name": intent, "confidence": confidence}]
    event = {
        "event": "user", "text": words, "metadata": {"message_id": f"utama:{number}", "bot": bot, "region": home},
        "parse_data": {"intent": ranking[0], "intent_ranking": ranking, "entities": []},
    }  # fmt: skip
    latest = {**event, **event["parse_data"]}
    tracker = Tracker("p" * 64, slots or {}, latest, [event], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    await ActionAnswer().run(dispatcher, tracker, {})
    return dispatcher


async def counted(model: Any) -> list[Any]:
    return await sessions.read(lambda session: list(session.scalars(select(model))))


async def kinds() -> dict[tuple[int, str], int]:
    return {(one.region_id, one.kind): one.count for one in await counted(DailyCount)}


async def region_id(slug: str) -> int:
    found = await sessions.read(lambda session: session.scalar(select(Region.id).where(Region.slug == slug)))
    assert found
    return found


async def test_each_message_is_counted_where_it_belongs(tally: Tally) -> None:
    nias, ktp = await region_id("kab_nias"), {"service": "ktp_el"}
    await ask("biayanya berapa", "cost", 1, slots=ktp, home="kab_nias")
    await ask("syaratnya apa", "requirements", 2, slots=ktp, home="kab_nias")
    await ask("/location{}", "location", 3, slots=ktp, home="kab_nias")
    await ask("makasih", "thanks", 4, home="kab_nias")
    await ask("bukan itu maksud saya", "cost", 5, slots=ktp, home="kab_nias")
    await ask("anu", "nlu_fallback", 6)
    await tally.write()

    found = await kinds()
    assert found[(nias, "answered")] >= 2
    assert found[(nias, "not_known")] == 1  # no office of Nias's is in the seed
    assert found[(nias, "talk")] == found[(nias, "thanked")] == 1
    assert found[(nias, "corrected")] == 1
    assert found[(NOWHERE, "not_understood")] == 1
    questions = sum(count for (_, kind), count in found.items() if kind not in ("talk", "thanked", "corrected"))
    assert questions == 5
    assert sum(one.count for one in await counted(HourlyCount)) == questions
    topics = {(one.service, one.aspect): one.count for one in await counted(TopicCount) if one.region_id == nias}
    assert topics[("ktp_el", "requirements")] == 1


async def test_two_writes_add_up(tally: Tally) -> None:
    for number in range(3):
        await ask("biayanya", "cost", number, slots={"service": "ktp_el"}, home="kab_nias")
        await tally.write()

    assert (await kinds())[(await region_id("kab_nias"), "answered")] == 3


async def test_a_message_whose_action_runs_twice_is_counted_once(tally: Tally) -> None:
    for _ in range(2):
        await ask("biayanya", "cost", 1, slots={"service": "ktp_el"}, home="kab_nias")
        await tally.write()

    assert (await kinds())[(await region_id("kab_nias"), "answered")] == 1


async def test_measuring_counts_nothing(tally: Tally) -> None:
    await ask("biayanya", "cost", 1, slots={"service": "ktp_el"}, home="kab_nias", bot="evaluate")
    await tally.write()

    assert await kinds() == {}


async def test_the_answer_comes_and_nothing_is_lost_while_the_figures_cannot_be_written(tally: Tally) -> None:
    await sessions.write(lambda session: session.execute(text("ALTER TABLE topic_counts RENAME TO away")))
    said = await ask("biayanya", "cost", 1, slots={"service": "ktp_el"}, home="kab_nias")
    await tally.write()
    assert said.messages[0]["custom"]["kind"] == "answer"
    assert await kinds() == {}  # all three tables or none

    await sessions.write(lambda session: session.execute(text("ALTER TABLE away RENAME TO topic_counts")))
    await tally.write()

    assert (await kinds())[(await region_id("kab_nias"), "answered")] == 1


async def test_what_cannot_be_counted_is_answered_all_the_same(tally: Tally, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("actions.counting.result_of", fail)

    said = await ask("biayanya", "cost", 1, slots={"service": "ktp_el"}, home="kab_nias")

    assert said.messages[0]["custom"]["kind"] == "answer"


async def test_the_rest_is_written_when_the_server_stops(tally: Tally) -> None:
    async with writing_now_and_then(tally):
        await ask("biayanya", "cost", 1, slots={"service": "ktp_el"}, home="kab_nias")
        await asyncio.sleep(0)

    assert (await kinds())[(await region_id("kab_nias"), "answered")] == 1


async def test_a_word_that_no_database_takes_does_not_keep_the_others_from_being_counted(tally: Tally) -> None:
    await ask("halo", "greet", 1, home="kab\0nias")
    await ask("biayanya", "cost", 2, slots={"service": "ktp_el"}, home="kab_nias")
    await tally.write()

    found = await kinds()
    assert found[(NOWHERE, "talk")] == 1
    assert found[(await region_id("kab_nias"), "answered")] == 1
