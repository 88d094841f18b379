"""What is decided before any other handler: is it for us, and does this chat write too fast?"""

from __future__ import annotations

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, filters

from bot import texts
from bot.flood import Verdict
from bot.handlers.addressing import is_addressed
from bot.handlers.buttons import payload_of
from bot.handlers.own_data import HANDLERS
from bot.turn import TurnContext
from loket.switches.operations import is_bot_off

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
OWN_DATA = ("/dataku", "/hapusdata")


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


async def stop_switched_off(update: Update, context: TurnContext) -> None:
    """While an operator has stopped the bot, say so to everything but what a chat says of itself and one's own data."""
    message = update.message or update.edited_message
    if update.my_chat_member is not None or (message is not None and _is_let_through(update, message)):
        return
    turn = context.turn
    if not await turn.store.read(lambda session: is_bot_off(session, turn.bot_name)):
        return
    query = update.callback_query
    if query is not None and await payload_of(query.data or "", context) in HANDLERS:
        return
    if update.edited_message is None:
        turn.say(texts.SWITCHED_OFF)
    if query is not None:
        turn.best_effort("answerCallbackQuery", {"callback_query_id": query.id})
    raise ApplicationHandlerStop


def _is_let_through(update: Update, message: Message) -> bool:
    """Rights under UU 27/2022 do not wait for a repair."""
    command = (message.text or "").strip().partition(" ")[0].partition("@")[0]
    return command in OWN_DATA or bool(filters.StatusUpdate.ALL.check_update(update))


def _sent_at(update: Update, context: TurnContext) -> float:
    """When it was written: after an outage a day's messages come in within one second, and are no flood."""
    message = update.message or update.edited_message
    if message is None:
        return context.turn.received_at.timestamp()
    return (message.edit_date or message.date).timestamp()
