"""Somebody may be in danger: the right numbers first, in as few words as possible."""

from __future__ import annotations

from collections.abc import Sequence

from loket.answers.answer import Answer, Block, ListBlock, NoteBlock, TextBlock
from loket.answers.facts import Number, Question
from loket.answers.texts import emergency as texts


def wanted_numbers(text: str) -> list[str]:
    """The numbers for what the text speaks of, most fitting first, then the ones that are always right."""
    fitting = [number for number, cue in texts.CUES if cue.search(text)]
    return list(dict.fromkeys([*fitting, *(texts.ALWAYS if fitting else texts.COMMON)]))


def emergency_answer(
    question: Question, text: str, numbers: Sequence[Number], regional: Sequence[Number] = ()
) -> Answer:
    """``numbers``: national ones we are sure of; ``regional``: the region's own, which go first."""
    by_number = {one.number: one for one in numbers}
    chosen = [*regional[:3], *(by_number[number] for number in wanted_numbers(text) if number in by_number)]
    rows = ListBlock(items=[texts.ROW.format(number=one.number, name=one.name) for one in chosen])
    return Answer(
        title=texts.TITLE,
        blocks=_around(rows, is_crisis=texts.CRISIS_CUE.search(text) is not None),
        source=texts.SOURCE,
        verified_at=min((one.verified_at for one in chosen if one.verified_at), default=None),
        reading=question.reading,
    )


def _around(rows: ListBlock, *, is_crisis: bool) -> list[Block]:
    if is_crisis:
        return [TextBlock(text=texts.CRISIS), rows, NoteBlock(text=texts.CRISIS_LINE)]
    return [rows, NoteBlock(text=f"{texts.LEAD} {texts.UNANSWERED}")]
