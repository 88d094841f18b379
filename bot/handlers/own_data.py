"""What Loket keeps of a citizen, shown (/dataku) and erased (/hapusdata): both are rights (UU 27/2022)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from sqlalchemy.orm import Session
from telegram import Update

from bot import texts
from bot.turn import Turn, TurnContext
from loket.citizens.operations import find_citizen, forget
from loket.delivery.operations import erase_chat, held_of_chat
from loket.info_reports.operations import count_of as reports_of
from loket.regions.names import display_name
from loket.rendering.layout import long_date
from loket.settings import get_settings
from loket.unanswered.operations import count_of

ASK, CONFIRMED, KEEP, SHOW = "/erase_data", "/erase_data_confirmed", "/keep_data", "/my_data"


async def show(update: Update, context: TurnContext) -> None:
    """Say plainly what is kept and for how long."""
    turn = context.turn
    lines = await turn.store.read(lambda session: _kept_lines(session, turn))
    context.turn.say("\n".join([texts.DATA_TITLE, *lines, texts.DATA_NEVER]), texts.DATA_BUTTONS)


def _kept_lines(session: Session, turn: Turn) -> list[str]:
    settings, citizen = get_settings(), find_citizen(session, turn.sender)
    held = held_of_chat(session, turn.chat_key)
    region = display_name(citizen.region) if citizen and citizen.region else texts.DATA_NO_REGION
    lines = [texts.DATA_REGION.format(region=region)]
    if citizen is not None:
        lines.append(texts.DATA_SINCE.format(date=long_date(citizen.created_at.date())))
    return [
        *lines,
        texts.DATA_MESSAGES.format(updates=held.updates, messages=held.messages, hours=round(settings.delivery_hours)),
        texts.DATA_CONVERSATION.format(days=round(settings.conversation_days)),
        *_unanswered_lines(session, turn, settings.unanswered_days),
        texts.DATA_BUTTONS_LINE.format(buttons=held.buttons, days=round(settings.button_days)),
    ]


def _unanswered_lines(session: Session, turn: Turn, days: int) -> list[str]:
    count, reports = count_of(session, turn.sender), reports_of(session, turn.sender)
    lines = [texts.DATA_UNANSWERED.format(count=count, days=days)] if count else []
    return [*lines, texts.DATA_REPORTS.format(count=reports, days=days)] if reports else lines


async def ask(update: Update, context: TurnContext) -> None:
    """Ask once more before anything is erased."""
    context.turn.say(texts.ERASE_ASK, texts.ERASE_BUTTONS)


async def erase(update: Update, context: TurnContext) -> None:
    """Erase the conversation first: while the engine is away nothing is half done, and all is tried again."""
    turn, user = context.turn, update.effective_user
    await turn.engine.forget(turn.sender)
    member = None if turn.is_private or user is None else user.id
    await turn.store.write(lambda session: _erase(session, turn, member))
    hours = round(get_settings().delivery_hours)
    turn.say(texts.ERASED.format(hours=hours))


def _erase(session: Session, turn: Turn, member: int | None) -> None:
    erase_chat(session, turn.chat_key, turn.inbox_id, member)
    forget(session, turn.sender)


async def keep(update: Update, context: TurnContext) -> None:
    """They thought better of it."""
    context.turn.say(texts.ERASE_KEPT, texts.HELP_BUTTONS)


# Payloads that the bot acts on itself: only it knows both the chat and the pseudonym.
HANDLERS: Mapping[str, Callable[[Update, TurnContext], Awaitable[None]]] = MappingProxyType(
    {SHOW: show, ASK: ask, CONFIRMED: erase, KEEP: keep}
)
