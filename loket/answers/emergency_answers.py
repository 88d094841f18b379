"""Somebody may be in danger: the right numbers first, in as few words as possible."""

from __future__ import annotations

from collections.abc import Sequence

from loket.answers.answer import Answer, Block, ListBlock, NoteBlock, TextBlock
from loket.answers.crisis import FIRST_NUMBERS, SUICIDE, danger_in
from loket.answers.facts import Number, Question
from loket.answers.texts import emergency as texts


def wanted_numbers(text: str) -> list[str]:
    """The numbers for what the text speaks of, most fitting first, then the ones that are always right."""
    danger = danger_in(text)
    fitting = [FIRST_NUMBERS[danger]] if danger else []
    fitting += [number for number, cue in texts.CUES if cue.search(text)]
    return list(dict.fromkeys([*fitting, *(texts.ALWAYS if fitting else texts.COMMON)]))


def emergency_answer(
    question: Question,
    text: str,
    numbers: Sequence[Number],
    regional: Sequence[Number] = (),
    listener: Number | None = None,
) -> Answer:
    """``numbers``: national ones we are sure of; ``regional``: the region's own, which go first.

    ``listener``: who listens to those tired of life.
    """
    by_number = {one.number: one for one in numbers}
    chosen = [*regional[:3], *(by_number[number] for number in wanted_numbers(text) if number in by_number)]
    rows = ListBlock(items=[texts.ROW.format(number=one.number, name=one.name) for one in chosen])
    is_crisis = danger_in(text) == SUICIDE
    return Answer(
        title=texts.TITLE,
        blocks=_with_care(rows, listener) if is_crisis else [rows, NoteBlock(text=f"{texts.LEAD} {texts.UNANSWERED}")],
        source=texts.SOURCE,
        verified_at=min((one.verified_at for one in chosen if one.verified_at), default=None),
        reading=question.reading,
    )


def _with_care(rows: ListBlock, listener: Number | None) -> list[Block]:
    blocks: list[Block] = [TextBlock(text=texts.CRISIS), rows]
    if listener is not None:
        dialled = listener.number.replace(" ext ", texts.THEN_PRESS)
        blocks.append(NoteBlock(text=texts.CRISIS_LINE.format(name=listener.name, number=dialled)))
    return blocks
