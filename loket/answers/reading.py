"""What a message asks once the conversation has filled in what it left out. Pure functions: no database, no Rasa.

Two regions are kept apart on purpose. ``Reading.region`` is what the message or the dialogue *said* (None when only
the citizen's home region is known: a right bot invents none). ``Resolved.region`` is the one the answer is for: the
said one, else the home region.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from loket.answers import cues
from loket.answers.answer import Reading
from loket.answers.asked_aspects import asks_how, named_aspects, plainly_named
from loket.answers.aspects import (
    CARRIES_REGION,
    COMING,
    FALLBACK,
    KEEPS_SERVICE,
    NEEDS_REGION,
    NEEDS_SERVICE,
    OF_AN_OFFICE,
    OF_LOKET,
    REPEATABLE,
    SOCIAL,
    SURE_QUESTIONS,
)
from loket.answers.heard import Context, Heard, Linked, Need, Pending

_AT = (["di"], ["d"], ["ning"], ["nang"], ["teng"], ["ti"])
MAX_REMEMBERED = 12
MAX_ASIDES = 3
_LONGEST_NAME = 6  # words of a service's or region's name as people type it


@dataclass(frozen=True)
class Resolved:
    """The reading, the region to answer for, and what to ask back (``choices`` empty = open question)."""

    reading: Reading
    region: str | None = None
    ask: Need = ""
    choices: tuple[str, ...] = ()
    context: Context = field(default_factory=Context)
    home: str | None = None  # a region to store as the citizen's own
    more: tuple[str, ...] = ()  # aspects to answer beside the reading's
    office: str | None = None  # the kind of office asked about, where no service is
    also: str | None = None  # a second service to answer for beside the reading's


@dataclass(frozen=True)
class _Picked:
    value: str | None = None
    choices: tuple[str, ...] = ()


def resolve(heard: Heard, context: Context) -> Resolved:
    """Fill in what the message leaves out and say what still has to be asked."""
    if not heard.is_settled and _asks_again(heard, context):
        heard = replace(
            heard, aspect=context.aspect or heard.aspect, more=context.more, office=context.office, also=context.also
        )
    if context.pending and heard.aspect in ("affirm", "deny"):
        return _yes_or_no(heard, context, context.pending)
    if heard.aspect in SOCIAL:
        after = _with_place(context, heard)
        return Resolved(Reading(aspect=heard.aspect), after.region or after.home, context=after)
    region = _pick(heard.region, (context.region, context.home))
    service = _pick(heard.service, (context.service,))
    aspect, waiting = _aspect(heard, context)
    if aspect == "change_region":
        return _change_region(heard, context, region)
    if heard.region is None and context.regions and aspect in CARRIES_REGION:
        region = _Picked(context.regions[0], context.regions)
    base = waiting or Pending(aspect, context.service if aspect in KEEPS_SERVICE else None, more=_more(heard, context))
    said_service = service.value or base.service
    guess = next(iter(context.regions), None) if aspect == FALLBACK else None
    said_region = region.value or base.region or context.region or guess
    if aspect in OF_LOKET:  # praise and blame are of Loket, not of a service or place, unless one is named
        said_service, said_region = service.value, region.value
    reading = Reading(aspect=aspect, service=said_service, region=said_region)
    resolved = _asked(heard, context, reading, service, region, waiting)
    return _with_more(resolved, tuple(one for one in base.more if one != aspect))


def _with_place(context: Context, heard: Heard) -> Context:
    """The conversation with the first place said in it, be it in small talk ("besok Cimahi hujan ga")."""
    named = heard.region
    if named is None or context.region is not None or context.regions:
        return context
    if named.ambiguous:
        return replace(context, regions=named.candidates)
    return replace(context, region=named.value)


def _asks_again(heard: Heard, context: Context) -> bool:
    """ "ulangi", "yang tadi dong": the last question once more."""
    names = heard.is_payload or heard.service or heard.region
    asks = cues.asks_again(heard.text) and not named_aspects(heard.text)
    return not names and context.aspect in REPEATABLE and asks


def _yes_or_no(heard: Heard, context: Context, waiting: Pending) -> Resolved:
    """A yes or no to what Loket asked back: one offer is taken or dropped, several are offered again."""
    if heard.aspect == "affirm" and len(waiting.choices) == 1:
        named = Linked(waiting.choices[0])
        if waiting.needs == "region":
            return resolve(Heard("change_region", region=named), context)
        return resolve(Heard(FALLBACK, service=named), context)
    choices = waiting.choices if heard.aspect == "affirm" else ()
    if heard.aspect == "deny" and not waiting.choices:
        return Resolved(Reading(aspect="deny"), context.region or context.home, context=replace(context, pending=None))
    reading = Reading(aspect=waiting.aspect, service=waiting.service, region=waiting.region)
    regions = context.regions if choices else ()
    after = replace(context, pending=replace(waiting, choices=choices), regions=regions)
    return Resolved(reading, waiting.region or context.home, waiting.needs, choices, after, more=waiting.more)


def _more(heard: Heard, context: Context) -> tuple[str, ...]:
    """What else is asked: by the message, or by the question whose service a button now names."""
    waiting = context.pending
    goes_on = heard.is_payload and waiting is not None and heard.aspect == waiting.aspect
    return waiting.more if goes_on and waiting else heard.more


def _with_more(resolved: Resolved, more: tuple[str, ...]) -> Resolved:
    if not more:
        return resolved
    context = resolved.context
    asked = tuple(dict.fromkeys([*context.asked, *more]))[-MAX_REMEMBERED:]
    pending = replace(context.pending, more=more) if context.pending else None
    return replace(resolved, more=more, context=replace(context, asked=asked, pending=pending, more=more))


def _pick(linked: Linked | None, preferred: tuple[str | None, ...]) -> _Picked:
    """One value; where the name is ambiguous and the conversation does not decide, the choices too."""
    if linked is None:
        return _Picked()
    if not linked.ambiguous:
        return _Picked(linked.value)
    options = linked.candidates or (linked.value,)
    for wanted in preferred:
        if wanted is not None and wanted in options:
            return _Picked(wanted)
    return _Picked(linked.value, options)


def _aspect(heard: Heard, context: Context) -> tuple[str, Pending | None]:
    """The aspect asked, and the waiting question if this message answers it."""
    waiting = context.pending
    if heard.is_settled:
        return heard.aspect, None
    if heard.is_payload:
        goes_on = waiting is not None and heard.aspect == "change_region" and heard.region is not None
        return (waiting.aspect, waiting) if waiting and goes_on else (heard.aspect, None)
    if _asks_again(heard, context):
        return heard.aspect, None
    bare = _is_bare(heard)
    if waiting and _fills(waiting, heard) and (bare or heard.aspect in ("change_region", FALLBACK)):
        return waiting.aspect, waiting
    of_the_last = _corrects(heard) or cues.SAME_THERE.search(heard.text)  # "maksudku di Kota Bandung", "di sana sama?"
    before = context.aspect if of_the_last else context.main
    again = before if before in REPEATABLE else None
    if heard.service is not None and bare and heard.aspect in COMING:
        return heard.aspect, None  # "mau lapor jalan rusak": the service's own name says what is wanted
    if heard.service is not None and bare:
        if again and _may_repeat(heard, context) and not _asks_how(heard, with_verb=True):
            return again, None
        return ("procedure" if _asks_how(heard) or _returns_with_how(heard, context) else "overview"), None
    if heard.region is not None and (bare or heard.aspect == "change_region"):
        explicit = cues.CHANGES_REGION.search(heard.text) is not None
        return (again if again and not explicit else "change_region"), None
    return heard.aspect, None


def _may_repeat(heard: Heard, context: Context) -> bool:
    """Whether a bare service may ask the last question again: another one, or one put right."""
    is_other = heard.service is not None and heard.service.value != context.service
    return (is_other and _compares(heard)) or _corrects(heard)


def _fills(waiting: Pending, heard: Heard) -> bool:
    return heard.region is not None if waiting.needs == "region" else heard.service is not None


def _answers(waiting: Pending | None, heard: Heard) -> bool:
    return waiting is not None and waiting.needs == "region" and heard.region is not None


def _is_bare(heard: Heard) -> bool:
    """Whether the message names a service or region and asks nothing else."""
    spans = tuple(one.span for one in (heard.service, heard.region) if one is not None and one.span is not None)
    found = sum(one is not None for one in (heard.service, heard.region))
    if not found or len(spans) < found or plainly_named(heard.text):
        return False
    names = [cues.words(heard.text[start:end]) for start, end in spans]
    if any(len(name) > _LONGEST_NAME for name in names):
        return False  # the linker tied far words together: a story, not a name
    if heard.aspect in SURE_QUESTIONS and any(word in cues.QUESTIONS for name in names for word in name):
        return False  # "kapan bansos tahap ini cair": the name's words stand around the question
    return all(word in cues.FILLERS for word in cues.words(cues.without_spans(heard.text, spans)))


def names_only_region(heard: Heard) -> bool:
    """Whether a typed message is a region's name and nothing else ("bontang", "aku di Sumedang")."""
    named = heard.region
    if heard.is_payload or named is None or named.span is None or heard.service is not None:
        return False
    rest = cues.words(cues.without_spans(heard.text, (named.span,)))
    if "?" not in heard.text and rest[:1] in _AT:  # "di garut a"; "di garut?" asks the same there
        rest = rest[1:]
    return cues.CALLING.issuperset(rest) or (_is_bare(heard) and cues.CHANGES_REGION.search(heard.text) is not None)


