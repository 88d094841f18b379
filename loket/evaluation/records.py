"""Labelled questions and dialogues, one JSON object a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from loket.errors import LoketError

FIELDS = ("aspect", "service", "region")


class RecordsInvalid(LoketError):
    """A file that cannot be measured with; the sentence is for testers, in Indonesian."""


class Label(BaseModel):
    """What one text asks; ``also`` lists are equally right values, null may be among them."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str
    aspect: str
    service: str | None = None
    region: str | None = None
    also: list[str] = Field(default_factory=list)
    service_also: list[str | None] = Field(default_factory=list)
    region_also: list[str | None] = Field(default_factory=list)

    def accepted(self, field: str) -> list[str | None]:
        """Every right value of a field, the labelled one first."""
        others: dict[str, Sequence[str | None]] = {
            "aspect": self.also,
            "service": self.service_also,
            "region": self.region_also,
        }
        return [getattr(self, field), *others[field]]

    def expected(self) -> dict[str, Any]:
        """The labelled values."""
        return {field: getattr(self, field) for field in FIELDS}


class Record(Label):
    """A question, or a dialogue whose first turn is its own text."""

    id: str
    style: str = ""
    turns: list[Label] = Field(default_factory=list)

    @property
    def all_turns(self) -> list[Label]:
        """The dialogue, its own text first; a single question is one turn."""
        return [self, *self.turns]


def read_records(path: Path) -> list[Record]:
    """Read a file; raise RecordsInvalid naming the line that is wrong, also where there is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RecordsInvalid(f"{path} tidak dapat dibaca: {error}") from error
    records = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                records.append(Record.model_validate_json(line))
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(map(str, first["loc"]))
                raise RecordsInvalid(f"{path}, baris {number}: {where} {first['msg']}") from error
    if not records:
        raise RecordsInvalid(f"{path} tidak berisi pertanyaan")
    return records
