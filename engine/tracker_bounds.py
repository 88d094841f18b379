"""What of a conversation is kept: the running session's last turns and the slots, without identity numbers.

A tracker that only grows makes each message dearer than the one before (57 ms after 100 turns); bounded, the 500th
costs what the first does. Rasa's policy looks through all events of the tracker four times a message, and each is
sent to the action: what is kept is paid for often. Rules are one turn long, and a correction looks at the message
before; all else that a conversation must remember is in slots.
"""

import re
from typing import Any, Dict, List

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

KEPT_TURNS = 2
KEPT_TEXT = 500
_HIDDEN = "[disamarkan]"
# NIK and KK numbers, phone numbers (also with spaces, dots, dashes), e-mail addresses.
_PERSONAL = re.compile(r"(?<!\d)(?:\+?\d[ .-]?){9,19}\d(?!\d)|[\w.+-]+@[\w-]+\.[\w.-]+")


def without_identity(text: str) -> str:
    """Return ``text`` cut to 500 characters, with long numbers and e-mail addresses hidden."""
    return _PERSONAL.sub(_HIDDEN, text[:KEPT_TEXT])


def _last_session(events: List[Event]) -> List[Event]:
    """From the last session's start on, with the slot values that Rasa set together with it."""
    for index in range(len(events) - 1, -1, -1):
        if isinstance(events[index], SessionStarted):
            return events[index:]
    return events


def _state_at(events: List[Event], sender: str, slots: Any) -> List[Event]:
    """Events that bring a fresh tracker to where ``events`` would: set slots and the active form."""
    before = DialogueStateTracker.from_events(sender, events, slots)
    state: List[Event] = [SlotSet(n, s.value) for n, s in before.slots.items() if s.value != s.initial_value]
    if before.active_loop:
        state.append(ActiveLoop(before.active_loop.name))
    return [SessionStarted(), *state, ActionExecuted(ACTION_LISTEN_NAME)]


def bounded_events(tracker: DialogueStateTracker, slots: Any, kept_turns: int = KEPT_TURNS) -> List[Event]:
    """Return the events to keep: the session's last ``kept_turns`` user turns, and the state they began in."""
    events = _last_session(list(tracker.events))
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= kept_turns:
        return events
    cut = turns[-kept_turns]
    return _state_at(events[:cut], tracker.sender_id, slots) + events[cut:]


def storable(event: Event) -> Dict[str, Any]:
    """Return the event as stored: a user's words without identity, no ranking, no copies of answers sent."""
    stored = event.as_dict()
    if stored["event"] == "user":
        stored["text"] = without_identity(stored.get("text") or "")
        parsed = stored.get("parse_data") or {}
        stored["parse_data"] = {key: parsed[key] for key in ("intent", "entities", "message_id") if key in parsed}
        stored["parse_data"]["text"] = stored["text"]
        stored["metadata"] = {key: value for key, value in (stored.get("metadata") or {}).items() if key != "pressed"}
    elif stored["event"] == "bot":
        stored.update(text=None, data={})
    return stored
