"""Faults on demand: the next calls of a method, a chat or a bot go wrong as they do on bad days."""

from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = ("429", "5xx", "403", "slow", "drop", "answer_lost", "timeout")
_HTML = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"
    "<body><center><h1>502 Bad Gateway</h1></center></body></html>"
)


class BadFault(Exception):
    """The description of a fault makes no sense; the message says why."""


@dataclass
class Fault:
    """``times`` calls of ``method`` (None = every method) for ``chat_id`` (None = every chat) go wrong.

    429 and 403 refuse (``retry_after`` seconds), 5xx answers HTML, slow waits ``seconds`` and goes on, drop closes the
    connection before anything is done, answer_lost after it was done, timeout holds ``seconds`` and then drops.
    """

    kind: str
    method: str | None = None
    chat_id: int | None = None
    times: int = 1
    retry_after: int = 1
    seconds: float = 5.0

    def fits(self, method: str, chat_id: object) -> bool:
        """Whether this call is meant."""
        named = self.method is None or self.method.lower() == method.lower()
        return named and (self.chat_id is None or str(self.chat_id) == str(chat_id))


@dataclass
class Faults:
    """The queue of faults; the first that fits a call is used up by it."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, method: str, chat_id: object) -> Fault | None:
        """Return the fault for this call, and count it; None on a good day."""
        for fault in self.waiting:
            if fault.fits(method, chat_id):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None

    def described(self) -> list[dict[str, Any]]:
        """Return what still waits, as JSON."""
        return [asdict(fault) for fault in self.waiting]


def html_body() -> str:
    """Return what a gateway in front of Telegram answers when it is down."""
    return _HTML


def fault_from(body: object) -> Fault:
    """Return the fault that this JSON describes; raise BadFault saying what is wrong."""
    if not isinstance(body, dict):
        raise BadFault("expected a JSON object")
    unknown = set(body) - {"kind", "method", "chat_id", "times", "retry_after", "seconds"}
    if unknown:
        raise BadFault(f"unknown: {', '.join(sorted(map(str, unknown)))}")
    if body.get("kind") not in KINDS:
        raise BadFault(f"kind must be one of {', '.join(KINDS)}")
    if not isinstance(body.get("method"), str | None):
        raise BadFault("method must be a string")
    for name, low, high in (("times", 1, 10**6), ("retry_after", 0, 10**5), ("chat_id", -(2**62), 2**62)):
        _check_number(body, name, int, low, high)
    _check_number(body, "seconds", (int, float), 0, 3600)
    return Fault(**body)


def _check_number(body: dict[str, Any], name: str, kind: Any, low: int, high: int) -> None:
    if name not in body or (name == "chat_id" and body[name] is None):
        return
    value = body[name]
    if isinstance(value, bool) or not isinstance(value, kind) or not low <= value <= high:
        raise BadFault(f"{name} must be a number from {low} to {high}")
