"""Answers about offices: where, how far, open when. Never an address or an hour that nobody stated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from loket.answers import formats
from loket.answers.answer import Answer, Block, ListBlock, NoteBlock, TextBlock, VenueBlock
from loket.answers.buttons import next_questions
from loket.answers.facts import Fact, Number, OfficeFacts, Place, Question, ServiceFacts
from loket.answers.standard_answers import items, level_of, plain, sources, title
from loket.answers.texts import facts as texts
from loket.answers.texts import labels
from loket.offices.hours import format_hours

MAX_PINS: Final = 3
_MAX_NAMED: Final = 6
_MAX_KINDS: Final = 3


def location_answer(
    question: Question,
    service: ServiceFacts,
    offices: Sequence[OfficeFacts],
    now: datetime,
    numbers: Sequence[Number] = (),
) -> Answer:
    """The offices of the region that serve this, nearest first where the citizen shared a location."""
    if question.place is None:
        raise ValueError("a location answer needs a region")
    if not offices:
        return _no_office(question, service, question.place, numbers)
    pinned, others = list(offices[:MAX_PINS]), list(offices[MAX_PINS:_MAX_NAMED])
    blocks: list[Block] = [_office_block(office, question.place, now) for office in pinned]
    if others:
        named = [texts.OFFICE_ADDRESS.format(name=office.name, address=office.address) for office in others]
        blocks.append(ListBlock(items=named, heading=texts.MORE_OFFICES))
    return _close(question, service, [*blocks, *_notes(pinned)], [*pinned, *others])


def hours_answer(question: Question, service: ServiceFacts, offices: Sequence[OfficeFacts], now: datetime) -> Answer:
    """Hours of the offices in the region, else of the service; open now or when next."""
    if question.place is None:
        raise ValueError("an hours answer needs a region")
    told = [office for office in offices if office.hours or office.hours_text or office.opening][:MAX_PINS]
    blocks: list[Block] = [
        TextBlock(text=f"{office.name}\n" + "\n".join(_hours_lines(office, question.place, now))) for office in told
    ]
    fact = service.facts.get("hours")
    if not blocks and fact is not None:
        known: list[Block] = [TextBlock(text=plain(fact))]
        notes: list[Block] = [NoteBlock(text=texts.UNCERTAIN)] if fact.is_uncertain else []
        return _close(question, service, [*known, *notes], [], fact.source, level_of(fact)).model_copy(
            update={"verified_at": fact.verified_at}
        )
    if not blocks:
        return _no_hours(question, service, offices)
    return _close(question, service, [*blocks, NoteBlock(text=texts.HOURS_MAY_CHANGE)], told)


def _no_hours(question: Question, service: ServiceFacts, offices: Sequence[OfficeFacts]) -> Answer:
    contact = service.facts.get("contact")
    lines = [texts.OFFICE_PHONE.format(name=one.name, phone=one.phone) for one in offices if one.phone]
    lines += _callable(contact) if contact else []
    blocks: list[Block] = [
        TextBlock(text=texts.HOURS_ALL_UNKNOWN),
        *([] if question.office else [TextBlock(text=texts.UNKNOWN_ASK.format(owner=service.owner))]),
    ]
    if lines:
        blocks.append(ListBlock(items=lines, heading=texts.CONTACT_HEADING))
    phoned = [office for office in offices if office.phone]
    source = contact.source if contact and lines else ""
    answer = _close(question, service, blocks, phoned, source)
    if answer.verified_at is None and contact and source:
        return answer.model_copy(update={"verified_at": contact.verified_at})
    return answer


def status_text(office: OfficeFacts, place: Place, now: datetime) -> str:
    """ "buka sekarang, tutup 15.00 WIB", or when it opens next, in the region's own time."""
    opening = office.opening
    if opening is None:
        return texts.HOURS_UNKNOWN
    if opening.is_open and opening.until is None:
        return texts.OPEN_ALWAYS
    if opening.until is None:
        return _with_reason(texts.CLOSED_LONG, opening.reason)
    zone = labels.ZONES.get(place.timezone, "")
    local, clock = opening.until, formats.clock(opening.until.time())
    if opening.is_open:
        return texts.OPEN_NOW.format(time=clock, zone=zone).strip()
    if local.date() == now.astimezone(local.tzinfo).date():
        return texts.OPENS_TODAY.format(time=clock, zone=zone).strip()
    later = texts.OPENS_LATER.format(day=_day(local, now), time=clock, zone=zone).strip()
    return _with_reason(later, opening.reason)


def _with_reason(text: str, reason: str) -> str:
    return texts.CLOSED_REASON.format(text=text, reason=reason) if reason else text


