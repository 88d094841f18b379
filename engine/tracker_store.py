"""Conversations and replies given, in SQLite or PostgreSQL: one bounded row a sender, one row a message.

A turn's tracker and its reply are written in one transaction, so that a repeated ``message_id`` finds both or none,
also after a kill. Outside a turn (Rasa's own HTTP API) it behaves as any tracker store.
"""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple, TypeVar

import sqlalchemy as sa
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import QueuePool

from engine.events import events_from
from engine.settings import get_settings
from engine.tracker_bounds import bounded_events, storable
from engine.turn import Turn, current_turn

_DAY_SECONDS = 24 * 3600
_PURGE_EVERY_TURNS = 50
_PURGE_ROWS = 200
_metadata = sa.MetaData()
conversations = sa.Table(
    "engine_conversations",
    _metadata,
    sa.Column("sender", sa.String(200), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("updated_at", sa.Float, nullable=False, index=True),
)
turns = sa.Table(
    "engine_turns",
    _metadata,
    sa.Column("message_id", sa.String(200), primary_key=True),
    sa.Column("sender", sa.String(200), nullable=False, index=True),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Column("created_at", sa.Float, nullable=False, index=True),
)
Result = TypeVar("Result")


class MessageOfAnotherSender(Exception):
    """The message id was used by another sender: its reply is none of this one's business."""


def _create_engine(url: str) -> sa.engine.Engine:
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_size=4, max_overflow=4, pool_pre_ping=True)
    arguments = {"check_same_thread": False, "timeout": 5}
    engine = sa.create_engine(url, poolclass=QueuePool, pool_size=1, max_overflow=0, connect_args=arguments)

    @sa.event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


class LoketTrackerStore(TrackerStore, SerializedTrackerAsText):
    """See the module's text. ``url`` is for tests; by default the settings decide."""

    def __init__(self, domain: Any = None, event_broker: Any = None, url: str = "", **kwargs: Any) -> None:
        super().__init__(domain, event_broker)
        url = url or get_settings().database_url
        if url.startswith("sqlite:///"):
            get_settings().home.mkdir(parents=True, exist_ok=True)
        self.engine = _create_engine(url)
        _metadata.create_all(self.engine)
        # One writer suits SQLite; PostgreSQL answers from afar, so several turns may wait at once.
        self._threads = ThreadPoolExecutor(1 if url.startswith("sqlite") else 4, thread_name_prefix="tracker-store")
        self._turns_since_purge = 0

    async def _in_thread(self, work: Callable[..., Result], *arguments: Any) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    # -- a turn of the channel ------------------------------------------------------------------------------------

    async def begin(self, turn: Turn) -> Optional[str]:
        """Return the reply this message already got, else None with ``turn.events`` filled from the store."""
        reply, events = await self._in_thread(self._read, turn.message_id, turn.sender)
        turn.events = events
        return reply

    def _read(self, message_id: str, sender: str) -> Tuple[Optional[str], List[Dict[str, Any]]]:
        with self.engine.connect() as connection:
            answered = connection.execute(
                sa.select(turns.c.sender, turns.c.reply).where(turns.c.message_id == message_id)
            ).first()
            if answered is not None:
                if answered.sender != sender:
                    raise MessageOfAnotherSender(message_id)
                return answered.reply, []
            return None, self._events(connection, sender)

    @staticmethod
    def _events(connection: Any, sender: str) -> List[Dict[str, Any]]:
        stored = connection.execute(sa.select(conversations.c.events).where(conversations.c.sender == sender)).scalar()
        return json.loads(stored) if stored else []

    async def commit(self, turn: Turn, reply: str) -> None:
        """Write the reply, and the tracker if the turn has one, in one transaction."""
        events = self._stored_events(turn.tracker) if turn.tracker is not None else None
        self._turns_since_purge += 1
        purge = self._turns_since_purge >= _PURGE_EVERY_TURNS
        if purge:
            self._turns_since_purge = 0
        await self._in_thread(self._write, turn.sender, events, turn.message_id, reply, purge)

    def _stored_events(self, tracker: DialogueStateTracker) -> str:
        kept = bounded_events(tracker, self.domain.slots)
        return json.dumps([storable(event) for event in kept], ensure_ascii=False, separators=(",", ":"))

    def _write(self, sender: str, events: Optional[str], message_id: str, reply: str, purge: bool) -> None:
        now = time.time()
        with self.engine.begin() as connection:
            if events is not None:
                self._upsert(connection, sender, events, now)
            if message_id:
                row = {"message_id": message_id, "sender": sender, "reply": reply, "created_at": now}
                connection.execute(turns.insert().values(row))
            if purge:
                self._purge(connection, now - get_settings().conversation_days * _DAY_SECONDS)

    def _upsert(self, connection: Any, sender: str, events: str, now: float) -> None:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        row = {"events": events, "updated_at": now}
        insert = dialect.insert(conversations).values(sender=sender, **row)
        connection.execute(insert.on_conflict_do_update(index_elements=["sender"], set_=row))

    @staticmethod
    def _purge(connection: Any, before: float) -> int:
        """Delete some of what is older: little at a time, so that no message waits for it. Returns how many rows."""
        gone = 0
        for table, key, moment in (
            (turns, turns.c.message_id, turns.c.created_at),
            (conversations, conversations.c.sender, conversations.c.updated_at),
        ):
            old = sa.select(key).where(moment < before).order_by(moment).limit(_PURGE_ROWS)
            gone += connection.execute(table.delete().where(key.in_(old.scalar_subquery()))).rowcount
        return gone

    async def forget_old(self) -> None:
        """Delete all that is older than the settings allow, also where nobody has written since."""
        while await self._in_thread(self._purge_once):
            continue

    def _purge_once(self) -> int:
        with self.engine.begin() as connection:
            return self._purge(connection, time.time() - get_settings().conversation_days * _DAY_SECONDS)

    async def forget(self, sender: str) -> None:
        """Delete all that is stored of this sender."""
        await self._in_thread(self._delete, sender)

    def _delete(self, sender: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(conversations.delete().where(conversations.c.sender == sender))
            connection.execute(turns.delete().where(turns.c.sender == sender))

    # -- Rasa's tracker store -------------------------------------------------------------------------------------

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return the sender's tracker, None if there is none."""
        turn = current_turn()
        if turn is not None and turn.sender == sender_id:
            events = turn.events
        else:
            events = await self._in_thread(self._stored, sender_id)
        return DialogueStateTracker.from_events(sender_id, events_from(events), self.domain.slots) if events else None

    def _stored(self, sender: str) -> List[Dict[str, Any]]:
        with self.engine.connect() as connection:
            return self._events(connection, sender)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tracker for the turn's commit; outside a turn write it at once."""
        turn = current_turn()
        if turn is not None and turn.sender == tracker.sender_id:
            turn.tracker = tracker
            return
        await self._in_thread(self._write, tracker.sender_id, self._stored_events(tracker), "", "", False)

    async def keys(self) -> Iterable[str]:
        """Return the senders there are."""
        return await self._in_thread(self._senders)

    def _senders(self) -> List[str]:
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(conversations.c.sender)).scalars())
