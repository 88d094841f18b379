"""What citizens call services, as rows: one phrase a line. Phrases the file does not name stay."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from loket.accounts.permissions import Action
from loket.imports.cells import decimal_of
from loket.imports.checking import Change, Checker, Place
from loket.imports.columns import Column, Holds
from loket.imports.kinds import Kind, Landing, Scope
from loket.imports.reading import Table
from loket.imports.service_rows import may_see
from loket.imports.writing import Record
from loket.lexicon.phrases import clean_phrase
from loket.regions.models import Region
from loket.services.editing import set_names
from loket.services.models import Service, ServiceName
from loket.services.naming import GivenName, checked_names

SURE, SHARED = "pasti", "tanya balik"
SHARED_WEIGHT = 0.5
COLUMNS = (
    Column("layanan", "Layanan", "Kode layanan.", "ktp_el", Holds.SERVICE, is_needed=True, width=24),
    Column("sebutan", "Sebutan", "Kata yang diketik warga, paling panjang 80 huruf.", "bikin ktp", is_needed=True,
           longest=200, width=40),
    Column("arti", "Arti", "pasti = selalu layanan ini; tanya balik = bot menanyakan dulu. Boleh angka 0-1.", SURE,
           fallback=SURE, longest=30, width=16),
)  # fmt: skip
EXAMPLES = (
    {"layanan": "ktp_el", "sebutan": "bikin ktp", "arti": SURE},
    {"layanan": "ktp_el", "sebutan": "ktp hilang", "arti": SHARED},
)
_WEIGHTS = {SURE: 1.0, SHARED: SHARED_WEIGHT}


def check(checker: Checker, table: Table, landing: Landing) -> list[Change]:
    """One change for each service whose phrases become more or others."""
    services = checker.services(row.cells.get("layanan", "") for row in table.rows)
    given: dict[int, dict[str, tuple[int, str, float]]] = {}
    by_id = {service.id: service for service in services.values()}
    for row, values in checker.rows(table, COLUMNS):
        service = services.get(values["layanan"])
        weight = _weight(values.get("arti") or SURE)
        if service is None:
            checker.unknown_service(row.number, "Layanan", values["layanan"])
        elif weight is None:
            checker.say(row.number, "Arti", f"“{values['arti']}” tidak dikenal.", f"Pilih {SURE} atau {SHARED}.")
        else:
            phrase = clean_phrase(values["sebutan"])
            own = given.setdefault(service.id, {})
            if phrase in own:
                checker.say(row.number, "Sebutan", f"Sama dengan baris {own[phrase][0]}.", "Hapus salah satu baris.")
            own.setdefault(phrase, (row.number, values["sebutan"], weight))
    changes = [_change(checker, by_id[service_id], phrases) for service_id, phrases in given.items()]
    return [change for change in changes if change]


def _change(checker: Checker, service: Service, phrases: dict[str, tuple[int, str, float]]) -> Change | None:
    stored = {name.phrase: name.weight for name in service.names}
    new = {phrase: weight for phrase, (_, _, weight) in phrases.items()}
    if all(stored.get(phrase) == weight for phrase, weight in new.items()):
        return None
    first = min(number for number, _, _ in phrases.values())
    place = Place(checker.session.get(Region, service.region_id) if service.region_id else None)
    is_open = not service.is_active and service.archived_at is None
    action = Action.WRITE_STANDARD if is_open else Action.MANAGE_SERVICES
    if not checker.may(action, place, service.partner_id if is_open else None):
        checker.forbid(first, "Layanan", f"sebutan {service.slug}", place)
        return None
    names = [GivenName(phrase, weight) for phrase, weight in {**stored, **new}.items()]
    for problem in checked_names(checker.session, service, names)[1]:
        phrase = names[problem.row - 1].phrase if problem.row <= len(names) else ""
        number = phrases[phrase][0] if phrase in phrases else first
        if phrase in phrases or not phrase:
            checker.say(number, "Sebutan", f"“{phrase[:80]}” belum dapat dipakai.", problem.reason)

    def apply() -> bool:
        return set_names(checker.session, checker.actor, service, names, checker.origin)

    return Change(first, len(phrases), is_new=False, apply=apply)


def _weight(text: str) -> float | None:
    known = _WEIGHTS.get(text.casefold())
    number = decimal_of(text) if known is None else known
    return number if number is not None and 0 < number <= 1 else None


def export(scope: Scope) -> Iterator[Record]:
    """Every phrase of the scope's services."""
    words = {weight: word for word, weight in _WEIGHTS.items()}
    query = (
        select(Service.slug, ServiceName.phrase, ServiceName.weight)
        .join(Service, Service.id == ServiceName.service_id)
        .where(may_see(scope), Service.archived_at.is_(None))
        .order_by(Service.slug, ServiceName.phrase)
    )
    for slug, phrase, weight in scope.session.execute(query.execution_options(yield_per=1000)):
        yield {"layanan": slug, "sebutan": phrase, "arti": words.get(weight, repr(weight))}


KIND = Kind(
    "synonyms", "Sebutan warga", "Kata yang dipakai warga untuk layanan. Sebutan lain yang sudah ada tetap.", COLUMNS,
    EXAMPLES, Action.WRITE_STANDARD, check, export,
)  # fmt: skip
