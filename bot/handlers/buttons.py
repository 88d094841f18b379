"""Pressed buttons: the id leads to a payload in our own table, and only in the chat it was made for."""

from __future__ import annotations

from telegram import CallbackQuery, Message, Update

from bot import texts
from bot.handlers import own_data
from bot.rendering.keyboards import CALLBACK_PREFIX
from bot.turn import TurnContext
from loket.answers.reporting import INTENT
from loket.delivery.operations import find_token, question_behind

REPORT = f"/{INTENT}{{"


async def press(update: Update, context: TurnContext) -> None:
    """Do what the button says, or say that it no longer works."""
    query = update.callback_query
    if query is None:
        return
    payload = await payload_of(query.data or "", context)
    answer = {"callback_query_id": query.id}
    if payload is None:
        context.turn.best_effort("answerCallbackQuery", {**answer, "text": texts.BUTTON_OLD_TOAST})
        if context.turn.chat_id is not None:
            context.turn.say(texts.BUTTON_OLD, texts.HELP_BUTTONS)
        return
    context.turn.best_effort("answerCallbackQuery", answer)
    own = own_data.HANDLERS.get(payload)
    if own is not None:
        await own(update, context)
    else:
        await context.ask_payload(payload, await _pressed(query, context) if payload.startswith(REPORT) else None)


async def _pressed(query: CallbackQuery, context: TurnContext) -> dict[str, str]:
    """What the citizen says is wrong: the message that carries the button, and the question it answered."""
    message, turn = query.message, context.turn
    if message is None:
        return {}
    answer = (message.text or "") if isinstance(message, Message) else ""
    number = message.message_id
    question = await turn.store.read(lambda session: question_behind(session, turn.chat_key, number))
    return {"answer": answer, "question": question}


async def payload_of(data: str, context: TurnContext) -> str | None:
    """What the button does, None where it is none of ours or of another chat."""
    if not data.startswith(CALLBACK_PREFIX):
        return None
    token_id = data.removeprefix(CALLBACK_PREFIX)
    token = await context.turn.store.read(lambda session: find_token(session, token_id))
    return token.payload if token is not None and token.chat_key == context.turn.chat_key else None