def _corrects(heard: Heard) -> bool:
    return cues.corrects(heard.text)


def _asks_how(heard: Heard, *, with_verb: bool = False) -> bool:
    """Whether a service's name and "gimana" ask for the way ("perpanjang sim gmn"), not for the last question again."""
    if heard.aspect != "procedure" or any(word in cues.SUPPOSING for word in cues.words(heard.text)):
        return False
    return asks_how(heard.text) or (not with_verb and any(word in cues.HOW for word in cues.words(heard.text)))


def _returns_with_how(heard: Heard, context: Context) -> bool:
    """Whether the service spoken of is named again with "gimana" ("kalau sppt-nya tidak datang gimana")."""
    is_same = heard.service is not None and heard.service.value == context.service
    return is_same and any(word in cues.HOW for word in cues.words(heard.text))


def _compares(heard: Heard) -> bool:
    return any(word in cues.COMPARING for word in cues.words(heard.text))


def _change_region(heard: Heard, context: Context, region: _Picked) -> Resolved:
    """The citizen's own region changes; the service of the conversation stays known, the reading does not name it."""
    reading = Reading(aspect="change_region", region=region.value)
    waiting = context.pending if context.pending and context.pending.needs == "region" else None
    if region.value is None or region.choices:
        waiting = waiting or _waits_for_region(heard, context)
        regions = region.choices or context.regions
        after = replace(context, pending=replace(waiting, choices=region.choices), regions=regions)
        return Resolved(reading, context.region or context.home, "region", region.choices, after)
    after = replace(context, aspect="change_region", region=region.value, home=region.value, pending=None, regions=())
    return Resolved(reading, region.value, context=after, home=region.value)