def _day(moment: datetime, now: datetime) -> str:
    today = now.astimezone(moment.tzinfo).date()
    if moment.date() == today + timedelta(days=1):
        return texts.TOMORROW.format(day=labels.DAYS[moment.weekday()])
    name = labels.DAYS[moment.weekday()]
    return name if moment.date() < today + timedelta(days=7) else f"{name} {formats.short_date(moment.date())}"


def _office_block(office: OfficeFacts, place: Place, now: datetime) -> Block:
    lines = (
        [texts.DISTANCE.format(distance=formats.distance(office.distance_km))] if office.distance_km is not None else []
    )
    told = office.opening is None and office.hours_text
    lines.append(texts.HOURS_OF_SOURCE.format(text=office.hours_text) if told else status_text(office, place, now))
    detail = formats.sentence("; ".join(lines))
    if office.latitude is None or office.longitude is None or not office.address:
        return TextBlock(text=f"{office.name}\n{office.address or texts.ADDRESS_UNKNOWN}\n{detail}")
    return VenueBlock(
        title=office.name, address=office.address, latitude=office.latitude, longitude=office.longitude, text=detail
    )


def _hours_lines(office: OfficeFacts, place: Place, now: datetime) -> list[str]:
    """The state where it is known (a closure is, also without hours), the week, and what the source says besides."""
    state = [formats.sentence(status_text(office, place, now))] if office.opening else []
    remark = [texts.HOURS_AS_TOLD.format(text=office.hours_text)] if office.hours_text else []
    return [*state, *(week(office.hours) if office.hours else []), *remark]


def week(hours: Sequence[tuple[int, time, time]]) -> list[str]:
    """Hours by weekday, a line for days with the same hours."""
    return format_hours(list(hours)).split("; ")


def kinds_text(kinds: Sequence[str]) -> str:
    """Kinds of office in words, the usual one first."""
    named = [labels.OFFICE_KINDS.get(kind, kind.replace("_", " ")) for kind in kinds[:_MAX_KINDS]]
    return formats.joined(named, "atau")


def _no_office(question: Question, service: ServiceFacts, place: Place, numbers: Sequence[Number]) -> Answer:
    if place.kind == "provinsi":
        blocks: list[Block] = [TextBlock(text=texts.PROVINCE_TOO_WIDE.format(region=place.name))]
    elif question.office:
        blocks = [TextBlock(text=formats.sentence(texts.NO_SUCH_OFFICE.format(office=service.name, region=place.name)))]
    else:
        blocks = [TextBlock(text=texts.NO_OFFICE.format(region=place.name))]
    if not question.office:
        serving = kinds_text(service.office_kinds) or service.owner
        blocks.append(TextBlock(text=texts.OFFICE_KIND_SERVES.format(kinds=serving)))
    contact = service.facts.get("contact")
    lines = _callable(contact) if contact else [f"{one.name}: {one.number}" for one in numbers]
    if lines:
        blocks.append(ListBlock(items=lines, heading=texts.NO_OFFICE_ASK))
    answer = _close(question, service, blocks, [], contact.source if contact else "")
    return answer.model_copy(update={"verified_at": contact.verified_at}) if contact else answer


def _callable(contact: Fact) -> list[str]:
    """Lines with a number or an address: "the local office" helps nobody who asks where it is."""
    return [line for line in items(contact) if any(sign.isdigit() or sign == "@" for sign in line)]


def _notes(offices: Sequence[OfficeFacts]) -> list[Block]:
    areas = [
        one.precision for one in offices if one.latitude is not None and one.precision in ("kelurahan", "kecamatan")
    ]
    notes: list[Block] = []
    if areas:
        notes.append(NoteBlock(text=texts.PIN_APPROXIMATE.format(area="/".join(dict.fromkeys(areas)))))
    return [*notes, *_uncertain(offices)]


def _uncertain(offices: Sequence[OfficeFacts]) -> list[Block]:
    return [NoteBlock(text=texts.UNCERTAIN)] if any(one.confidence == "low" for one in offices) else []


def _close(
    question: Question,
    service: ServiceFacts,
    blocks: list[Block],
    offices: Sequence[OfficeFacts],
    source: str = "",
    level: str = "",
) -> Answer:
    is_located = any(office.distance_km is not None for office in offices)
    nearest_helps = question.reading.aspect == "location" and len(offices) > 1 and not is_located
    invited: list[Block] = [NoteBlock(text=texts.SHARE_FOR_NEAREST)] if nearest_helps else []
    return Answer(
        title=title(question, service.short_name),
        blocks=[*blocks, *invited],
        source=sources(office.source for office in offices) or formats.source(source),
        verified_at=min((office.verified_at for office in offices if office.verified_at), default=None),
        level=level,
        buttons=next_questions(question),
        request_location=nearest_helps,
        reading=question.reading,
    )
