"""One citizen's chat on the simulator: writes, presses, and reads what the bot shows."""

from __future__ import annotations

import html
import re
import struct
import time
import zlib
from dataclasses import dataclass
from typing import Any

import httpx

from loket.stories.errors import StepFailed
from loket.stories.story import UserAct

LONGEST_WAIT = 25.0
NOT_FOUND_STATUS = 404
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Shown:
    """A bot's message as the citizen sees it: plain text, and its buttons in order."""

    message_id: int
    text: str
    buttons: tuple[dict[str, Any], ...]

    @property
    def titles(self) -> list[str]:
        return [button["text"] for button in self.buttons]


def shown(message: dict[str, Any]) -> Shown:
    """Turn the simulator's message into what is seen; a map pin is its title and address."""
    venue = message.get("venue") or {}
    text = message.get("text") or message.get("caption") or " ".join(filter(None, [venue.get("title"),
                                                                                    venue.get("address")]))  # fmt: skip
    markup = message.get("reply_markup") or {}
    rows = [*markup.get("inline_keyboard", []), *markup.get("keyboard", [])]
    buttons = [button if isinstance(button, dict) else {"text": button} for row in rows for button in row]
    return Shown(message["message_id"], plain(text, message.get("parse_mode")), tuple(buttons))


def plain(text: str, parse_mode: str | None) -> str:
    """The text without markup, white space as single blanks."""
    if parse_mode == "HTML" and TAG.search(text):
        text = TAG.sub("", text)
    return " ".join(html.unescape(text).split()) if parse_mode == "HTML" else " ".join(text.split())


def tiny_png() -> bytes:
    """A picture of 2 by 2 grey points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\x80\x80" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class Chat:
    """A chat of its own, by its id. ``turn`` holds what the bot showed since the citizen's last act."""

    def __init__(self, client: httpx.AsyncClient, chat_id: int) -> None:
        self.chat_id = chat_id
        self.turn: list[Shown] = []
        self.history: list[Shown] = []
        self._client = client
        self._revision = 0

    async def act(self, act: UserAct) -> None:
        """Do what the citizen does. Raises StepFailed where it cannot be done, e.g. there is no such button."""
        body, files = self._body_of(act)
        path = f"/chats/{self.chat_id}/send"
        if files:
            response = await self._client.post(path, files=files)
        else:
            response = await self._client.post(path, json=body)
        if response.status_code != httpx.codes.ACCEPTED:
            raise StepFailed(f"simulator menolak {act.described()}: {response.text[:300]}")
        self._revision = response.json()["revision"]
        self.turn = []

    def _body_of(self, act: UserAct) -> tuple[dict[str, Any], dict[str, Any]]:
        if act.press is not None:
            return self._press(act.press), {}
        if act.photo:
            return {}, {"photo": ("foto.png", tiny_png(), "image/png")}
        if act.text is not None:
            return {"text": act.text * act.times}, {}
        if act.location:
            return {"location": act.location.model_dump()}, {}
        if act.contact:
            return {"contact": act.contact.model_dump()}, {}
        return ({"voice": {"duration": 2}} if act.voice else {"sticker": {"emoji": "👍"}}), {}

    def _press(self, title: str) -> dict[str, Any]:
        for message in reversed(self.history):
            for button in message.buttons:
                if title.casefold() in button["text"].casefold():
                    if "callback_data" in button:
                        return {"callback": button["callback_data"], "message_id": message.message_id}
                    return {"text": button["text"]}
        seen = self.history[-1].titles if self.history else []
        raise StepFailed(f"tidak ada tombol {title!r}; tombol terakhir: {seen}")

    async def more(self, deadline: float) -> bool:
        """Wait for further messages of the bot until ``deadline`` (monotonic); False when none came."""
        wait = min(LONGEST_WAIT, deadline - time.monotonic())
        if wait <= 0:
            return False
        query: dict[str, str | int] = {"since": self._revision, "wait": f"{wait:.2f}"}
        response = await self._client.get(f"/chats/{self.chat_id}/messages", params=query, timeout=wait + 10)
        response.raise_for_status()
        found = response.json()
        new = [shown(message) for message in found["messages"] if not message.get("deleted")]
        if found["messages"]:
            self._revision = max(message["revision"] for message in found["messages"])
        self.turn += new
        self.history += new
        return bool(new)