def _waits_for_region(heard: Heard, context: Context) -> Pending:
    """What the region to come is for: after our own button the question above it, else only to be remembered."""
    known = context.service or context.office or context.main not in NEEDS_SERVICE
    if heard.is_payload and context.main in REPEATABLE and known:
        return Pending(context.main or "", context.service if context.main in KEEPS_SERVICE else None)
    return Pending("change_region")


def _asked(
    heard: Heard, context: Context, reading: Reading, service: _Picked, region: _Picked, waiting: Pending | None
) -> Resolved:
    """A question about a service or region: decide what must be asked back first. ``waiting``: what it answers."""
    office = _office(heard, context, reading)
    is_guess = reading.aspect == FALLBACK and region.value is None and context.region is None  # told, never kept
    effective = context.home if is_guess else reading.region or context.home
    ask, choices = _need(reading, effective, service, region, office)
    if reading.aspect == "emergency":  # never ask back: numbers first, those of the nation where the place is unclear
        ask, choices, effective = "", (), None if region.choices else effective
    offered = context.pending.choices if context.pending and context.pending.needs == "region" else ()
    if ask == "region" and not choices:
        choices = offered
    names_service = heard.service is not None or heard.office is not None or context.main is None
    pending = _waiting_for(reading, ask, choices) or _still_waiting(context, waiting, effective)
    after = replace(
        context,
        aspect=context.aspect if reading.aspect == FALLBACK else reading.aspect,
        main=reading.aspect if names_service and reading.aspect != FALLBACK else context.main,
        service=context.service if service.choices else reading.service or context.service,
        region=context.region if region.choices or reading.aspect in OF_LOKET or is_guess else reading.region,
        asked=_asked_before(context, reading),
        earlier=_earlier(context, reading),
        pending=pending,
        more=(),
        office=None if reading.service else heard.office or context.office,
        also=heard.also,
        regions=region.choices or (context.regions if heard.region is None and waiting is None else ()),
    )
    chooses = _chooses_home(heard, context) or _answers(waiting, heard)
    stores = not choices and heard.region is not None and chooses
    home = reading.region if stores and (context.home is None or heard.aspect == "change_region") else None
    told = replace(after, home=home or context.home)
    return Resolved(reading, effective, ask, choices, told, home, office=office, also=heard.also)


