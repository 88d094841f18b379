"""Webhook delivery: each chat's updates in order, chats side by side, again and again until the bot takes them."""

import asyncio
import time
from functools import partial
from typing import Any

import httpx

from simulator.bots import Bot, all_bots, bot_of_token, save_delivery
from simulator.store import from_json
from simulator.updates import WEBHOOKS, confirm_one
from simulator.world import World

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
_ANSWER_SECONDS = 60


class WebhookDelivery:
    """Runs beside the server; ``run`` ends when it is cancelled."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._busy: dict[tuple[str, int], asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Start a worker for each chat that has something to deliver."""
        # A proxy of the machine must not stand between the simulator and a bot on loopback.
        async with httpx.AsyncClient(timeout=httpx.Timeout(_ANSWER_SECONDS, connect=5), trust_env=False) as client:
            try:
                while not self._world.bells.closing:
                    for bot, chat_id in await self._find_work():
                        self._start(client, bot, chat_id)
            finally:
                for task in list(self._busy.values()):
                    task.cancel()
                await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _find_work(self) -> list[tuple[Bot, int]]:
        return await self._world.bells.until(self._idle_chats, 30, WEBHOOKS)

    def _idle_chats(self) -> list[tuple[Bot, int]]:
        found = []
        for bot in all_bots(self._world.store):
            if bot.webhook:
                room = bot.webhook["max_connections"] - sum(token == bot.token for token, _ in self._busy)
                rows = self._world.store.all("SELECT DISTINCT chat_id FROM updates WHERE bot_id = ?", bot.id)
                idle = [r["chat_id"] for r in rows if (bot.token, r["chat_id"]) not in self._busy]
                found += [(bot, chat_id) for chat_id in idle[: max(room, 0)]]
        return found

    def _start(self, client: httpx.AsyncClient, bot: Bot, chat_id: int) -> None:
        key = (bot.token, chat_id)
        task = asyncio.create_task(self._serve_chat(client, bot, chat_id))
        self._busy[key] = task
        task.add_done_callback(lambda done: self._finished(key, done))

    def _finished(self, key: tuple[str, int], task: asyncio.Task[None]) -> None:
        self._busy.pop(key, None)
        self._world.bells.ring(WEBHOOKS)
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error

    async def _serve_chat(self, client: httpx.AsyncClient, bot: Bot, chat_id: int) -> None:
        pause = _FIRST_PAUSE
        while (webhook := self._webhook(bot)) and (update := self._next_update(bot, chat_id)):
            problem = await _post(client, webhook, update)
            if problem is None:
                confirm_one(self._world.store, bot.id, update["update_id"])
                pause = _FIRST_PAUSE
                continue
            self._note(bot, webhook, problem)
            # Wakes early when the webhook is set anew.
            await self._world.bells.until(partial(self._is_other, bot, webhook), pause, WEBHOOKS)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _webhook(self, bot: Bot) -> dict[str, Any] | None:
        return bot_of_token(self._world.store, bot.token).webhook if not self._world.bells.closing else None

    def _is_other(self, bot: Bot, known: dict[str, Any]) -> bool:
        current = self._webhook(bot) or {}
        return any(current.get(name) != known[name] for name in ("url", "secret_token"))

    def _next_update(self, bot: Bot, chat_id: int) -> dict[str, Any] | None:
        statement = "SELECT content FROM updates WHERE bot_id = ? AND chat_id = ? ORDER BY update_id LIMIT 1"
        row = self._world.store.one(statement, bot.id, chat_id)
        update: dict[str, Any] | None = from_json(row["content"]) if row else None
        return update

    def _note(self, bot: Bot, webhook: dict[str, Any], problem: str) -> None:
        current = bot_of_token(self._world.store, bot.token)
        if current.webhook and current.webhook["url"] == webhook["url"]:
            current.webhook |= {"last_error_date": int(time.time()), "last_error_message": problem}
            save_delivery(self._world.store, current)


async def _post(client: httpx.AsyncClient, webhook: dict[str, Any], update: dict[str, Any]) -> str | None:
    """Post one update; returns None if it was taken, else what went wrong in Telegram's words."""
    secret = webhook["secret_token"]
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    try:
        response = await client.post(webhook["url"], json=update, headers=headers)
    except httpx.TimeoutException:
        return "Read timeout expired"
    except httpx.ConnectError:
        return "Connection refused"
    except httpx.HTTPError as error:
        return f"Connection failed: {type(error).__name__}"
    if response.is_success:
        return None
    return f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"
