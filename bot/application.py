"""The python-telegram-bot application: every handler, in order, with the reason for its place."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.api import make_request
from bot.handlers import buttons, commands, content, guards, membership, own_data
from bot.receiver import POLL_SECONDS
from bot.turn import TurnContext

BotApplication = Application[Any, TurnContext, Any, Any, Any, Any]
# Groups run in this order; a guard that stops keeps the rest from running.
FOR_US, NOT_TOO_FAST, SERVED, ANSWER = -3, -2, -1, 0


def build_application(
    token: str, api: str, request: BaseRequest | None = None, updates_request: BaseRequest | None = None
) -> BotApplication:
    """The application of one bot at ``api`` (ending in ``/bot``).

    It has no updater (our receiver feeds it) and no memory (our tables have it).
    """
    application: BotApplication = (
        ApplicationBuilder()
        .token(token)
        .base_url(api)
        .base_file_url(api.removesuffix("/bot") + "/file/bot")
        .request(request or make_request())
        .get_updates_request(updates_request or make_request(POLL_SECONDS + 10))
        .context_types(ContextTypes(context=TurnContext))
        .updater(None)
        .job_queue(None)
        .build()
    )
    _add_handlers(application)
    application.add_error_handler(keep_error)
    return application


def _add_handlers(application: BotApplication) -> None:
    add = application.add_handler
    # First whether it is for us at all: a group's chatter must not count towards its flood limit.
    add(TypeHandler(Update, guards.stop_what_is_not_for_us), FOR_US)
    add(TypeHandler(Update, guards.stop_flood), NOT_TOO_FAST)
    # After the flood limit: the notice counts as an answer.
    add(TypeHandler(Update, guards.stop_switched_off), SERVED)
    # Then by kind of update; these are no messages, so no filter below would see them.
    add(ChatMemberHandler(membership.membership_changed, ChatMemberHandler.MY_CHAT_MEMBER), ANSWER)
    add(CallbackQueryHandler(buttons.press), ANSWER)
    # Edited messages before all that looks at messages: filters and commands below match edited ones too.
    add(MessageHandler(filters.UpdateType.EDITED_MESSAGE, content.relay_edited), ANSWER)
    # What the chat says of itself; moving comes first, being one of them.
    add(MessageHandler(filters.StatusUpdate.MIGRATE, membership.chat_moved), ANSWER)
    add(MessageHandler(filters.StatusUpdate.ALL, content.ignore), ANSWER)
    # Commands before text, being text; unknown ones after the known.
    add(CommandHandler("start", commands.start), ANSWER)
    add(CommandHandler("daerah", commands.region), ANSWER)
    add(CommandHandler(list(commands.PAYLOADS), commands.fixed), ANSWER)
    add(CommandHandler("dataku", own_data.show), ANSWER)
    add(CommandHandler("hapusdata", own_data.ask), ANSWER)
    add(MessageHandler(filters.Regex(r"^\s*/"), commands.unknown), ANSWER)
    add(MessageHandler(filters.TEXT, content.relay_text), ANSWER)
    # Places before other content: a venue carries a location.
    add(MessageHandler(filters.LOCATION | filters.VENUE, content.relay_location), ANSWER)
    # Words under a picture are a question; without words we say what to send instead. Nothing is left unanswered.
    add(MessageHandler(filters.CAPTION, content.relay_caption), ANSWER)
    add(MessageHandler(filters.ALL, content.explain_content), ANSWER)


async def keep_error(update: object, context: TurnContext) -> None:
    """Leave what a handler raised to the dispatcher, which knows whether to try again."""
    context.turn.error = context.error
