"""One message through the dialogue: once, in the sender's order, within its time, and never without a reply."""

import asyncio
import json
import logging
import secrets
import traceback
from contextlib import asynccontextmanager
from typing import Any, AsyncIterator, Dict, List
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore
from sqlalchemy.exc import SQLAlchemyError

from engine.replies import CHANNEL_NAME, Collector, apology, reading_of
from engine.requests import Incoming
from engine.settings import get_settings
from engine.tracker_store import LoketTrackerStore
from engine.turn import Turn, set_current_turn

FORGET_EVERY_SECONDS = 900
logger = logging.getLogger(__name__)


class NotReady(Exception):
    """The server runs without a model or without our tracker store."""


class SenderLocks:
    """A lock a sender, first come first served. Rasa's own waits in steps of a second and mixes the order."""

    def __init__(self) -> None:
        self._locks: "WeakValueDictionary[str, asyncio.Lock]" = WeakValueDictionary()

    @asynccontextmanager
    async def hold(self, sender: str) -> AsyncIterator[None]:
        """Wait for this sender's earlier messages."""
        lock = self._locks.get(sender)
        if lock is None:
            lock = self._locks[sender] = asyncio.Lock()
        async with lock:
            yield


def tracker_store_of(agent: Agent) -> LoketTrackerStore:
    """Return the agent's store, freed of Rasa's wrapper; raise NotReady.

    The wrapper answers a failed write with a copy in memory: the reply would be given, and forgotten at a restart.
    """
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if not isinstance(store, LoketTrackerStore) or agent.processor is None:
        raise NotReady("model or tracker store missing")
    agent.tracker_store = agent.processor.tracker_store = store
    return store


def _frames(error: BaseException) -> str:
    """Return where an error came from, without its message, which may quote the citizen."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))


async def keep_forgetting(app: Any) -> None:
    """Delete old conversations now and then until the server stops, also while nobody writes."""
    while True:
        try:
            await tracker_store_of(app.ctx.agent).forget_old()
        except (NotReady, AttributeError):
            logger.debug("no model yet, nothing to forget")
        except SQLAlchemyError as error:
            logger.error("old conversations could not be deleted error=%s", type(error).__name__)
        await asyncio.sleep(FORGET_EVERY_SECONDS)


async def _run_dialogue(agent: Agent, incoming: Incoming, turn: Turn, collector: Collector) -> None:
    set_current_turn(turn)
    message = UserMessage(
        incoming.text,
        collector,
        incoming.sender,
        parse_data=incoming.parse_data,
        input_channel=CHANNEL_NAME,
        message_id=incoming.message_id,
        metadata=incoming.metadata,
    )
    assert agent.processor is not None  # noqa: S101  (tracker_store_of has checked)
    await agent.processor.handle_message(message)


async def _replies(agent: Agent, incoming: Incoming, turn: Turn) -> List[Dict[str, Any]]:
    """Return the dialogue's replies; on any failure none, and ``turn.failures`` says what it was."""
    collector = Collector()
    task = asyncio.ensure_future(_run_dialogue(agent, incoming, turn, collector))
    try:
        await asyncio.wait_for(task, get_settings().turn_seconds)
    except asyncio.TimeoutError:
        turn.failures.append("time limit")
    except Exception as error:  # noqa: BLE001  The edge: whatever failed, the citizen gets an apology.
        turn.failures.append(f"{type(error).__name__} at {_frames(error)}")
    if not collector.replies and not turn.failures:
        turn.failures.append("no reply")
    return [] if turn.failures else collector.replies


def _understood(turn: Turn) -> Dict[str, Any]:
    latest = turn.tracker.latest_message if turn.tracker is not None else None
    intent = (latest.intent if latest is not None else None) or {}
    return {
        "intent": intent.get("name") or "",
        "confidence": float(intent.get("confidence") or 0.0),
        "entities": list(latest.entities) if latest is not None else [],
    }


def _reply(incoming: Incoming, turn: Turn, replies: List[Dict[str, Any]]) -> Dict[str, Any]:
    error_id = "" if replies else secrets.token_hex(4)
    if error_id:
        reasons = "; ".join(turn.failures)
        logger.error("turn failed error_id=%s message_id=%s reason=%s", error_id, incoming.message_id, reasons)
    nlu = _understood(turn)
    told = turn.tracker.get_slot("reading") if turn.tracker is not None else None
    reading = reading_of(replies, nlu["intent"], told, incoming.message_id)
    return {
        "message_id": incoming.message_id,
        "replayed": False,
        "failed": bool(error_id),
        "error_id": error_id,
        "retry": turn.may_be_sent_again,
        "reading": reading,
        "nlu": {**nlu, "confidence": reading.get("confidence", nlu["confidence"])},
        "replies": replies or [apology(error_id)],
    }


async def answer(agent: Agent, incoming: Incoming) -> Dict[str, Any]:
    """Return the reply to a message not answered before, and store it together with the conversation.

    Where the store fails the citizen gets an apology that is not stored: the message may be sent again.
    """
    store = tracker_store_of(agent)
    turn = Turn(incoming.message_id, incoming.sender)
    try:
        stored = await store.begin(turn)
        if stored is not None:
            return {**json.loads(stored), "replayed": True}
        replies = await _replies(agent, incoming, turn)
        reply = _reply(incoming, turn, replies)
        if reply["retry"]:  # Nothing is stored: sent again, the message gets its answer.
            return reply
        if reply["failed"]:  # What a failed turn began must not colour the next one.
            turn.tracker = None
        await store.commit(turn, json.dumps(reply, ensure_ascii=False, default=str))
    except SQLAlchemyError as error:
        turn.tracker = None
        turn.failures.append(f"tracker store: {type(error).__name__}")
        return _reply(incoming, turn, [])
    return reply
