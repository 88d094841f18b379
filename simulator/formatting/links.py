"""Commands, links, mentions and the like that Telegram itself finds in plain text."""

import re
from typing import Any

from simulator.formatting.units import utf16_offsets

_PATTERNS = [
    ("url", re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "url",
        re.compile(
            r"(?i)(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:go\.id|co\.id|or\.id|ac\.id|com|org|net|id|me)\b(?:/[^\s<>]*)?"
        ),
    ),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#])#(?!\d+\b)\w{1,256}")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d[\d\- ]{7,15}\d\b")),
]
_OPAQUE = {"pre", "code", "text_link", "url", "email", "bot_command", "mention", "hashtag", "phone_number"}


def with_links(text: str, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return ``entities`` and those that Telegram finds by itself outside code and links, sorted."""
    result, offsets = list(entities), utf16_offsets(text)
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            start, end = offsets[found.start()], offsets[found.end()]
            if not any(e["type"] in _OPAQUE and _overlap(e, start, end) for e in result):
                result.append({"type": kind, "offset": start, "length": end - start})
    return sorted(result, key=lambda e: (e["offset"], -e["length"]))


def _overlap(entity: dict[str, Any], start: int, end: int) -> bool:
    return bool(entity["offset"] < end and start < entity["offset"] + entity["length"])
