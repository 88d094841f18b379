"""Answers from a service's standard: overview, requirements, procedure, cost, duration, links, law."""

from __future__ import annotations

import re
from collections.abc import Iterable

from loket.answers import formats
from loket.answers.answer import Answer, Block, ListBlock, NoteBlock, TextBlock
from loket.answers.buttons import next_questions
from loket.answers.facts import Fact, Place, Question, ServiceFacts
from loket.answers.texts import facts as texts
from loket.answers.texts import labels

_COMPONENTS = {
    "requirements": "requirements",
    "procedure": "procedure",
    "cost": "cost",
    "duration": "duration",
    "online_link": "online_link",
    "legal_basis": "legal_basis",
}
_OVERVIEW = ("product", "cost", "duration", "requirements")


def standard_answer(question: Question, service: ServiceFacts) -> Answer:
    """Answer one aspect that a single component holds."""
    aspect = question.reading.aspect
    fact = service.facts.get(_COMPONENTS[aspect])
    if fact is None:
        return unknown_answer(question, service)
    return close(question, service, _blocks(aspect, fact), [fact])


def overview_answer(question: Question, service: ServiceFacts) -> Answer:
    """What the service is, and the three facts most asked for, each with its level where they differ."""
    known = {name: service.facts[name] for name in _OVERVIEW if name in service.facts}
    if not known:
        return unknown_answer(question, service)
    mixed = len({level_of(fact) for fact in known.values()}) > 1
    lines = [_marked(_overview_line(name, fact), fact, mixed) for name, fact in known.items() if name != "product"]
    lines.append(texts.OWNER_LINE.format(text=service.owner))
    blocks: list[Block] = (
        [TextBlock(text=_marked(plain(known["product"]), known["product"], mixed))] if "product" in known else []
    )
    return close(question, service, [*blocks, ListBlock(items=lines)], known.values())


def components_of(aspect: str) -> tuple[str, ...]:
    """The components an answer to the aspect is made of; none where it speaks of offices."""
    return _OVERVIEW if aspect == "overview" else tuple(name for name in [_COMPONENTS.get(aspect)] if name)


def unknown_answer(question: Question, service: ServiceFacts) -> Answer:
    """Nothing is known: say so and whom to ask."""
    blocks: list[Block] = [
        TextBlock(text=texts.UNKNOWN),
        TextBlock(text=texts.UNKNOWN_ASK.format(owner=service.owner)),
    ]
    contact = service.facts.get("contact")
    if contact is not None and question.reading.aspect != "contact":
        blocks.append(ListBlock(items=items(contact), heading=texts.CONTACT_HEADING))
    return close(question, service, blocks, [contact] if contact else [], local_note=False)


def close(
    question: Question, service: ServiceFacts, blocks: list[Block], facts: Iterable[Fact], *, local_note: bool = True
) -> Answer:
    """Put title, notes, source, date, level and next questions around the blocks."""
    used = list(facts)
    notes = _notes(question.place, used) if local_note else []
    return Answer(
        title=title(question, service.short_name if question.reading.aspect != "overview" else service.name),
        blocks=[*blocks, *notes],
        source=sources(fact.source for fact in used),
        verified_at=min((fact.verified_at for fact in used if fact.verified_at), default=None),
        level=_common_level(used),
        buttons=next_questions(question),
        reading=question.reading,
    )


def title(question: Question, service: str) -> str:
    """E.g. "Biaya KTP-el baru, Kabupaten Sleman"."""
    named = service if question.reading.aspect == "overview" else formats.lead(service)
    if question.office and question.reading.service is None:
        text = labels.OFFICE_TITLES[question.reading.aspect].format(service=service)
    else:
        text = labels.TITLES[question.reading.aspect].format(service=named)
    return texts.TITLE_IN_REGION.format(title=text, region=question.place.name) if question.place else text


def sources(given: Iterable[str]) -> str:
    """Different sources once each, short."""
    return formats.sources(given)


