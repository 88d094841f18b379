"""The way in on SQLite and PostgreSQL: stored once, in order, finished together with the answers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.database import utc_now
from loket.delivery import operations as delivery
from loket.delivery.models import CallbackToken, InboxState, InboxUpdate, OutboxMessage, OutboxState
from loket.delivery.operations import Finished, NewMessage, NewToken, NewUpdate


def store(session: Session, *numbers: int, chat: str = "utama:7", bot: str = "utama") -> list[InboxUpdate]:
    delivery.store_updates(session, bot, [NewUpdate(number, chat, {"update_id": number}) for number in numbers])
    return delivery.waiting_updates(session, chat, 100)


def finished(row: InboxUpdate, *texts: str, tokens: tuple[NewToken, ...] = ()) -> Finished:
    messages = tuple(NewMessage("sendMessage", {"text": text}) for text in texts)
    return Finished(row.id, row.bot, row.chat_key, messages, tokens)


def test_update_is_stored_once_in_order_of_arrival(session: Session) -> None:
    store(session, 5, 6)
    rows = store(session, 6, 7, 5)

    assert [row.update_id for row in rows] == [5, 6, 7]
    assert delivery.waiting_chats(session, ["utama"], utc_now()) == ["utama:7"]
    assert delivery.waiting_chats(session, ["lain"], utc_now()) == []


def test_same_number_at_another_bot_is_another_update(session: Session) -> None:
    store(session, 5)
    store(session, 5, bot="kedua", chat="kedua:7")

    assert delivery.waiting_chats(session, ["utama", "kedua"], utc_now()) == ["utama:7", "kedua:7"]


def test_longest_waiting_chat_comes_first(session: Session) -> None:
    store(session, 1, chat="utama:b")
    store(session, 2, chat="utama:a")
    store(session, 3, chat="utama:b")

    assert delivery.waiting_chats(session, ["utama"], utc_now()) == ["utama:b", "utama:a"]


def test_update_is_finished_once_with_answers_and_buttons(session: Session) -> None:
    [row] = store(session, 1)
    outcome = finished(row, "satu", "dua", tokens=(NewToken("abc", "/cost", "Biaya" * 40),))

    assert delivery.finish_updates(session, [outcome]) == [outcome]
    assert delivery.finish_updates(session, [outcome]) == []

    sent = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [(message.seq, message.params["text"], message.state) for message in sent] == [
        (0, "satu", OutboxState.NEW), (1, "dua", OutboxState.NEW),
    ]  # fmt: skip
    token = delivery.find_token(session, "abc")
    assert token is not None
    assert (token.payload, token.chat_key) == ("/cost", "utama:7")
    assert delivery.waiting_updates(session, "utama:7", 5) == []


def test_postponed_update_is_not_due_but_stays_the_first(session: Session) -> None:
    first, _ = store(session, 1, 2)
    delivery.postpone_update(session, first.id, utc_now() + timedelta(hours=1))
    session.expire_all()

    assert delivery.waiting_updates(session, "utama:7", 1)[0].attempts == 1
    assert delivery.waiting_updates(session, "utama:7", 1)[0].update_id == 1


def test_delay_is_noted_once_and_does_not_displace_the_answer(session: Session) -> None:
    [row] = store(session, 1)
    for _ in range(2):
        delivery.add_delay_notice(session, finished(row, "tertunda"))
    delivery.finish_updates(session, [finished(row, "jawaban")])

    texts = [message.params["text"] for message in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]
    assert texts == ["tertunda", "jawaban"]


def test_update_before_is_found_newest_first(session: Session) -> None:
    rows = store(session, 1, 2, 3)

    assert [raw["update_id"] for raw in delivery.updates_before(session, "utama:7", rows[2].id, 5)] == [2, 1]


def test_handled_is_forgotten_but_what_waits_stays(session: Session) -> None:
    sent, unsent, waiting = store(session, 1, 2, 3)
    delivery.finish_updates(session, [finished(sent, "a"), finished(unsent, "b")])
    first = session.scalars(select(OutboxMessage).where(OutboxMessage.inbox_id == sent.id)).one()
    first.state = OutboxState.SENT
    session.flush()

    assert delivery.delete_handled(session, utc_now() + timedelta(seconds=1), 10) == 1
    assert delivery.delete_handled(session, utc_now() - timedelta(hours=1), 10) == 0

    assert session.scalars(select(InboxUpdate.id).order_by(InboxUpdate.id)).all() == [unsent.id, waiting.id]
    assert session.scalars(select(OutboxMessage.inbox_id)).all() == [unsent.id]


def test_old_buttons_are_forgotten(session: Session) -> None:
    [row] = store(session, 1)
    delivery.finish_updates(session, [finished(row, tokens=(NewToken("a", "/x"), NewToken("b", "/x")))])
    session.get_one(CallbackToken, "a").created_at = utc_now() - timedelta(days=31)
    session.flush()

    assert delivery.delete_old_tokens(session, utc_now() - timedelta(days=30)) == 1
    assert delivery.find_token(session, "a") is None
    assert delivery.find_token(session, "b") is not None


def test_failed_update_keeps_its_error_id(session: Session) -> None:
    [row] = store(session, 1)
    outcome = Finished(row.id, row.bot, row.chat_key, error_id="abc123", state=InboxState.FAILED)
    delivery.finish_updates(session, [outcome])
    session.expire_all()

    assert (row.state, row.error_id) == (InboxState.FAILED, "abc123")
