"""What is decided before any other handler: is it for us, and does this chat write too fast?"""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from bot import texts
from bot.flood import Verdict
from bot.handlers.addressing import is_addressed
from bot.turn import TurnContext

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


async def stop_what_is_not_for_us(update: Update, context: TurnContext) -> None:
    """Let pass private messages, buttons, membership changes and what addresses us in a group."""
    chat = update.effective_chat
    if chat is None or chat.type == ChatType.CHANNEL:
        raise ApplicationHandlerStop
    sender = update.effective_user
    if sender is not None and sender.is_bot and update.effective_sender is sender:
        raise ApplicationHandlerStop
    message = update.message or update.edited_message
    if message is None or chat.type not in GROUPS or message.migrate_to_chat_id:
        return
    if not is_addressed(message, context.bot.id, context.bot.username):
        raise ApplicationHandlerStop


async def stop_flood(update: Update, context: TurnContext) -> None:
    """Warn a chat that writes too fast once, then be silent until it is calm."""
    if update.my_chat_member is not None:
        return
    turn = context.turn
    verdict = turn.flood.check(turn.chat_key, _sent_at(update, context), turn.inbox_id)
    if verdict is Verdict.ANSWER:
        return
    if verdict is Verdict.WARN:
        turn.say(texts.FLOOD)
    if update.callback_query is not None:
        turn.best_effort("answerCallbackQuery", {"callback_query_id": update.callback_query.id})
    raise ApplicationHandlerStop


def _sent_at(update: Update, context: TurnContext) -> float:
    """When it was written: after an outage a day's messages come in within one second, and are no flood."""
    message = update.message or update.edited_message
    if message is None:
        return context.turn.received_at.timestamp()
    return (message.edit_date or message.date).timestamp()
