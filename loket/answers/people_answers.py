"""Answers that lead to people: contacts, a human, and aspects that Loket does not serve yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loket.answers import formats
from loket.answers.answer import Answer, Block, Button, ListBlock, NoteBlock, TextBlock
from loket.answers.buttons import aspect_button, next_questions, rows
from loket.answers.facts import Fact, Number, OfficeFacts, Question, ServiceFacts
from loket.answers.standard_answers import items, level_of, sources, title, unknown_answer
from loket.answers.texts import facts as texts
from loket.answers.texts import talk

_MAX_LINES: Final = 6
_SAYS_WHERE: Final = frozenset({"subscribe", "unsubscribe"})  # nobody to write to meanwhile
_OF_COMPLAINTS: Final = frozenset({"complaint_file", "complaint_status"})


def contact_answer(question: Question, service: ServiceFacts, offices: Sequence[OfficeFacts]) -> Answer:
    """Numbers of the service and of the region's offices."""
    fact = service.facts.get("contact")
    phones = _phones(offices)
    if fact is None and not phones:
        answer = unknown_answer(question, service)
        return answer.model_copy(update={"blocks": answer.blocks[:1]}) if question.office else answer
    lines = [*phones, *(items(fact) if fact else [])][:_MAX_LINES]
    if not any(sign.isdigit() or sign == "@" for line in lines for sign in line):  # nobody to call: where to go
        lines += [texts.OFFICE_ADDRESS.format(name=one.name, address=one.address) for one in offices if one.address][:2]
    notes = _uncertain([fact] if fact else [], [office for office in offices if office.phone])
    return _close(question, [ListBlock(items=lines), *notes], fact, offices, title(question, service.short_name))


def general_contact_answer(question: Question, numbers: Sequence[Number]) -> Answer:
    """No service was named: the numbers that serve most."""
    blocks: list[Block] = [ListBlock(items=[*_lines(numbers), talk.LAPOR]), NoteBlock(text=talk.ASK_SERVICE)]
    return _people(question, texts.GENERAL_CONTACT_TITLE, blocks, [])


def human_answer(
    question: Question, service: ServiceFacts | None, offices: Sequence[OfficeFacts], numbers: Sequence[Number]
) -> Answer:
    """How to reach a person; honest that this chat cannot be handed over yet."""
    contact = _facts(service, "contact")
    known = [line for fact in contact for line in items(fact)]
    lines = [*_phones(offices), *(known if contact else _lines(numbers)), talk.LAPOR][:_MAX_LINES]
    blocks: list[Block] = [TextBlock(text=talk.HUMAN), ListBlock(items=lines), NoteBlock(text=talk.HUMAN_HOURS)]
    return _people(question, talk.HUMAN_TITLE, [*blocks, *_uncertain(contact, offices)], contact)


def coming_answer(question: Question, service: ServiceFacts | None, offices: Sequence[OfficeFacts]) -> Answer:
    """The aspect is being prepared: nothing was recorded, and where to turn meanwhile."""
    aspect = question.reading.aspect
    blocks: list[Block] = [TextBlock(text=talk.COMING[aspect])]
    complaints = _facts(service, "complaints") if aspect in _OF_COMPLAINTS else []
    contact = _facts(service, "contact")
    if aspect not in _SAYS_WHERE:
        lines = _complaints_lines(complaints)
        lines += _coming_lines(aspect, service, contact, offices)[: max(0, _MAX_LINES - 1 - len(lines))]
        told = [office for office in offices if office.phone]
        blocks += [ListBlock(items=_with_lapor(aspect, lines)), *_uncertain([*complaints, *contact], told)]
    return _people(question, talk.COMING_TITLES[aspect], blocks, [*complaints, *contact])


def _facts(service: ServiceFacts | None, component: str) -> list[Fact]:
    fact = service.facts.get(component) if service else None
    return [fact] if fact else []


def _complaints_lines(facts: Sequence[Fact]) -> list[str]:
    """Where to complain, as the standard says it, whole: a line an official wrote is a line."""
    said = [str(fact.content.get("text") or "") for fact in facts]
    return [formats.item(line) for text in said for line in text.splitlines() if line.strip()]


def _coming_lines(
    aspect: str, service: ServiceFacts | None, contact: Sequence[Fact], offices: Sequence[OfficeFacts]
) -> list[str]:
    lines = [*_phones(offices), *(line for fact in contact for line in items(fact))]
    if service is not None and aspect.startswith("queue"):
        lines.insert(0, talk.COMING_OFFICE.format(owner=service.owner))
    return lines


def _with_lapor(aspect: str, lines: list[str]) -> list[str]:
    """Whoever has nobody else to turn to is told of the national channel, once."""
    has_lapor = any("1708" in line for line in lines)
    return lines + ([] if has_lapor or (aspect.startswith("queue") and lines) else [talk.LAPOR])


def _phones(offices: Sequence[OfficeFacts]) -> list[str]:
    return [texts.OFFICE_PHONE.format(name=one.name, phone=one.phone) for one in offices if one.phone][:3]


def _lines(numbers: Sequence[Number]) -> list[str]:
    return [f"{one.name}: {one.number}" for one in numbers]


def _uncertain(facts: Sequence[Fact], offices: Sequence[OfficeFacts]) -> list[Block]:
    is_uncertain = any(fact.is_uncertain for fact in facts) or any(one.confidence == "low" for one in offices)
    return [NoteBlock(text=texts.UNCERTAIN)] if is_uncertain else []


def _close(
    question: Question, blocks: list[Block], fact: Fact | None, offices: Sequence[OfficeFacts], heading: str
) -> Answer:
    told = [office for office in offices if office.phone]
    days = [*(office.verified_at for office in told), *([fact.verified_at] if fact else [])]
    return Answer(
        title=heading,
        blocks=blocks,
        source=sources([*(office.source for office in told), *([fact.source] if fact else [])]),
        verified_at=min((day for day in days if day), default=None),
        level=level_of(fact) if fact and not told else "",
        buttons=next_questions(question),
        reading=question.reading,
    )


def _people(question: Question, heading: str, blocks: list[Block], facts: Sequence[Fact]) -> Answer:
    levels = {level_of(fact) for fact in facts}
    return Answer(
        kind="notice" if question.reading.aspect in talk.COMING else "answer",
        title=heading,
        blocks=blocks,
        source=sources(fact.source for fact in facts) if facts else talk.SOURCE_NUMBERS,
        verified_at=min((fact.verified_at for fact in facts if fact.verified_at), default=None),
        level=levels.pop() if len(levels) == 1 else "",
        buttons=rows(_people_buttons(question)),
        reading=question.reading,
    )


def _people_buttons(question: Question) -> list[Button]:
    service, region = question.reading.service, question.place.slug if question.place else None
    if service is None:
        return [aspect_button("list_services"), aspect_button("emergency")]
    offered = [one for one in ("contact", "location", "requirements", "online_link") if one != question.reading.aspect]
    return [aspect_button(one, service=service, region=region) for one in offered]
