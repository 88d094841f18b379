"""One citizen's chat on the simulator: writes, presses, and reads what the bot shows."""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from loket.stories.errors import StepFailed
from loket.stories.story import Act

LONGEST_WAIT = 25.0  # seconds; the simulator holds a request up to 60
# A command with one known answer: as a chat is served in order, its answer shows that all before it was said.
BARRIER = "/privasi"


@dataclass(frozen=True)
class Shown:
    """A bot's message as the citizen sees it; a map pin is its title and address. Buttons in order."""

    message_id: int
    revision: int
    text: str
    buttons: tuple[dict[str, Any], ...] = ()

    @property
    def titles(self) -> list[str]:
        """What the buttons say."""
        return [button["text"] for button in self.buttons]


def shown(message: dict[str, Any]) -> Shown:
    """Turn the simulator's message into what is seen."""
    venue = message.get("venue") or {}
    pin = "\n".join(filter(None, (venue.get("title"), venue.get("address"))))
    markup = message.get("reply_markup") or {}
    rows = [*markup.get("inline_keyboard", []), *markup.get("keyboard", [])]
    buttons = [button if isinstance(button, dict) else {"text": button} for row in rows for button in row]
    text = message.get("text") or message.get("caption") or pin
    return Shown(message["message_id"], message["revision"], text, tuple(buttons))


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
        self._seen = 0  # the newest revision that was read
        self._turn_begins = 0  # what the bot says after this revision belongs to the turn
        self._last_text: int | None = None

    async def act(self, act: Act) -> None:
        """Do what the citizen does. Raises StepFailed where it cannot be done, e.g. there is no such button."""
        await self.more(0)  # what came late belongs to the turn before
        self.turn = []
        sent = await self._send(act)
        self._turn_begins = sent["revision"]
        for _ in range(1, act.times or 1 if act.burst is not None else 1):
            sent = await self._send(act)
        if act.words is not None:
            self._last_text = sent["message_id"]

    async def more(self, seconds: float) -> bool:
        """Wait up to ``seconds`` for further messages of the bot; False when none came."""
        wait = min(LONGEST_WAIT, max(0.0, seconds))
        new = await self._read(wait)
        self.history += new
        self.turn += [message for message in new if message.revision > self._turn_begins]
        return bool(new)

    async def settle(self, seconds: float, is_barrier: Callable[[Shown], bool]) -> None:
        """Return once the bot has said all it has to say to the last act; the question put for it is not shown.

        Raises StepFailed where the bot does not answer that question either.
        """
        await self._post({"text": BARRIER})
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            new = await self._read(min(LONGEST_WAIT, left))
            said = [message for message in new if not is_barrier(message)]
            self.history += said
            self.turn += [message for message in said if message.revision > self._turn_begins]
            if len(said) < len(new):
                return
        raise StepFailed(f"tidak dapat dipastikan bahwa bot selesai: ia tidak menjawab {BARRIER}")

    async def _read(self, wait: float) -> list[Shown]:
        query: dict[str, str | int] = {"since": self._seen, "wait": f"{wait:.2f}"}
        response = await self._client.get(f"/chats/{self.chat_id}/messages", params=query, timeout=wait + 10)
        response.raise_for_status()
        found = response.json()["messages"]
        self._seen = max([self._seen, *(message["revision"] for message in found)])
        return [shown(message) for message in found if not message.get("deleted")]

    async def _send(self, act: Act) -> dict[str, Any]:
        if act.photo:
            return await self._post(None, files={"photo": ("foto.png", tiny_png(), "image/png")})
        return await self._post(self._body_of(act))

    async def _post(self, body: dict[str, Any] | None, files: dict[str, Any] | None = None) -> dict[str, Any]:
        response = await self._client.post(f"/chats/{self.chat_id}/send", json=body, files=files)
        if response.status_code != httpx.codes.ACCEPTED:
            raise StepFailed(f"simulator menolak pesan warga: {response.text[:300]}")
        sent: dict[str, Any] = response.json()
        return sent

    def _body_of(self, act: Act) -> dict[str, Any]:
        if act.press is not None:
            return self._press(act.press)
        if act.edit is not None:
            if self._last_text is None:
                raise StepFailed("belum ada pesan warga yang dapat diedit")
            return {"edit": self._last_text, "text": act.edit}
        if act.location is not None:
            return {"location": act.location.model_dump()}
        if act.contact is not None:
            return {"contact": act.contact.model_dump()}
        if act.words is not None:
            return {"text": act.words}
        return {"voice": {"duration": 2}} if act.voice else {"sticker": {"emoji": "👍"}}

    def _press(self, title: str) -> dict[str, Any]:
        for message in reversed(self.history):
            for button in message.buttons:
                if button["text"].casefold() == title.casefold():
                    return _pressed(button, message)
        newest = next((message.titles for message in reversed(self.history) if message.titles), [])
        raise StepFailed(f"tidak ada tombol {title!r} untuk ditekan; tombol terakhir: {newest}")


def _pressed(button: dict[str, Any], message: Shown) -> dict[str, Any]:
    if "callback_data" in button:
        return {"callback": button["callback_data"], "message_id": message.message_id}
    if "url" in button:
        raise StepFailed(f"tombol {button['text']!r} membuka situs, tidak dapat ditekan di cerita")
    if button.get("request_location"):
        raise StepFailed("tombol itu meminta lokasi: tulis user: {location: {latitude: ..., longitude: ...}}")
    return {"text": button["text"]}
