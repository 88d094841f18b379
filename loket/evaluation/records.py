"""Labelled questions and dialogues, one JSON object a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from loket.errors import LoketError


class BadRecord(LoketError):
    """A line that is no labelled question."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path.name}, baris {line}: {reason}")
        self.path, self.line, self.reason = path, line, reason


class Turn(BaseModel):
    """What a citizen wrote and the reading that is right for it; ``*_also`` are equally right."""

    model_config = ConfigDict(extra="ignore")

    text: str
    aspect: str
    service: str | None = None
    region: str | None = None
    also: list[str | None] = Field(default_factory=list, description="Aspects equally right")
    service_also: list[str | None] = Field(default_factory=list)
    region_also: list[str | None] = Field(default_factory=list)

    def accepts(self, part: str, value: str | None) -> bool:
        """Tell whether ``value`` is right for ``part``: aspect, service or region."""
        also = self.also if part == "aspect" else getattr(self, f"{part}_also")
        return value == getattr(self, part) or value in also


class Record(Turn):
    """A single question, or with ``turns`` a dialogue whose first turn is the record's own text."""

    id: str
    style: str = ""
    turns: list[Turn] = Field(default_factory=list)

    @property
    def all_turns(self) -> list[Turn]:
        """The first turn and those that follow."""
        return [self, *self.turns]

    @classmethod
    def parse(cls, path: Path, number: int, line: str) -> Self:
        """Read one line; raise BadRecord with its number and what is wrong."""
        try:
            return cls.model_validate(json.loads(line))
        except json.JSONDecodeError as error:
            raise BadRecord(path, number, f"bukan JSON yang sah ({error.msg})") from error
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "(baris)"
            raise BadRecord(path, number, f"isian {field!r}: {first['msg']}") from error


def read_records(path: Path) -> list[Record]:
    """Read a JSONL file, empty lines left out. Raises BadRecord."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise BadRecord(path, 1, "bukan teks UTF-8") from error
    return [Record.parse(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
