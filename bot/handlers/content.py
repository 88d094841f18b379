"""What citizens send: text goes to the engine, places become payloads, the rest gets a kind answer."""

from __future__ import annotations

import json
from typing import Any

from telegram import Location, Message, Update
from telegram.constants import MessageLimit

from bot import texts
from bot.handlers.addressing import without_name
from bot.turn import TurnContext
from bot.updates import LOCATION_DECIMALS
from loket.delivery.operations import updates_before
from loket.rendering.spans import clean

LOOK_BACK = 10  # updates of a chat, to find the message before this one


def question_in(text: str, context: TurnContext) -> str:
    """What a citizen wrote, without our name and hidden characters, of bounded length."""
    return clean(without_name(text, context.bot.username)).strip()[: MessageLimit.MAX_TEXT_LENGTH]


async def ask(text: str, context: TurnContext) -> None:
    """Put a text to the engine; without a letter or digit in it there is nothing to understand."""
    question = question_in(text, context)
    if any(character.isalnum() for character in question):
        await context.ask_text(question)
    elif not question and not context.turn.is_private:
        context.turn.say(texts.GROUP_EMPTY_MENTION.format(username=context.bot.username))
    else:
        context.turn.say(texts.NO_WORDS, texts.HELP_BUTTONS)


async def relay_text(update: Update, context: TurnContext) -> None:
    """A typed message."""
    message = update.effective_message
    await ask((message.text if message else None) or "", context)


async def relay_caption(update: Update, context: TurnContext) -> None:
    """A picture or file with words: the words are the question."""
    message = update.effective_message
    await ask((message.caption if message else None) or "", context)


async def relay_edited(update: Update, context: TurnContext) -> None:
    """Answer an edited question anew while it is the last thing that was said; an older one is left alone."""
    message = update.edited_message
    text = (message.text or message.caption) if message else None
    if message is None or not text or text.startswith("/"):
        return
    previous = await _before(context)
    latest = next((raw for raw in previous if "message" in raw or "callback_query" in raw), {})
    if (latest.get("message") or {}).get("message_id") != message.message_id:
        return
    context.turn.reply_to = message.message_id  # shows which question is answered
    await ask(text, context)


async def relay_location(update: Update, context: TurnContext) -> None:
    """A shared place, coarse enough not to show a home."""
    message = update.effective_message
    location = _location(message) if message else None
    if location is None:
        context.turn.say(texts.OTHER_CONTENT, texts.HELP_BUTTONS)
        return
    place = {
        "latitude": round(location.latitude, LOCATION_DECIMALS),
        "longitude": round(location.longitude, LOCATION_DECIMALS),
    }
    await context.ask_payload(f"/share_location{json.dumps(place)}")


def _location(message: Message) -> Location | None:
    return message.location or (message.venue.location if message.venue else None)


async def explain_content(update: Update, context: TurnContext) -> None:
    """Say what to send instead; once for a whole album."""
    message = update.effective_message
    if message is None or (message.media_group_id and await _is_same_album(message.media_group_id, context)):
        return
    context.turn.say(_explanation(message), texts.HELP_BUTTONS)


def _explanation(message: Message) -> str:
    kinds: tuple[tuple[Any, str], ...] = (
        (message.photo, texts.PHOTO),
        (message.sticker or message.animation or message.dice, texts.STICKER),
        (message.voice or message.audio, texts.VOICE),
        (message.video or message.video_note, texts.VIDEO),
        (message.contact, texts.CONTACT),
        (message.document, texts.DOCUMENT),
    )
    return next((text for value, text in kinds if value), texts.OTHER_CONTENT)


async def _is_same_album(media_group_id: str, context: TurnContext) -> bool:
    latest: Any = next((raw["message"] for raw in await _before(context) if "message" in raw), {})
    return isinstance(latest, dict) and latest.get("media_group_id") == media_group_id


async def _before(context: TurnContext) -> list[dict[str, Any]]:
    turn = context.turn
    return await turn.store.read(lambda session: updates_before(session, turn.chat_key, turn.inbox_id, LOOK_BACK))


async def ignore(update: Update, context: TurnContext) -> None:
    """What the chat says of itself (a new title, a pinned message) needs no answer."""
