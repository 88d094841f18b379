"""Answers to several aspects of one service as one Answer, each under its heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loket.answers import formats
from loket.answers.answer import Answer, Block, ListBlock, NoteBlock
from loket.answers.buttons import next_questions
from loket.answers.facts import Question, ServiceFacts
from loket.answers.texts import facts as texts
from loket.answers.texts import labels


def combined_answer(question: Question, service: ServiceFacts, parts: Sequence[Answer]) -> Answer:
    """``parts``: one answer an aspect, in the order asked. Notes, sources and dates are said once."""
    told = [part for part in parts if part.reading is not None]
    aspects = [part.reading.aspect for part in told if part.reading]
    names = [labels.SHORT[aspect] for aspect in aspects]
    levels = {part.level for part in told}
    return Answer(
        title=_title(question, names, service),
        blocks=[
            *(block for part, name in zip(told, names, strict=True) for block in _headed(part, name)),
            *_notes(told),
        ],
        source=formats.sources(part.source for part in told),
        verified_at=min((part.verified_at for part in told if part.verified_at), default=None),
        level=levels.pop() if len(levels) == 1 else "",
        buttons=next_questions(question, also_told=tuple(aspects)),
        request_location=any(part.request_location for part in told),
        reading=question.reading,
    )


def both_services(first: Answer, name: str, second: Answer, other: str) -> Answer:
    """The same question answered for two services, each under its name. ``first`` keeps reading and buttons."""
    parts = ((first, name), (second, other))
    levels = {part.level for part, _ in parts}
    return first.model_copy(
        update={
            "title": first.title.replace(formats.lead(name), f"{formats.lead(name)} dan {formats.lead(other)}"),
            "blocks": [*(block for part, named in parts for block in _headed(part, named)), *_notes([first, second])],
            "source": formats.sources(part.source for part, _ in parts),
            "verified_at": min((part.verified_at for part, _ in parts if part.verified_at), default=None),
            "level": levels.pop() if len(levels) == 1 else "",
        }
    )


def _title(question: Question, names: Sequence[str], service: ServiceFacts) -> str:
    title = formats.sentence(f"{formats.joined(names)} {formats.lead(service.short_name)}").rstrip(".")
    return texts.TITLE_IN_REGION.format(title=title, region=question.place.name) if question.place else title


def _headed(part: Answer, name: str) -> Iterator[Block]:
    own = [block for block in part.blocks if not isinstance(block, NoteBlock)]
    heading = name[0].upper() + name[1:]
    if own and isinstance(own[0], ListBlock) and not own[0].heading:
        yield own[0].model_copy(update={"heading": heading})
        yield from own[1:]
        return
    yield ListBlock(items=[], heading=heading)
    yield from own


def _notes(parts: Sequence[Answer]) -> list[NoteBlock]:
    notes = [block for part in parts for block in part.blocks if isinstance(block, NoteBlock)]
    return list({note.text: note for note in notes}.values())
