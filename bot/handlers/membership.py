"""Who blocked or unblocked us, which group took us in, and which one moved."""

from __future__ import annotations

from sqlalchemy.orm import Session
from telegram import ChatMember, Update
from telegram.constants import ChatType

from bot import texts
from bot.turn import TurnContext
from bot.updates import chat_key
from loket.citizens.operations import find_citizen
from loket.delivery.outgoing import drop_chat, move_chat

GONE = (ChatMember.BANNED, ChatMember.LEFT)


async def membership_changed(update: Update, context: TurnContext) -> None:
    """Remember who can be reached; greet a group that took us in."""
    change = update.my_chat_member
    if change is None:
        return
    turn = context.turn
    is_gone = change.new_chat_member.status in GONE
    if change.chat.type == ChatType.PRIVATE:
        await turn.store.write(lambda session: remember_reachable(session, turn.sender, not is_gone))
    if is_gone:
        await turn.store.write(lambda session: drop_chat(session, turn.chat_key, "left"))
    elif change.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP) and change.old_chat_member.status in GONE:
        turn.say(texts.GROUP_WELCOME.format(username=context.bot.username))


def remember_reachable(session: Session, sender: str, is_reachable: bool) -> None:
    """Note on the citizen, if we know them, whether they can be written to."""
    citizen = find_citizen(session, sender)
    if citizen is not None:
        citizen.is_reachable = is_reachable


async def chat_moved(update: Update, context: TurnContext) -> None:
    """A group became a supergroup with another id: what waits for it goes there."""
    message = update.message
    if message is None or message.migrate_to_chat_id is None:
        return
    turn, new_id = context.turn, message.migrate_to_chat_id
    new_key = chat_key(turn.bot_name, new_id)
    await turn.store.write(lambda session: move_chat(session, turn.chat_key, new_key, new_id))
