"""The way out on SQLite and PostgreSQL: one at a time per chat, decided at every end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from loket.database import utc_now
from loket.delivery import outgoing
from loket.delivery.models import OutboxKind, OutboxMessage, OutboxState


def put(session: Session, chat: int = 7, kind: OutboxKind = OutboxKind.ANSWER) -> OutboxMessage:
    return outgoing.enqueue(session, "utama", f"utama:{chat}", "sendMessage", {"chat_id": chat, "text": "x"}, kind)


def reread(session: Session, row: OutboxMessage) -> OutboxMessage:
    session.refresh(row)
    return row


def test_messages_of_a_chat_go_one_after_the_other(session: Session) -> None:
    first, second = put(session), put(session)

    claimed = outgoing.claim_next(session, "utama:7", utc_now())
    assert claimed is first
    assert (first.state, first.attempts) == (OutboxState.SENDING, 1)
    outgoing.mark_sent(session, first.id, 99)
    assert outgoing.claim_next(session, "utama:7", utc_now()) is second
    assert reread(session, first).message_id == 99


def test_message_that_must_wait_keeps_its_place(session: Session) -> None:
    first, _ = put(session), put(session)
    later = utc_now() + timedelta(hours=1)
    outgoing.mark_waiting(session, first.id, later, "429")

    claimed = outgoing.claim_next(session, "utama:7", utc_now())
    assert claimed is first
    assert reread(session, first).state == OutboxState.NEW
    assert outgoing.next_message(session, "utama:7") is first


def test_chats_with_something_due_are_found_longest_waiting_first(session: Session) -> None:
    put(session, 9), put(session, 8), put(session, 9)

    assert outgoing.chats_with_messages(session, ["utama"], utc_now()) == ["utama:9", "utama:8"]
    assert outgoing.chats_with_messages(session, ["lain"], utc_now()) == []


@pytest.mark.parametrize(("kind", "state"), [(OutboxKind.ANSWER, "new"), (OutboxKind.BROADCAST, "held")])
def test_what_was_on_its_way_is_decided_by_its_kind(session: Session, kind: OutboxKind, state: str) -> None:
    row = put(session, kind=kind)
    outgoing.claim_next(session, "utama:7", utc_now())

    assert sum(outgoing.recover_interrupted(session, ["lain"])) == 0
    assert sum(outgoing.recover_interrupted(session, ["utama"])) == 1
    assert reread(session, row).state == state


def test_chat_that_cannot_be_reached_gets_nothing_more(session: Session) -> None:
    put(session), put(session), put(session, 8)

    assert outgoing.drop_chat(session, "utama:7", "blocked") == 2
    assert outgoing.next_message(session, "utama:7") is None
    assert outgoing.next_message(session, "utama:8") is not None


def test_waiting_messages_follow_a_chat_that_moves(session: Session) -> None:
    row = put(session, -5)

    assert outgoing.move_chat(session, "utama:-5", "utama:-100", -100) == 1
    assert outgoing.next_message(session, "utama:-100") is row
    assert row.params["chat_id"] == -100


def test_depths_count_what_somebody_may_have_to_look_at(session: Session) -> None:
    put(session), put(session, 8)
    failed = put(session, 9)
    outgoing.mark_failed(session, failed.id, "x" * 10_000)

    depths = outgoing.queue_depths(session)
    assert (depths["outbox_new"], depths["outbox_failed"], depths["inbox_new"]) == (2, 1, 0)
    assert len(reread(session, failed).error) == outgoing.ERROR_LIMIT
