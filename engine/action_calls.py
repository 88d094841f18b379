"""How Rasa calls our action server, in place of ``RemoteAction``'s own way. ``install()`` puts it there.

As shipped, Rasa 3.6.21 checks its own JSON schema anew at each answer (24 ms of 47 a turn), opens a connection a
call, waits up to 300 s, logs the request with the citizen's text where a call fails, and then carries on as if
nothing had happened. Here: one kept connection pool, a quick check of the shape, a bounded wait, a second try where
the server cannot be reached (it is restarting), and a failure that the channel turns into an apology.
Actions must therefore bear to be run twice for one message: ``metadata.message_id`` is their key.
"""

import asyncio
import time
import weakref
from typing import Any, Dict, List

import aiohttp
from rasa.core.actions import action as rasa_action
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from engine.events import UnknownEvent, events_from
from engine.settings import get_settings
from engine.turn import current_turn

_RETRY_EVERY_SECONDS = 0.2
_sessions: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession]" = weakref.WeakKeyDictionary()


class ActionCallFailed(RasaException):
    """The action server gave no usable answer; the message names the kind of failure and holds no text."""


class ActionServerAway(ActionCallFailed):
    """Nobody answers at the action server's address: it is being restarted, and the message may be sent again."""


def _session() -> aiohttp.ClientSession:
    loop = asyncio.get_running_loop()
    session = _sessions.get(loop)
    if session is None or session.closed:
        session = _sessions[loop] = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100))
    return session


async def close_session() -> None:
    """Close this loop's connections (at the server's stop)."""
    session = _sessions.pop(asyncio.get_running_loop(), None)
    if session is not None:
        await session.close()


def _checked(result: Any) -> Dict[str, Any]:
    """Return the answer if it has the shape Rasa needs: lists of objects, events that name their kind."""
    if not isinstance(result, dict):
        raise ActionCallFailed("answer is not an object")
    for key in ("events", "responses"):
        if not isinstance(result.setdefault(key, []), list) or not all(isinstance(x, dict) for x in result[key]):
            raise ActionCallFailed(f"answer's {key} is not a list of objects")
    if not all(isinstance(event.get("event"), str) for event in result["events"]):
        raise ActionCallFailed("an event without a kind")
    return result


def _events(answer: Dict[str, Any]) -> List[Event]:
    try:
        return events_from(answer["events"])
    except (UnknownEvent, KeyError, TypeError) as error:
        raise ActionCallFailed(f"unusable event: {type(error).__name__}") from None


async def _post(endpoint: EndpointConfig, body: Dict[str, Any], seconds: float) -> Dict[str, Any]:
    """Send one call; raise ActionCallFailed, aiohttp.ClientConnectionError or ActionExecutionRejection."""
    timeout = aiohttp.ClientTimeout(total=max(0.05, seconds))
    async with _session().post(
        endpoint.url, json=body, params=endpoint.combine_parameters(), headers=endpoint.headers, timeout=timeout
    ) as response:
        if response.status == 400:
            raise rasa_action.ActionExecutionRejection(body["next_action"])
        if response.status != 200:
            raise ActionCallFailed(f"status {response.status}")
        return _checked(await response.json(content_type=None))


async def call_action(endpoint: EndpointConfig, body: Dict[str, Any]) -> Dict[str, Any]:
    """Return the action server's answer within ``action_seconds``, trying again while it cannot be reached."""
    end = time.monotonic() + get_settings().action_seconds
    was_away = False
    while True:
        try:
            return await _post(endpoint, body, end - time.monotonic())
        # A payload error is an answer cut off in mid-word: the server died while it wrote.
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError) as error:
            if time.monotonic() + _RETRY_EVERY_SECONDS > end:
                raise ActionServerAway(f"not reached: {type(error).__name__}") from None
            was_away = True
            await asyncio.sleep(_RETRY_EVERY_SECONDS)
        except asyncio.TimeoutError:
            if was_away:  # it came back with too little of the time left
                raise ActionServerAway("back too late") from None
            raise ActionCallFailed("no answer in time") from None
        except (aiohttp.ClientError, ValueError) as error:
            raise ActionCallFailed(type(error).__name__) from None


class BoundedRemoteAction(rasa_action.RemoteAction):
    """A custom action, run by our action server."""

    def _action_call_format(self, tracker: Any, domain: Domain) -> Dict[str, Any]:
        from rasa.shared.core.trackers import EventVerbosity

        return {
            "next_action": self._name,
            "sender_id": tracker.sender_id,
            "tracker": tracker.current_state(EventVerbosity.ALL),
            "version": rasa_action.rasa.__version__,
            "domain": {},  # 6 kB that none of our actions looks at, written and read for each message
        }

    async def run(self, output_channel: Any, nlg: Any, tracker: Any, domain: Domain) -> List[Event]:
        """Run the action; a failure is noted on the turn and raised without the citizen's words."""
        try:
            if not self.action_endpoint:
                raise ActionCallFailed("no action endpoint configured")
            answer = await call_action(self.action_endpoint, self._action_call_format(tracker, domain))
            replies = await self._utter_responses(answer["responses"], output_channel, nlg, tracker)
            return [*replies, *_events(answer)]
        except ActionCallFailed as error:
            turn = current_turn()
            if turn is not None:
                turn.failures.append(f"action {self._name}: {error}")
                turn.may_be_sent_again = isinstance(error, ActionServerAway)
            raise


def install() -> None:
    """Let Rasa make our actions from here on."""
    rasa_action.RemoteAction = BoundedRemoteAction  # type: ignore[misc]
