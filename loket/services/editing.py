"""Create, describe, name, archive and remove services. The caller commits, then writes the lexicon where told to."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from loket.accounts.models import Account
from loket.accounts.permissions import Action, require
from loket.audit.operations import changes, record
from loket.database import Base, utc_now
from loket.partners.models import Partner
from loket.regions.models import Region
from loket.services.errors import NamesRefused, ServiceNotFound, ServiceRefused
from loket.services.models import Service, ServiceName, Standard, StandardState
from loket.services.naming import GivenName, checked_names

LEVELS = ("nasional", "provinsi", "daerah", "campuran")
MAX_SLUG = 40
_LIMITS = {"name": 120, "short_name": 40, "owner": 200}
_LABELS = {"name": "Nama layanan", "short_name": "Nama pendek", "owner": "Penyelenggara"}
# Belong to the service itself: they go with it and are no reason to keep it.
_OWN_TABLES = {"service_names", "standards"}


class Removal(enum.StrEnum):
    """What became of a service that was to be removed."""

    DELETED = "deleted"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class ServiceDescription:
    """What is said of a service beside its standard and names."""

    name: str
    short_name: str
    owner: str
    level: str = "daerah"
    office_kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = field(default=())


def find_service(session: Session, slug: str) -> Service:
    """The service with this slug, archived and unpublished ones too; raise ServiceNotFound."""
    query = select(Service).where(Service.slug == slug).options(selectinload(Service.names))
    service = session.scalar(query) if "\0" not in slug else None
    if service is None:
        raise ServiceNotFound(slug)
    return service


def create_service(
    session: Session,
    actor: Account,
    description: ServiceDescription,
    names: Sequence[GivenName] = (),
    region: Region | None = None,
    partner: Partner | None = None,
    origin: str = "",
) -> Service:
    """A new service of a region, or of the nation. Nobody is offered it before a standard of it is published.

    Raises ServiceRefused by field, NamesRefused by row, NotPermitted; nothing is stored then.
    """
    require(actor, Action.WRITE_STANDARD, region.slug if region else None, partner.id if partner else None)
    described = checked_description(description)
    wanted, problems = checked_names(session, None, names)
    if problems:
        raise NamesRefused(problems)
    service = Service(
        slug=_free_slug(session, described.name),
        is_active=False,
        region_id=region.id if region else None,
        partner_id=partner.id if partner else None,
        names=[ServiceName(phrase=one.phrase, weight=one.weight) for one in wanted],
        **_values(described),
    )
    try:
        with session.begin_nested():
            session.add(service)
    except IntegrityError as error:
        raise ServiceRefused(
            "name", "Layanan dengan nama ini baru saja dibuat orang lain. Muat ulang daftar."
        ) from error
    _note(session, actor, "service.create", service, None, _state(service), origin)
    return service


def describe_service(
    session: Session, actor: Account, service: Service, description: ServiceDescription, origin: str = ""
) -> bool:
    """Change what is said of it; returns whether the lexicon has to be written. Raises ServiceRefused, NotPermitted."""
    require_editor(session, actor, service)
    described = checked_description(description)
    before = _state(service)
    for name, value in _values(described).items():
        setattr(service, name, value)
    session.flush()
    old, new = changes(before, _state(service))
    if old or new:
        _note(session, actor, "service.describe", service, old, new, origin)
    return service.is_active and bool({"name", "short_name"} & new.keys())


def set_names(session: Session, actor: Account, service: Service, given: Sequence[GivenName], origin: str = "") -> bool:
    """Replace what citizens call it; returns whether the lexicon has to be written. Raises NamesRefused by row."""
    require_editor(session, actor, service)
    wanted, problems = checked_names(session, service, given)
    if problems:
        raise NamesRefused(problems)
    before = {one.phrase: one.weight for one in service.names}
    after = {one.phrase: one.weight for one in wanted}
    if before == after:
        return False
    for row in [row for row in service.names if row.phrase not in after]:
        service.names.remove(row)
    for row in service.names:
        row.weight = after[row.phrase]
    service.names.extend(
        ServiceName(phrase=phrase, weight=weight) for phrase, weight in after.items() if phrase not in before
    )
    session.flush()
    _note(session, actor, "service.names", service, *changes(before, after), origin)
    return service.is_active


def archive_service(session: Session, actor: Account, service: Service, origin: str = "") -> None:
    """Take it from the citizens; everything about it stays. Raises NotPermitted."""
    _require_manager(session, actor, service)
    before = {"is_active": service.is_active}
    service.is_active, service.archived_at = False, utc_now()
    session.flush()
    _note(session, actor, "service.archive", service, before, {"is_active": False}, origin)


def restore_service(session: Session, actor: Account, service: Service, origin: str = "") -> None:
    """Offer an archived service again. Raises ServiceRefused where nothing of it is published, NamesRefused where a
    name of it means another service by now, NotPermitted."""
    _require_manager(session, actor, service)
    names = [GivenName(one.phrase, one.weight) for one in service.names]
    problems = checked_names(session, service, names)[1]
    if problems:
        raise NamesRefused(problems)
    published = select(Standard.id).where(Standard.service_id == service.id, Standard.state == StandardState.PUBLISHED)
    service.archived_at = None
    service.is_active = session.scalar(published.limit(1)) is not None
    session.flush()
    _note(session, actor, "service.restore", service, {"is_active": False}, {"is_active": service.is_active}, origin)


def remove_service(session: Session, actor: Account, service: Service, origin: str = "") -> Removal:
    """Delete a service nobody was ever told of; archive one that has been published or that anything refers to,
    open reports above all. Raises NotPermitted."""
    _require_manager(session, actor, service)
    if _was_published(session, service) or is_referred_to(session, service):
        archive_service(session, actor, service, origin)
        return Removal.ARCHIVED
    before = _state(service)
    _note(session, actor, "service.delete", service, before, None, origin)
    for standard in session.scalars(select(Standard).where(Standard.service_id == service.id)):
        _delete_rows_about(session, standard)
        session.delete(standard)
    session.flush()
    session.delete(service)
    session.flush()
    return Removal.DELETED


def is_referred_to(session: Session, service: Service) -> bool:
    """Whether rows of another feature (reports, bookings, subscriptions) point at the service, by id or by slug."""
    return any(
        session.execute(select(func.count()).select_from(table).where(table.c[column] == value)).scalar_one()
        for table, column, value in _references(service)
    )


def require_editor(session: Session, actor: Account, service: Service) -> None:
    """Raise NotPermitted unless the account may change the service: writers until it is offered, reviewers after."""
    if service.is_active or service.archived_at is not None:
        _require_manager(session, actor, service)
    else:
        require(actor, Action.WRITE_STANDARD, _region_slug(session, service), service.partner_id)


def _require_manager(session: Session, actor: Account, service: Service) -> None:
    require(actor, Action.MANAGE_SERVICES, _region_slug(session, service), None)


def _region_slug(session: Session, service: Service) -> str | None:
    return session.get_one(Region, service.region_id).slug if service.region_id else None


def _was_published(session: Session, service: Service) -> bool:
    query = select(Standard.id).where(Standard.service_id == service.id, Standard.published_at.is_not(None)).limit(1)
    return session.scalar(query) is not None


def _references(service: Service) -> list[tuple[Table, str, Any]]:
    found: list[tuple[Table, str, Any]] = []
    for table in Base.metadata.sorted_tables:
        if table.name in _OWN_TABLES or table.name == "services":
            continue
        for key in table.foreign_keys:
            if key.column.table.name == "services":
                found.append((table, key.parent.name, getattr(service, key.column.name)))
    return found


def _delete_rows_about(session: Session, standard: Standard) -> None:
    """Comments, unsaved typing and the like of a draft that goes."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == "standards" and table.name != "standard_components":
                session.execute(table.delete().where(key.parent == standard.id))