def _office(heard: Heard, context: Context, reading: Reading) -> str | None:
    """The kind of office that is asked about: named now, or spoken of and nothing else named since."""
    if reading.service is not None or reading.aspect not in OF_AN_OFFICE:
        return None
    return heard.office or context.office


def _still_waiting(context: Context, answered: Pending | None, region: str | None) -> Pending | None:
    """What waited for a region goes on waiting while other questions are answered, but not for ever."""
    waiting = context.pending
    if waiting is None or answered is not None or waiting.needs != "region" or region is not None:
        return None
    return replace(waiting, asides=waiting.asides + 1) if waiting.asides < MAX_ASIDES else None


def _waiting_for(reading: Reading, ask: Need, choices: tuple[str, ...]) -> Pending | None:
    """The question as it waits; a guess among equals is reported, never kept."""
    if not ask:
        return None
    is_guess = bool(choices)
    service = None if is_guess and ask == "service" else reading.service
    region = None if is_guess and ask == "region" else reading.region
    return Pending(reading.aspect, service, region, ask, choices)


def _asked_before(context: Context, reading: Reading) -> tuple[str, ...]:
    before = context.asked if reading.service == context.service else ()
    return tuple(dict.fromkeys([*before, reading.aspect]))[-MAX_REMEMBERED:]


def _earlier(context: Context, reading: Reading) -> tuple[str, ...]:
    """The services spoken of before the reading's, each once."""
    if context.service is None or reading.service in (None, context.service):
        return context.earlier
    spoken = dict.fromkeys([*context.earlier, context.service])
    return tuple(one for one in spoken if one != reading.service)[-MAX_REMEMBERED:]


def _chooses_home(heard: Heard, context: Context) -> bool:
    return heard.is_payload and (heard.aspect == "change_region" or (heard.is_deep_link and context.home is None))


def _need(
    reading: Reading, region: str | None, service: _Picked, named: _Picked, office: str | None
) -> tuple[Need, tuple[str, ...]]:
    if service.choices:
        return "service", service.choices
    if named.choices:
        return "region", named.choices
    if reading.service is None and office is None and reading.aspect in NEEDS_SERVICE:
        return "service", ()
    if region is None and (reading.aspect in NEEDS_REGION or office is not None):
        return "region", ()
    return "", ()
