"""Styled text that is cut before it becomes HTML, so that no cut falls inside a tag or an entity."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

LIMIT = 4096  # of one message, in UTF-16 units; tests/bot holds it to what python-telegram-bot says
ZERO_WIDTH_JOINER = "\u200d"
LONGEST_GRAPHEME = 32
# Control characters, marks that turn the direction of what follows, invisible fillers, halves of characters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_SENTENCE_END = re.compile(r"[.!?;:]\s|\n")


@dataclass(frozen=True)
class Span:
    """A run of text in one style."""

    text: str
    style: Literal["", "b", "i"] = ""

    @property
    def html(self) -> str:
        """The run as Telegram HTML."""
        inner = escape(self.text, quote=False)
        return f"<{self.style}>{inner}</{self.style}>" if self.style and inner else inner


@dataclass(frozen=True)
class Piece:
    """What stays together in one message where it fits; ``gap`` divides it from the piece before."""

    spans: tuple[Span, ...]
    gap: str = "\n\n"

    @property
    def text(self) -> str:
        """The piece without styles."""
        return "".join(span.text for span in self.spans)


def clean(text: str) -> str:
    """The text without characters that Telegram refuses, hides or that let text pose as something else."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n"))


def units(text: str) -> int:
    """Length as Telegram counts it, in UTF-16 units."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def html(spans: Iterable[Span]) -> str:
    """Styled text as Telegram HTML."""
    return "".join(span.html for span in spans)


def paginate(pieces: Sequence[Piece], limit: int = LIMIT) -> list[list[Span]]:
    """Messages of at most ``limit`` units: pieces stay whole where they can, in order."""
    pages: list[list[Span]] = []
    page: list[Span] = []
    room = limit
    for piece in pieces:
        parts = split(piece.spans, limit)
        for number, part in enumerate(parts):
            gap = piece.gap if page else ""
            size = units(gap) + sum(units(span.text) for span in part)
            if number or size > room:
                pages.append(page)
                page, room, gap = [], limit, ""
                size = sum(units(span.text) for span in part)
            page += [Span(gap), *part] if gap else part
            room -= size
    return [page for page in [*pages, page] if any(span.text.strip() for span in page)]


def split(spans: Sequence[Span], limit: int) -> list[list[Span]]:
    """The same text in parts of at most ``limit`` units, cut at sentences, else words, else between characters."""
    parts: list[list[Span]] = []
    rest = list(spans)
    while True:
        text = "".join(span.text for span in rest)
        if units(text) <= limit:
            return [*parts, rest]
        cut = cut_position(text, limit)
        parts.append(_slice(rest, 0, cut))
        skipped = len(text[cut:]) - len(text[cut:].lstrip())
        rest = _slice(rest, cut + skipped, len(text))


def cut_position(text: str, limit: int) -> int:
    """Where to cut so that what is before has at most ``limit`` units."""
    window = _longest_prefix(text, limit)
    half = window // 2
    ends = [match.end() for match in _SENTENCE_END.finditer(text, half, window)]
    if ends:
        return ends[-1]
    for position in range(window, half, -1):
        if text[position].isspace():
            return position
    return _between_graphemes(text, window)


def _longest_prefix(text: str, limit: int) -> int:
    used = 0
    for position, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > limit:
            return position
    return len(text)


def _between_graphemes(text: str, position: int) -> int:
    for candidate in range(position, max(position - LONGEST_GRAPHEME, 1), -1):
        if not _joins(text, candidate):
            return candidate
    return position


def _joins(text: str, position: int) -> bool:
    """Whether the characters on both sides of the position make one sign."""
    before, after = text[position - 1], text[position]
    if ZERO_WIDTH_JOINER in (before, after) or unicodedata.category(after).startswith("M"):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":  # skin tones, flag tags
        return True
    return _is_flag_letter(after) and _flag_letters_before(text, position) % 2 == 1


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_letters_before(text: str, position: int) -> int:
    count = 0
    while count < position and _is_flag_letter(text[position - 1 - count]):
        count += 1
    return count


def _slice(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    sliced = []
    for span in spans:
        part = span.text[max(start, 0) : max(end, 0)]
        if part:
            sliced.append(Span(part, span.style))
        start -= len(span.text)
        end -= len(span.text)
    return sliced
