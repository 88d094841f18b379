"""What is stored of a conversation, and that it stays small."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from engine import tracker_store as module
from engine.tracker_bounds import KEPT_TURNS, bounded_events, storable, without_identity
from engine.tracker_store import LoketTrackerStore, MessageOfAnotherSender, conversations, turns
from engine.turn import Turn, set_current_turn

SLOT = "type: any\n    influence_conversation: false\n    mappings:\n      - type: custom\n"
DOMAIN = Domain.from_yaml(f"version: '3.1'\nintents: [cost]\nslots:\n  service:\n    {SLOT}")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LoketTrackerStore]:
    """An empty store on SQLite, and again on PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'engine.sqlite'}"
    else:
        url = request.getfixturevalue("postgres_url")
    opened = LoketTrackerStore(DOMAIN, url=url)
    yield opened
    with opened.engine.begin() as connection:
        for table in (conversations, turns):
            connection.execute(table.delete())
    opened.engine.dispose()


def user(text: str) -> UserUttered:
    ranking = [{"name": "cost", "confidence": 0.1}] * 30
    return UserUttered(text, {"name": "cost", "confidence": 0.9}, [], {"intent_ranking": ranking, "text": text})


def tracker_of(events: list[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("warga", events, DOMAIN.slots)


def conversation(turns_count: int) -> list[Event]:
    events: list[Event] = [SessionStarted(), ActionExecuted("action_listen")]
    for number in range(turns_count):
        events += [user(f"pesan {number}"), SlotSet("service", f"s{number}"), ActionExecuted("action_answer")]
        events.append(ActionExecuted("action_listen"))
    return events


async def commit(store: LoketTrackerStore, message_id: str, tracker: Any, reply: str = "{}") -> None:
    turn = Turn(message_id, "warga", tracker=tracker)
    await store.commit(turn, reply)


def test_short_conversation_is_kept_whole() -> None:
    tracker = tracker_of(conversation(KEPT_TURNS))

    assert bounded_events(tracker, DOMAIN.slots) == list(tracker.events)


def test_long_conversation_keeps_its_last_turns_and_its_state() -> None:
    events = conversation(2)
    events[4:4] = [ActiveLoop("complaint_form")]
    events += conversation(40)[2:]
    events = [event for event in events if not isinstance(event, SlotSet) or event.value == "s0"]

    kept = tracker_of(bounded_events(tracker_of(events), DOMAIN.slots))

    assert kept.get_slot("service") == "s0"
    assert kept.active_loop is not None
    assert kept.active_loop.name == "complaint_form"
    spoken = [event.text for event in kept.events if isinstance(event, UserUttered)]
    assert spoken == [f"pesan {number}" for number in range(40 - KEPT_TURNS, 40)]
    assert kept.latest_action_name == "action_listen"


def test_what_a_citizen_saw_under_a_button_is_not_stored() -> None:
    said = user("/report_info")
    said.metadata = {"message_id": "m1", "region": None, "pressed": {"answer": "Biaya", "question": "brp"}}

    assert storable(said)["metadata"] == {"message_id": "m1", "region": None}


def test_only_the_last_session_is_kept() -> None:
    tracker = tracker_of(conversation(3) + conversation(1))

    assert [e.text for e in bounded_events(tracker, DOMAIN.slots) if isinstance(e, UserUttered)] == ["pesan 0"]


async def test_row_of_a_sender_stays_small_over_500_turns(store: LoketTrackerStore) -> None:
    sizes = []
    tracker = tracker_of(conversation(1))
    for number in range(500):
        await commit(store, f"m{number}", tracker)
        with store.engine.connect() as connection:
            sizes.append(len(connection.execute(sa.select(conversations.c.events)).scalar()))
        tracker = await store.retrieve("warga")
        for event in [user(f"pesan {number}"), ActionExecuted("action_answer"), ActionExecuted("action_listen")]:
            tracker.update(event)

    assert max(sizes) < 1.2 * sizes[KEPT_TURNS]
    with store.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(conversations)).scalar() == 1


async def test_turn_finds_its_earlier_reply(store: LoketTrackerStore) -> None:
    await commit(store, "m1", tracker_of(conversation(1)), '{"replies": ["x"]}')

    assert await store.begin(Turn("m1", "warga")) == '{"replies": ["x"]}'
    fresh = Turn("m2", "warga")
    assert await store.begin(fresh) is None
    assert fresh.events


async def test_reply_and_tracker_are_written_together_or_not_at_all(store: LoketTrackerStore) -> None:
    await commit(store, "m1", tracker_of(conversation(1)))

    with pytest.raises(sa.exc.IntegrityError):
        await commit(store, "m1", tracker_of(conversation(5)))

    kept = await store.retrieve("warga")
    assert sum(isinstance(event, UserUttered) for event in kept.events) == 1


async def test_reply_of_another_sender_is_not_given(store: LoketTrackerStore) -> None:
    await commit(store, "m1", None)

    with pytest.raises(MessageOfAnotherSender):
        await store.begin(Turn("m1", "orang lain"))


async def test_within_a_turn_nothing_is_written_before_its_commit(store: LoketTrackerStore) -> None:
    turn = Turn("m1", "warga")

    async def run() -> None:
        set_current_turn(turn)
        await store.save(tracker_of(conversation(1)))

    await asyncio.ensure_future(run())

    assert turn.tracker is not None
    assert list(await store.keys()) == []


async def test_old_turns_are_purged_a_few_at_a_time(store: LoketTrackerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PURGE_ROWS", 30)
    old = time.time() - 2 * 24 * 3600 - 60
    with store.engine.begin() as connection:
        rows = [{"message_id": f"o{n}", "sender": "x", "reply": "{}", "created_at": old} for n in range(40)]
        connection.execute(turns.insert(), rows)
    for number in range(100):
        await commit(store, f"m{number}", None)

    with store.engine.connect() as connection:
        left = connection.execute(sa.select(turns.c.message_id)).scalars().all()
    assert not [message_id for message_id in left if message_id.startswith("o")]
    assert len(left) == 100


async def test_what_is_old_is_forgotten_although_nobody_writes(store: LoketTrackerStore) -> None:
    await commit(store, "m1", tracker_of(conversation(1)))
    with store.engine.begin() as connection:
        old = time.time() - 2 * 24 * 3600 - 60
        connection.execute(turns.update().values(created_at=old))
        connection.execute(module.conversations.update().values(updated_at=old))

    await store.forget_old()

    assert list(await store.keys()) == []
    assert await store.begin(Turn("m1", "warga")) is None


async def test_forgotten_sender_leaves_nothing(store: LoketTrackerStore) -> None:
    await commit(store, "m1", tracker_of(conversation(1)))

    await store.forget("warga")

    assert await store.retrieve("warga") is None
    assert await store.begin(Turn("m1", "warga")) is None


# Made up, and in parts: the tree holds nothing of the shape of a citizen's number.
NIK, PHONE = "340401" + "234567" + "0001", "0812-" + "3456-7890"


async def test_identity_numbers_and_rankings_are_not_stored(store: LoketTrackerStore) -> None:
    events = [SessionStarted(), user(f"nik saya {NIK} hp {PHONE} surel budi@contoh.id")]
    await commit(store, "m1", tracker_of(events))

    with store.engine.connect() as connection:
        stored = connection.execute(sa.select(conversations.c.events)).scalar()
    assert not any(secret in stored for secret in (NIK, "7890", "budi@", "intent_ranking"))
    assert json.loads(stored)[1]["text"].startswith("nik saya [disamarkan] hp [disamarkan]")


@pytest.mark.parametrize("text", ["umur 17 tahun", "biaya 150000 di 2026", "tiket 88123", "PP 76/2020"])
def test_ordinary_numbers_stay(text: str) -> None:
    assert without_identity(text) == text
