"""What Telegram makes of a text before it stores it: parsed, cleaned, trimmed, measured."""

import re
from dataclasses import dataclass
from typing import Any

from simulator.formatting.html import BadFormatting, parse_html
from simulator.formatting.links import with_links
from simulator.formatting.units import utf16_length
from simulator.json_text import whole_characters

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u2028\u2029\u202a-\u202e]")


@dataclass(frozen=True)
class FormattedText:
    """Plain text and entities (offsets in UTF-16 units)."""

    text: str
    entities: list[dict[str, Any]]

    @property
    def length(self) -> int:
        """Length in UTF-16 units, as Telegram's limits count it."""
        return utf16_length(self.text)


def format_text(text: str, parse_mode: str, entities: list[dict[str, Any]] | None = None) -> FormattedText:
    """Return the text as Telegram stores it; raise BadFormatting where it cannot be parsed.

    ``parse_mode`` is ``HTML`` or empty; with ``entities`` given and no mode they are taken over.
    """
    if parse_mode:
        if parse_mode.lower() != "html":
            raise BadFormatting(f"the simulator parses HTML only, not {parse_mode}")
        plain, found = parse_html(text)
    else:
        plain, found = text, [dict(e) for e in entities or []]
    return _trimmed(_cleaned(plain), found)


def _cleaned(text: str) -> str:
    """Control and direction characters become spaces, carriage returns go, as in TDLib's clean_input_string."""
    return _CONTROL.sub(" ", whole_characters(text).replace("\r\n", "\n").replace("\r", "\n"))


def _trimmed(text: str, entities: list[dict[str, Any]]) -> FormattedText:
    left = len(text) - len(text.lstrip())
    trimmed = text.strip()
    length = utf16_length(trimmed)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - left)
        end = min(length, entity["offset"] + entity["length"] - left)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return FormattedText(trimmed, with_links(trimmed, kept))
