"""What all our actions do: read the turn, ask ``loket``, keep what it said."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import sessions
from actions.conversation import read_turn, said_as, slots_of
from actions.counting import TALLY
from actions.learning import is_measured, learn, message_id_of
from actions.report_info import SLOT, take_note
from loket.answers.operations import answer_turn, remember_region


class AnsweringAction(Action):  # type: ignore[misc]  # rasa-sdk ships no types
    """Answers the latest message by its reading. Safe to run twice for one message: it only sets, never adds."""

    @abstractmethod
    def name(self) -> str:
        """The action's name in the domain."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say the Answer and keep the conversation in slots."""
        noted = await take_note(dispatcher, tracker)
        if noted is not None:
            return noted
        turn = read_turn(tracker)
        outcome = await sessions.read(partial(answer_turn, turn=turn))
        if outcome.home is not None and not is_measured(tracker):
            await sessions.write(partial(remember_region, sender=tracker.sender_id, slug=outcome.home))
        if outcome.response:
            dispatcher.utter_message(response=outcome.response)
        else:
            reading = outcome.said or outcome.answer.reading
            told = outcome.answer.model_copy(update={"reading": reading})
            dispatcher.utter_message(json_message=told.model_dump(mode="json"))
        await learn(tracker, turn, outcome)
        TALLY.count(tracker, turn, outcome)
        waiting = [SlotSet(SLOT, None)] if tracker.slots.get(SLOT) is not None else []
        return [*slots_of(outcome.context, turn.point), said_as(message_id_of(tracker), outcome), *waiting]
