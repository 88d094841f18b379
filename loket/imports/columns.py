"""What a table's columns are called, hold and may hold."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


class Holds(enum.StrEnum):
    """What a cell of the column must be."""

    TEXT = "text"
    LIST = "list"  # one entry a line
    WHOLE = "whole"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    TRUTH = "truth"
    CHOICE = "choice"
    CHOICES = "choices"  # one a line
    REGION = "region"
    SERVICE = "service"


@dataclass(frozen=True)
class Column:
    """``choices``: value stored to the word people read. ``longest`` in characters, 0 = as long as a cell may be."""

    key: str
    title: str
    help: str
    example: str = ""
    holds: Holds = Holds.TEXT
    is_needed: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    longest: int = 0
    width: int = 18
    fallback: str = ""

    @property
    def names(self) -> frozenset[str]:
        """How a header may call it."""
        return frozenset({normalised(self.title), normalised(self.key)})


def normalised(text: str) -> str:
    """A header without case, accents, signs and spaces: "Nama pendek*" is "namapendek"."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z0-9]", "", plain)


def chosen(choices: Mapping[str, str], text: str) -> str | None:
    """The value of the choice with this word or name, in any case; None where there is none."""
    wanted = text.casefold()
    return next((key for key, word in choices.items() if wanted in (key.casefold(), word.casefold())), None)


def in_a_row(words: Sequence[str], limit: int = 8) -> str:
    """For a sentence: the first few, then how many more."""
    shown = ", ".join(words[:limit])
    return f"{shown}, dan {len(words) - limit} lainnya" if len(words) > limit else shown
