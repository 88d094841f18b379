"""The engine's channel (contract 1 of docs/architecture.md), asked once a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from loket.errors import LoketError

logger = structlog.get_logger()

CONNECTIONS = 64


class EngineUnavailable(LoketError):
    """No answer now; asking again later with the same ``message_id`` is safe.

    ``is_down``: it could not be reached at all, so it is not this message that it stumbles over.
    ``is_cut_off``: it died, or was killed, while it had this message, and some others beside it.
    """

    def __init__(self, words: str, *, is_down: bool, is_cut_off: bool = False) -> None:
        super().__init__(words)
        self.is_down = is_down
        self.is_cut_off = is_cut_off


class EngineRefused(LoketError):
    """The engine will never take this message."""


class EngineClient:
    """Asks the engine; safe to share between chats."""

    def __init__(self, port: int, token: str, seconds: float, host: str = "127.0.0.1") -> None:
        self._client = httpx.AsyncClient(
            base_url=f"http://{host}:{port}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(seconds, connect=2),
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            trust_env=False,  # the engine is on this machine, never behind a proxy
        )

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()

    async def ask(
        self,
        sender: str,
        message_id: str,
        question: Mapping[str, str],
        region: str | None,
        bot: str,
        pressed: Mapping[str, str] | None = None,
    ) -> list[Mapping[str, Any]]:
        """Put ``{"text": ...}`` or ``{"payload": ...}`` and return the replies, at least one.

        ``pressed``: the answer under which a button stood, and its question, for a report that it is wrong.
        Raises EngineUnavailable where asking again may help, else EngineRefused.
        """
        metadata: dict[str, Any] = {"region": region, "bot": bot}
        if pressed is not None:
            metadata["pressed"] = dict(pressed)
        body = {"sender": sender, "message_id": message_id, **question, "metadata": metadata}
        try:
            response = await self._client.post("/webhooks/loket/webhook", json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise EngineUnavailable(type(error).__name__, is_down=True) from error
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            raise EngineUnavailable(type(error).__name__, is_down=False, is_cut_off=True) from error
        except httpx.HTTPError as error:
            raise EngineUnavailable(type(error).__name__, is_down=False) from error
        return _replies(response)

    async def forget(self, sender: str) -> None:
        """Erase what the engine keeps of the sender. Raises EngineUnavailable; doing it again is safe."""
        try:
            response = await self._client.delete(f"/webhooks/loket/conversations/{sender}")
        except httpx.HTTPError as error:
            raise EngineUnavailable(type(error).__name__, is_down=True) from error
        if response.status_code != 200:
            raise EngineUnavailable(f"status {response.status_code}", is_down=True)


def _replies(response: httpx.Response) -> list[Mapping[str, Any]]:
    status = response.status_code
    if status in (401, 403, 404):  # wrong secret, or the channel is not loaded yet: nothing to do with this message
        raise EngineUnavailable(f"status {status}", is_down=True)
    if status >= 500 or status == 429:
        raise EngineUnavailable(f"status {status}", is_down=status == 503)
    if status != 200:
        raise EngineRefused(f"status {status}")
    try:
        body = response.json()
        replies = body["replies"]
    except (ValueError, KeyError, TypeError) as error:
        raise EngineUnavailable("unreadable answer", is_down=False) from error
    if not isinstance(replies, list) or not replies:
        raise EngineUnavailable("empty answer", is_down=False)
    if body.get("failed") and body.get("retry"):  # nothing is stored over there: the same message gets its answer
        raise EngineUnavailable("action server away", is_down=True)
    if body.get("failed"):
        logger.warning("engine apologised", error_id=body.get("error_id"), message_id=body.get("message_id"))
    return [reply for reply in replies if isinstance(reply, dict)]