def level_of(fact: Fact) -> str:
    """E.g. "nasional", "daerah (Kabupaten Sleman)"."""
    return labels.LEVELS.get(fact.level, "{region}").format(region=fact.place)


def items(fact: Fact) -> list[str]:
    """The fact as lines."""
    given = fact.content.get("items")
    return [formats.item(str(item)) for item in given] if given else [plain(fact)]


def plain(fact: Fact) -> str:
    """The fact as one sentence."""
    return formats.sentence(str(fact.content.get("text") or "; ".join(map(str, fact.content.get("items", ())))))


def _blocks(aspect: str, fact: Fact) -> list[Block]:
    if aspect == "cost":
        return [_prices(fact) or TextBlock(text=cost_text(fact)), *_remark(fact)]
    if aspect == "duration":
        return [TextBlock(text=_duration_text(fact))]
    return [ListBlock(items=items(fact), ordered=aspect == "procedure")]


def cost_text(fact: Fact) -> str:
    """The price in words; an amount of 0 is free, none means that the region sets it.

    Words that name a price themselves stand alone; the amount goes before words that do not ("Rp5.000. Cetak ulang.").
    """
    text, amount = str(fact.content.get("text") or ""), fact.content.get("amount_rupiah")
    if text and (amount is None or _names_a_price(text, int(amount))):
        return formats.sentence(text)
    if amount is None:
        return texts.SET_LOCALLY
    price = texts.FREE if amount == 0 else formats.sentence(formats.rupiah(int(amount)))
    return f"{price} {formats.sentence(text)}".rstrip()


def _names_a_price(text: str, amount: int) -> bool:
    return bool(re.search(r"gratis|tanpa biaya|tidak dipungut|\bRp", text, re.IGNORECASE)) or (
        amount > 0 and any(sign.isdigit() for sign in text)
    )


def _prices(fact: Fact) -> ListBlock | None:
    """Several prices one a line: "Penyambungan: 450 VA Rp421.000; 900 VA Rp843.000" under its heading."""
    parts = [part.strip() for part in str(fact.content.get("text") or "").split(";")]
    if len(parts) < 2 or not all("Rp" in part for part in parts):
        return None
    heading, colon, first = parts[0].rpartition(": ")
    items = [formats.item(part) for part in [first, *parts[1:]]]
    return ListBlock(items=items, heading=formats.item(f"{heading}:") if colon else "")


def _remark(fact: Fact) -> list[Block]:
    note = str(fact.content.get("note") or "")
    return [TextBlock(text=formats.sentence(note))] if note else []


def _duration_text(fact: Fact) -> str:
    text, days = str(fact.content.get("text") or ""), fact.content.get("working_days")
    return formats.sentence(text or (texts.WORKING_DAYS.format(days=days) if days else texts.UNKNOWN))


def _overview_line(name: str, fact: Fact) -> str:
    if name == "cost":
        return texts.COST_LINE.format(text=formats.lead(cost_text(fact)).rstrip("."))
    if name == "duration":
        return texts.DURATION_LINE.format(text=formats.lead(_duration_text(fact)).rstrip("."))
    return texts.REQUIREMENTS_LINE.format(count=len(items(fact)))


def _marked(text: str, fact: Fact, mixed: bool) -> str:
    return texts.LEVEL_SUFFIX.format(text=text, level=fact.place or level_of(fact)) if mixed else text


def _common_level(facts: list[Fact]) -> str:
    levels = {level_of(fact) for fact in facts}
    return levels.pop() if len(levels) == 1 else ""


def _notes(place: Place | None, facts: list[Fact]) -> list[Block]:
    notes: list[Block] = []
    if any(fact.is_uncertain for fact in facts):
        notes.append(NoteBlock(text=texts.UNCERTAIN))
    if any(fact.is_outdated for fact in facts):
        notes.append(NoteBlock(text=texts.OUTDATED))
    if place is None:
        notes.append(NoteBlock(text=texts.REGION_INVITED))
    elif facts and all(fact.level == "nasional" for fact in facts):
        notes.append(NoteBlock(text=texts.NATIONAL_ONLY.format(region=place.name)))
    return notes
