"""How a conversation went, line by line, for a tester who reads a failure."""

from __future__ import annotations

from collections.abc import Sequence

from loket.stories.chat import Shown
from loket.stories.story import Act, Step

LONGEST_SHOWN = 300
_INDENT = " " * 11


class Transcript:
    """Collects lines: what the citizen did, what the bot showed, and which expectations held."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def act(self, number: int, act: Act) -> None:
        """The citizen's step ``number`` (from 1)."""
        self.lines.append(f"{number:>3} warga   {described(act)}")

    def messages(self, messages: Sequence[Shown]) -> None:
        """What the bot showed, with its buttons in brackets."""
        for message in messages:
            first, *rest = message.text.split("\n") or [""]
            self.lines.append(f"    loket   {first}".rstrip())
            self.lines += [f"{_INDENT} {line}".rstrip() for line in rest]
            if message.titles:
                self.lines.append(f"{_INDENT} {' '.join(f'[{title}]' for title in message.titles)}")

    def check(self, number: int, step: Step, *, held: bool) -> None:
        """An expectation and whether it held."""
        self.lines.append(f"{number:>3} {'✓' if held else '✗'} {stated(step)}")

    def note(self, text: str) -> None:
        """A remark of the runner."""
        self.lines.append(f"    ({text})")


def described(act: Act) -> str:
    """What the citizen does, in a few words."""
    if act.burst is not None:
        return f"{act.burst!r} ({act.times} pesan berturut-turut)"
    if act.words is not None:
        return shortened(act.words)
    if act.press is not None:
        return f"[menekan {act.press}]"
    if act.edit is not None:
        return f"[mengedit menjadi {act.edit!r}]"
    if act.location is not None:
        return f"[lokasi {act.location.latitude}, {act.location.longitude}]"
    return f"[{act.kind}]"


def stated(step: Step) -> str:
    """The expectation as it stands in the file."""
    value = getattr(step, step.word)
    if step.reading is not None:
        value = step.reading.model_dump(exclude_unset=True)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return f"{step.word}: {value}"


def shortened(text: str) -> str:
    """On one line, long ones cut, with their length."""
    line = text.replace("\n", " ⏎ ")
    return line if len(line) <= LONGEST_SHOWN else f"{line[:LONGEST_SHOWN]} ... ({len(text)} huruf)"
