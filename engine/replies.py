"""What goes back to the bot: the dialogue's messages as they are, or an apology."""

from typing import Any, Dict, List

from rasa.core.channels.channel import OutputChannel

CHANNEL_NAME = "loket"
_APOLOGY = (
    "Maaf, sistem kami sedang mengalami gangguan sehingga pertanyaan Anda belum dapat dijawab. "
    "Silakan coba lagi beberapa saat lagi."
)


class Collector(OutputChannel):
    """Takes what the dialogue says, in order."""

    def __init__(self) -> None:
        self.replies: List[Dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name, by which responses may differ."""
        return CHANNEL_NAME

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Keep one message: its structured answer unchanged, its text with buttons."""
        custom = message.get("custom")
        if custom:
            self.replies.append({"answer": custom})
        text = message.get("text")
        if isinstance(text, str) and text.strip():
            self.replies.append({"text": text, "buttons": [_button(each) for each in message.get("buttons") or []]})


def _button(given: Dict[str, Any]) -> Dict[str, str]:
    return {"title": str(given.get("title", "")), "payload": str(given.get("payload", ""))}


def apology(error_id: str) -> Dict[str, Any]:
    """Return the Answer that stands in for one that could not be given."""
    return {
        "answer": {
            "kind": "error",
            "title": "Maaf, ada gangguan",
            "blocks": [
                {"type": "text", "text": _APOLOGY},
                {"type": "note", "text": f"Bila terus berulang, sebutkan kode {error_id} kepada petugas."},
            ],
            "buttons": [[{"title": "Hubungi petugas", "payload": "/human", "url": ""}]],
            "error_id": error_id,
        }
    }


def reading_of(replies: List[Dict[str, Any]], intent: str, told: Any, message_id: str) -> Dict[str, Any]:
    """Return what the message was taken to ask, with ``confidence`` where the dialogue was weighed.

    ``told``: what the action said of it in the slot ``reading``; an older one is of another message. Without it the
    answer's own reading counts, else the bare aspect.
    """
    if isinstance(told, dict) and told.get("message_id") == message_id:
        return _reading(told)
    for reply in replies:
        reading = (reply.get("answer") or {}).get("reading")
        if isinstance(reading, dict):
            return _reading(reading)
    return {"aspect": intent, "service": None, "region": None}


def _reading(given: Dict[str, Any]) -> Dict[str, Any]:
    named = {name: given.get(name) for name in ("aspect", "service", "region")}
    sure = given.get("confidence")
    return {**named, "confidence": float(sure)} if isinstance(sure, (int, float)) else named
