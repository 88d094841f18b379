"""The message was not understood well enough to answer at once."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.base import AnsweringAction
from loket.answers.aspects import FALLBACK


class ActionFallback(AnsweringAction):
    """Offer likely readings; a bare name of a region or service still goes on with the conversation."""

    def name(self) -> str:
        return "action_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Read the intent as not understood, whatever Rasa guessed, and answer that."""
        intent = dict(tracker.latest_message.get("intent") or {})
        tracker.latest_message = {**tracker.latest_message, "intent": {**intent, "name": FALLBACK}}
        return await super().run(dispatcher, tracker, domain)
