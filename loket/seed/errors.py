"""Refusals of the seed loader."""

from __future__ import annotations

from dataclasses import dataclass

from loket.errors import LoketError

SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a seed file. ``row`` is the line of a CSV, the place in the list of a YAML file."""

    file: str
    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, {self.field}: {self.reason}"


class SeedInvalid(LoketError):
    """The seed was not loaded, not even in part; ``problems`` lists everything wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        lines = [str(problem) for problem in problems[:SHOWN]]
        if len(problems) > SHOWN:
            lines.append(f"... and {len(problems) - SHOWN} more")
        super().__init__("the seed has errors:\n" + "\n".join(lines))
        self.problems = problems
