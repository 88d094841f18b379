"""A clock that was wrong and is set right: what was put off by it is taken up, nothing waits for the wrong day."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from loket.database import utc_now
from loket.delivery import operations as delivery
from loket.delivery import outgoing
from loket.delivery.models import InboxUpdate, OutboxKind, OutboxMessage
from loket.delivery.waiting import LONGEST_WAIT, time_to_wait
from tests.bot.conftest import Stage
from tests.bot.desk import message
from tests.bot.serving import running

CHAT = 610
KEY = f"simulator:{CHAT}"


async def test_what_a_fast_clock_put_off_is_served_at_the_next_start(
    stage: Stage, open_sqlite: sessionmaker[Session]
) -> None:
    tomorrow = utc_now() + timedelta(days=1)
    with open_sqlite.begin() as session:
        raw = {"update_id": 5, "message": message("halo", chat=CHAT)}
        delivery.store_updates(session, "simulator", [delivery.NewUpdate(5, KEY, raw)])
        outgoing.enqueue(
            session, "simulator", KEY, "sendMessage", {"chat_id": CHAT, "text": "dari kemarin"}, OutboxKind.ANSWER
        )
        session.execute(update(InboxUpdate).values(not_before=tomorrow, received_at=tomorrow))
        session.execute(update(OutboxMessage).values(not_before=tomorrow))

    await stage.citizens.http.post("/bot1:simulator/getMe")
    await stage.citizens.send(CHAT, "buka chat")
    async with running(stage.settings):
        said = await stage.citizens.texts(CHAT, 3)

    assert said[0] == "dari kemarin"
    assert said[1:] == ["jawaban: halo", "jawaban: buka chat"]


def test_a_wait_is_kept_up_to_the_longest_and_not_beyond() -> None:
    now = utc_now()

    assert time_to_wait(None, now) == timedelta()
    assert time_to_wait(now - timedelta(days=1), now) == timedelta()
    assert time_to_wait(now + timedelta(seconds=30), now) == timedelta(seconds=30)
    assert time_to_wait(now + LONGEST_WAIT + timedelta(seconds=1), now) == timedelta()
