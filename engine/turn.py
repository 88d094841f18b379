"""The turn in hand: what channel, tracker store and action calls of one message must tell each other."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Dict, List, Optional

if TYPE_CHECKING:
    from rasa.shared.core.trackers import DialogueStateTracker


@dataclass
class Turn:
    """One message on its way. ``events`` are the stored events of the conversation, oldest first."""

    message_id: str
    sender: str
    events: List[Dict[str, Any]] = field(default_factory=list)
    tracker: Optional["DialogueStateTracker"] = None
    failures: List[str] = field(default_factory=list)
    may_be_sent_again: bool = False


_current: ContextVar[Optional[Turn]] = ContextVar("loket_turn", default=None)


def current_turn() -> Optional[Turn]:
    """Return the turn this task works on, None outside the channel (e.g. in Rasa's own HTTP API)."""
    return _current.get()


def set_current_turn(turn: Optional[Turn]) -> None:
    """Make ``turn`` the one this task works on."""
    _current.set(turn)
