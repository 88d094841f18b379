"""Runs stories against a running stack, many side by side, each citizen in a chat of their own."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import httpx
import yaml

from loket.citizens.operations import pseudonym
from loket.secrets import secret
from loket.settings import PROJECT_ROOT, Settings
from loket.stack.processes import LOOPBACK
from loket.stories.chat import Chat
from loket.stories.errors import StepFailed
from loket.stories.story import Step, Story

AT_ONCE = 6
STEP_SECONDS = 25.0
SIMULATOR_BOT = "simulator"


@dataclass
class Outcome:
    """How one story went; ``failure`` is empty where all went as written."""

    story: Story
    seconds: float = 0.0
    failure: str = ""
    transcript: list[str] = field(default_factory=list)


class Runner:
    """Knows one running stack. ``run`` may be called again and again."""

    def __init__(self, settings: Settings, at_once: int = AT_ONCE) -> None:
        self._simulator = f"http://{LOOPBACK}:{settings.simulator_port}"
        self._engine = f"http://{LOOPBACK}:{settings.engine_port}"
        self._token = secret("engine_token", settings)
        self._citizen_key = secret("citizen_key", settings)
        self._at_once = at_once

    async def run(self, stories: Sequence[Story], done: Callable[[Outcome], None] = lambda _: None) -> list[Outcome]:
        """Run all; ``done`` hears of each as it ends. Outcomes come in the order of the stories."""
        limit = asyncio.Semaphore(self._at_once)
        first_chat = random.SystemRandom().randrange(10**9, 10**12)  # chats of earlier runs stay what they were
        async with httpx.AsyncClient(base_url=self._simulator, timeout=STEP_SECONDS) as client:

            async def one(number: int, story: Story) -> Outcome:
                async with limit:
                    outcome = await self._run_one(client, story, first_chat + number)
                done(outcome)
                return outcome

            return await asyncio.gather(*(one(number, story) for number, story in enumerate(stories)))

    async def _run_one(self, client: httpx.AsyncClient, story: Story, chat_id: int) -> Outcome:
        outcome, chat, began = Outcome(story), Chat(client, chat_id), time.monotonic()
        seen = number = 0
        try:
            for step in story.case.steps:
                number += 1
                if step.user:
                    outcome.transcript.append(f"warga: {step.user.described()}")
                try:
                    await self._do(step, chat, client)
                finally:
                    outcome.transcript += [f"bot:   {m.text}  {m.titles or ''}".rstrip() for m in chat.history[seen:]]
                    seen = len(chat.history)
        except StepFailed as error:
            outcome.failure = f"langkah {number} ({step.kind}): {error}"
        except httpx.HTTPError as error:
            outcome.failure = f"langkah {number} ({step.kind}): sambungan gagal: {type(error).__name__} {error}"
        outcome.seconds = time.monotonic() - began
        return outcome

    async def _do(self, step: Step, chat: Chat, client: httpx.AsyncClient) -> None:
        if step.user:
            await chat.act(step.user)
            return
        if step.bot_never is not None:
            await self._expect_never(step.bot_never, chat)
            return
        deadline = time.monotonic() + STEP_SECONDS
        while (missing := await self._missing(step, chat, client)) is not None:
            if not await chat.more(deadline):
                said = " / ".join(message.text for message in chat.turn) or "tidak ada jawaban"
                raise StepFailed(f"{missing}; bot menjawab: {said[:1500]}")

    async def _expect_never(self, unwanted: list[str], chat: Chat) -> None:
        if not chat.turn:
            await chat.more(time.monotonic() + STEP_SECONDS)
        if not chat.turn:
            raise StepFailed("tidak ada jawaban")
        for text in unwanted:
            if any(text.casefold() in message.text.casefold() for message in chat.turn):
                raise StepFailed(f"jawaban berisi {text!r}")

    async def _missing(self, step: Step, chat: Chat, client: httpx.AsyncClient) -> str | None:
        """What this step still waits for, or None."""
        if not chat.turn:
            return "tidak ada jawaban"
        if step.reading is not None:
            readings = readings_of(await self._tracker(chat, client))
            wanted = step.reading.model_dump(exclude_unset=True)
            return None if any(map(step.reading.fits, readings)) else f"dipahami sebagai {readings}, bukan {wanted}"
        if step.slot_was_set is not None:
            slots = (await self._tracker(chat, client))["slots"]
            wrong = {name: slots.get(name) for name, value in step.slot_was_set.items() if slots.get(name) != value}
            return f"isi slot: {wrong}" if wrong else None
        return missing_in(step, chat)

    async def _tracker(self, chat: Chat, client: httpx.AsyncClient) -> dict[str, Any]:
        sender = pseudonym(SIMULATOR_BOT, chat.chat_id, key=self._citizen_key)
        address = f"{self._engine}/conversations/{sender}/tracker"
        response = await client.get(address, params={"token": self._token})
        response.raise_for_status()
        tracker: dict[str, Any] = response.json()
        return tracker


def missing_in(step: Step, chat: Chat) -> str | None:
    """Compare what the bot showed in this turn with a step about its words or buttons."""
    texts = [message.text for message in chat.turn]
    if step.bot is not None:
        wanted = " ".join(step.bot.split())
        return None if wanted in texts else f"tidak ada pesan persis {wanted!r}"
    if step.utter is not None:
        return None if any(text in responses().get(step.utter, []) for text in texts) else f"bukan {step.utter}"
    together = "\n".join(texts).casefold()
    if step.bot_contains is not None:
        absent = [text for text in step.bot_contains if " ".join(text.split()).casefold() not in together]
        return f"jawaban tidak berisi {absent}" if absent else None
    if step.bot_matches is not None:
        found = re.search(step.bot_matches, "\n".join(texts), re.IGNORECASE)
        return None if found else f"jawaban tidak cocok dengan {step.bot_matches!r}"
    titles = [title.casefold() for message in chat.turn for title in message.titles]
    absent = [wanted for wanted in step.buttons or [] if not any(wanted.casefold() in title for title in titles)]
    return f"tidak ada tombol {absent}, yang ada {titles}" if absent else None


@lru_cache
def responses() -> dict[str, list[str]]:
    """Rasa's responses by name, each variant's text with single blanks."""
    document = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
    found: dict[str, list[dict[str, Any]]] = document.get("responses", {})
    return {
        name: [" ".join(str(variant.get("text", "")).split()) for variant in variants]
        for name, variants in found.items()
    }


def readings_of(tracker: dict[str, Any]) -> list[dict[str, Any]]:
    """What the newest message was taken to ask: the answers' own readings, else its intent."""
    readings: list[dict[str, Any]] = []
    for event in reversed(tracker["events"]):
        if event["event"] == "bot":
            reading = ((event.get("data") or {}).get("custom") or {}).get("reading")
            readings += [reading] if reading else []
        if event["event"] == "user":
            intent = (event.get("parse_data") or {}).get("intent", {}).get("name")
            return readings or [{"aspect": intent, "service": None, "region": None}]
    return readings
