"""What the action server keeps of a conversation for learning, on a database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions import sessions
from actions.answer_action import ActionAnswer
from loket.settings import get_settings
from loket.unanswered.models import Reason, UnansweredMessage


@pytest.fixture
async def database(seeded_database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The action server's own sessions on a seeded database."""
    monkeypatch.setenv("LOKET_DATABASE_URL", seeded_database_url)
    get_settings.cache_clear()
    sessions.database.cache_clear()
    yield
    await sessions.database().close()
    sessions.database.cache_clear()
    get_settings.cache_clear()


def said(text: str, intent: str, number: int, bot: str = "utama", **more: Any) -> dict[str, Any]:
    """A user event, as the engine sends it."""
    ranking = [{"name": intent, "confidence": 0.4}]
    return {
        "event": "user", "text": text, "metadata": {"message_id": f"utama:{number}", "bot": bot, "region": None},
        "parse_data": {"intent": ranking[0], "intent_ranking": ranking, "entities": []}, **more,
    }  # fmt: skip


async def run(*events: dict[str, Any], slots: dict[str, Any] | None = None) -> CollectingDispatcher:
    latest = {**events[-1], **events[-1]["parse_data"]}
    tracker = Tracker("p" * 64, slots or {}, latest, list(events), False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    await ActionAnswer().run(dispatcher, tracker, {})
    return dispatcher


async def kept() -> list[UnansweredMessage]:
    return await sessions.read(
        lambda session: list(session.scalars(select(UnansweredMessage).order_by(UnansweredMessage.id)))
    )


@pytest.mark.usefixtures("database")
async def test_a_message_not_understood_is_kept_and_the_tap_labels_it() -> None:
    answered = await run(said("anu ktp apa gitu", "nlu_fallback", 1, entities=[]), slots={"service": "ktp_el"})
    buttons = [one for row in answered.messages[0]["custom"]["buttons"] for one in row]
    cost = next(one["payload"] for one in buttons if one["payload"].startswith("/cost"))
    await run(said(cost, "cost", 2))
    await run(said(cost, "cost", 2))

    [row] = await kept()
    assert (row.text, row.reason, row.chosen_aspect, row.chosen_service) == (
        "anu ktp apa gitu", Reason.FALLBACK, "cost", "ktp_el",
    )  # fmt: skip


@pytest.mark.usefixtures("database")
async def test_a_correction_points_at_the_message_before_it() -> None:
    before = said("biaya ktp nama saya Budi", "cost", 1)
    slots = {"service": "ktp_el", "aspect": {"aspect": "cost", "main": "cost"}}

    await run(before, said("bukan itu, maksud saya lamanya", "duration", 2), slots=slots)

    [row] = [one for one in await kept() if one.reason == Reason.CORRECTED]
    assert (row.text, row.followed_by) == ("biaya ktp nama saya [disamarkan]", "bukan itu, maksud saya lamanya")
    assert (row.aspect, row.service) == ("cost", "ktp_el")


@pytest.mark.usefixtures("database")
async def test_what_is_asked_for_measuring_is_not_kept() -> None:
    await run(said("anu apa gitu", "nlu_fallback", 1, bot="evaluate"))

    assert await kept() == []


@pytest.mark.usefixtures("database")
async def test_an_answered_question_is_not_kept() -> None:
    entity = {"entity": "service", "value": "skck", "candidates": [], "ambiguous": False, "start": 6, "end": 10}
    event = said("biaya skck", "cost", 1)
    event["parse_data"]["entities"] = [entity]
    await run(event)

    assert await kept() == []
