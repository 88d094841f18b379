"""Counts answered messages for the figures. Kept in memory and written every few seconds: no answer waits for it.

What is not written yet when the process is killed is lost, some seconds of statistics; a message whose action runs
twice is counted once, unless the process was started anew between the two.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from typing import Final

import structlog
from rasa_sdk import Tracker
from sqlalchemy.exc import SQLAlchemyError

from actions import sessions
from actions.learning import is_measured, likeliest, message_id_of
from loket.answers.aspects import FALLBACK
from loket.answers.operations import Outcome, Turn
from loket.database import utc_now
from loket.figures.counting import Counted, add_counts
from loket.figures.results import Signal, result_of
from loket.unanswered.signs import is_correction

EVERY_SECONDS: Final = 3.0
MAX_WAITING: Final = 20_000  # kinds of message; more are not kept while the database is away
MAX_SEEN: Final = 5_000  # message ids, against counting twice
logger = structlog.get_logger("actions")


class Tally:
    """What was counted and is not written yet."""

    def __init__(self) -> None:
        self._waiting: Counter[Counted] = Counter()
        self._seen: OrderedDict[str, None] = OrderedDict()

    def count(self, tracker: Tracker, turn: Turn, outcome: Outcome) -> None:
        """Count the message, if a citizen sent it and it was not counted before."""
        message_id = message_id_of(tracker)
        if is_measured(tracker) or message_id in self._seen or len(self._waiting) >= MAX_WAITING:
            return
        try:
            counted = _counted(tracker, turn, outcome, utc_now())
        except Exception as error:  # noqa: BLE001  whatever it is, the citizen has their answer all the same
            logger.warning("message not counted", error=type(error).__name__)
            return
        self._waiting[counted] += 1
        if message_id:
            self._seen[message_id] = None
            if len(self._seen) > MAX_SEEN:
                self._seen.popitem(last=False)

    async def write(self) -> None:
        """Write what waits in one short transaction; what cannot be written now waits for the next time."""
        waiting, self._waiting = self._waiting, Counter()
        if not waiting:
            return
        try:
            await sessions.write(partial(add_counts, seen=waiting))
        except SQLAlchemyError as error:
            self._waiting.update(waiting)
            logger.warning("figures not written", error=type(error).__name__)


TALLY: Final = Tally()


@asynccontextmanager
async def writing_now_and_then(tally: Tally = TALLY) -> AsyncIterator[None]:
    """Write every few seconds, and once more at the end."""
    task = asyncio.create_task(_keep_writing(tally))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await tally.write()


async def _keep_writing(tally: Tally) -> None:
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            await tally.write()
        except Exception as error:  # noqa: BLE001  counting goes on with the next messages
            logger.error("figures lost", error=type(error).__name__)


def _counted(tracker: Tracker, turn: Turn, outcome: Outcome, now: datetime) -> Counted:
    aspect, confidence = likeliest(tracker.latest_message)
    reading = outcome.answer.reading
    read = reading.aspect if reading else aspect
    signals = []
    if read == "thanks":
        signals.append(Signal.THANKED)
    if not turn.heard.is_payload and is_correction(turn.heard.text):
        signals.append(Signal.CORRECTED)
    return Counted(
        moment=now.replace(minute=0, second=0, microsecond=0),  # our time zones are whole hours apart
        region=_slug(reading.region if reading else None)
        or _slug(outcome.home or turn.context.region or turn.context.home),
        service=_slug(reading.service if reading else None),
        aspect=_slug(read) or FALLBACK,
        result=result_of(outcome.answer, outcome.context, aspect, confidence),
        signals=tuple(signals),
    )


def _slug(given: str | None) -> str | None:
    """The slug if a database takes it: one that it refuses would keep all that waits beside it from being written."""
    return given if given and given.isascii() and given.isprintable() else None
