"""One synonym more or less for a service, whatever else it is called. The caller commits, then writes the lexicon."""

from __future__ import annotations

from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.audit.operations import record
from loket.services.editing import require_editor
from loket.services.errors import NamesRefused
from loket.services.models import Service, ServiceName
from loket.services.naming import MAX_NAMES, GivenName, NameProblem, checked_names

KNOWN = "Layanan ini sudah mengenal sebutan itu. Persingkat atau ubah, atau jadikan pesannya contoh latihan."
FULL = "Layanan ini sudah memiliki {count} sebutan, paling banyak yang dapat disimpan. Hapus dulu yang tidak terpakai."


def add_name(session: Session, actor: Account, service: Service, given: GivenName, origin: str = "") -> bool:
    """Add what citizens call it; returns whether the lexicon has to be written. Raises NamesRefused, NotPermitted."""
    require_editor(session, actor, service)
    name = checked_name(session, service, given)
    service.names.append(ServiceName(phrase=name.phrase, weight=name.weight))
    session.flush()
    _note(session, actor, service, None, {name.phrase: name.weight}, origin)
    return service.is_active


def checked_name(session: Session, service: Service, given: GivenName) -> GivenName:
    """The name in the form it is stored in. Raises NamesRefused with the one problem it has."""
    names, problems = checked_names(session, service, [given])
    if not problems and any(one.phrase == names[0].phrase for one in service.names):
        problems = [NameProblem(1, given.phrase, KNOWN)]
    if not problems and len(service.names) >= MAX_NAMES:
        problems = [NameProblem(1, given.phrase, FULL.format(count=MAX_NAMES))]
    if problems:
        raise NamesRefused(problems)
    return names[0]


def remove_name(session: Session, actor: Account, service: Service, phrase: str, origin: str = "") -> bool:
    """Take the synonym away, if the service still has it; returns whether the lexicon has to be written.

    Raises NotPermitted.
    """
    require_editor(session, actor, service)
    found = [one for one in service.names if one.phrase == phrase]
    for row in found:
        service.names.remove(row)
        session.flush()
        _note(session, actor, service, {row.phrase: row.weight}, None, origin)
    return bool(found) and service.is_active


def _note(
    session: Session,
    actor: Account,
    service: Service,
    before: dict[str, float] | None,
    after: dict[str, float] | None,
    origin: str,
) -> None:
    record(session, actor, "service.names", "service", service.slug, before, after, origin, region_id=service.region_id)
