"""Commands: each is a payload of ours; what follows a command is data or text, never a payload."""

from __future__ import annotations

import json
import re

from telegram import Update

from bot import texts
from bot.handlers.content import question_in
from bot.turn import TurnContext

PAYLOADS = {
    "layanan": "/list_services",
    "darurat": "/emergency",
    "petugas": "/human",
    "privasi": "/privacy",
    "bantuan": "/help",
    "help": "/help",
}
START_PAYLOAD = "/start_chat"
_LINK = re.compile(r"(?P<region>[a-z0-9_]{1,60})?(?:-(?P<service>[a-z0-9_]{1,60}))?")
_UNKNOWN_WITH_WORDS = re.compile(r"/\w{1,64}(?:@\w+)?((?:\s+\S+){2,})", re.DOTALL)


def deep_link_payload(parameter: str) -> str:
    """The payload behind a start parameter: ``<region>-<service>``, ``<region>`` or ``-<service>``."""
    match = _LINK.fullmatch(parameter)
    region, service = (match["region"], match["service"]) if match else (None, None)
    if service:
        about = {"region": region, "service": service} if region else {"service": service}
        return f"/overview{json.dumps(about)}"
    return f"/change_region{json.dumps({'region': region})}" if region else START_PAYLOAD


async def start(update: Update, context: TurnContext) -> None:
    """Greet, or go to where a deep link leads."""
    await context.ask_payload(deep_link_payload(context.args[0] if context.args else ""))


async def fixed(update: Update, context: TurnContext) -> None:
    """A command that always asks the same."""
    message = update.effective_message
    name = re.split(r"[\s@]", (message.text if message else None) or "", maxsplit=1)[0].lstrip("/").lower()
    await context.ask_payload(PAYLOADS.get(name, "/help"))


async def region(update: Update, context: TurnContext) -> None:
    """Ask for the region, or take the one named after the command."""
    name = question_in(" ".join(context.args or ()), context)
    if name:
        await context.ask_text(f"ganti daerah ke {name}")
    else:
        await context.ask_payload("/change_region")


async def unknown(update: Update, context: TurnContext) -> None:
    """A command that is not ours: say so; but a question that begins with a slash is a question."""
    message = update.effective_message
    match = _UNKNOWN_WITH_WORDS.fullmatch(question_in((message.text if message else None) or "", context))
    if match and "{" not in match[0]:
        await context.ask_text(match[0].lstrip("/"))
        return
    context.turn.say(texts.UNKNOWN_COMMAND, texts.HELP_BUTTONS)