def checked_description(given: ServiceDescription) -> ServiceDescription:
    """The description tidied; raise ServiceRefused by field."""
    values: dict[str, str] = {}
    for name, longest in _LIMITS.items():
        text = _line(getattr(given, name))
        if not text:
            raise ServiceRefused(name, f"{_LABELS[name]} belum diisi.")
        if len(text) > longest:
            raise ServiceRefused(name, f"{_LABELS[name]} terlalu panjang. Singkatkan sampai {longest} huruf.")
        if not re.search(r"\w", text):
            raise ServiceRefused(name, f"{_LABELS[name]} harus berisi huruf.")
        values[name] = text
    if given.level not in LEVELS:
        raise ServiceRefused("level", "Pilih tingkat pengaturan layanan dari daftar.")
    topics = tuple(dict.fromkeys(text for text in map(_line, given.topics) if text))[:20]
    return ServiceDescription(**values, level=given.level, office_kinds=tuple(given.office_kinds), topics=topics)


def _line(text: str) -> str:
    plain = "".join(" " if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} else sign for sign in text)
    return " ".join(plain.split())


def _values(described: ServiceDescription) -> dict[str, Any]:
    return {
        "name": described.name,
        "short_name": described.short_name,
        "owner": described.owner,
        "level": described.level,
        "office_kinds": list(described.office_kinds),
        "topics": list(described.topics),
    }


def _state(service: Service) -> dict[str, Any]:
    fields = ("slug", "name", "short_name", "owner", "level", "office_kinds", "topics", "is_active")
    return {name: getattr(service, name) for name in fields}


def _free_slug(session: Session, name: str) -> str:
    """A slug made of the name, with a number where that one is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[: MAX_SLUG - 5].strip("_") or "layanan"
    base = base if base[0].isalpha() else f"l_{base}"[: MAX_SLUG - 5]
    if session.scalar(select(Service.id).where(Service.slug == base)) is None:
        return base
    taken = set(session.scalars(select(Service.slug).where(Service.slug.startswith(base, autoescape=True))))
    return next(slug for slug in (f"{base}_{n}" for n in range(2, 1_000_000)) if slug not in taken)


def _note(
    session: Session, actor: Account, action: str, service: Service, before: Any, after: Any, origin: str
) -> None:
    record(session, actor, action, "service", service.slug, before, after, origin, region_id=service.region_id)
