"""Services as rows: one a line, by its code; without a code it is a new one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.errors import NotPermitted
from loket.accounts.permissions import Action, allowed_regions, partner_scope
from loket.answers.texts.labels import OFFICE_KINDS
from loket.imports.checking import NATIONAL, Change, Checker, Place, chunks, merged
from loket.imports.columns import Column, Holds
from loket.imports.kinds import Kind, Landing, Scope
from loket.imports.reading import Row, Table
from loket.imports.writing import Record
from loket.partners.models import Partner
from loket.regions.models import Region
from loket.services.editing import ServiceDescription, checked_description, create_service, describe_service
from loket.services.errors import ServiceRefused
from loket.services.models import Service
from loket.standards.contributors import contributing_partner

LEVELS = {"daerah": "daerah", "provinsi": "provinsi", "nasional": "nasional", "campuran": "campuran"}
COLUMNS = (
    Column("kode", "Kode", "Kode layanan yang sudah ada. Kosongkan untuk layanan baru.", "ktp_el", Holds.SERVICE,
           width=22),
    Column("nama", "Nama layanan", "Nama lengkap layanan, paling panjang 120 huruf.", "Izin Reklame", is_needed=True,
           longest=120, width=42),
    Column("nama_pendek", "Nama pendek", "Nama di tombol, paling panjang 40 huruf.", "Izin reklame", is_needed=True,
           longest=40, width=24),
    Column("penyelenggara", "Penyelenggara", "Kantor atau dinas yang melayani.", "DPMPTSP", is_needed=True,
           longest=200, width=30),
    Column("tingkat", "Tingkat", "Siapa yang menetapkan aturannya.", "daerah", Holds.CHOICE, choices=LEVELS,
           fallback="daerah", width=14),
    Column("wilayah", "Wilayah", "Wilayah yang membuka layanan ini; tulis nasional bila ada di semua wilayah.",
           "kab_sleman", Holds.REGION, is_needed=True, width=24),
    Column("jenis_kantor", "Jenis kantor", "Jenis kantor yang melayani, satu per baris (Alt+Enter), yang utama dulu.",
           "DPMPTSP", Holds.LIST, width=26),
    Column("topik", "Topik", "Peristiwa hidup warga yang memerlukannya, satu per baris (Alt+Enter).", "buka usaha",
           Holds.LIST, width=26),
)  # fmt: skip
EXAMPLES = (
    {
        "kode": "", "nama": "Izin Penyelenggaraan Reklame", "nama_pendek": "Izin reklame", "penyelenggara": "DPMPTSP",
        "tingkat": "daerah", "wilayah": "kab_sleman", "jenis_kantor": "DPMPTSP\nMal Pelayanan Publik",
        "topik": "buka usaha",
    },
)  # fmt: skip
_TITLES = {column.key: column.title for column in COLUMNS}
_FIELDS = {"name": "nama", "short_name": "nama_pendek", "owner": "penyelenggara", "level": "tingkat"}
_KINDS = {word.casefold(): kind for kind, word in OFFICE_KINDS.items()} | {kind: kind for kind in OFFICE_KINDS}


def check(checker: Checker, table: Table, landing: Landing) -> list[Change]:
    """New services and changed descriptions."""
    services = checker.services(row.cells.get("kode", "") for row in table.rows)
    rows = list(checker.rows(table, COLUMNS))
    taken = _names_there(checker.session, [values["nama"] for _, values in rows])
    seen: dict[object, int] = {}
    changes = []
    for row, values in rows:
        code = values.get("kode") or ""
        if code and code not in services:
            checker.unknown_service(row.number, _TITLES["kode"], code)
            continue
        place: Place = values["wilayah"]
        region_id = place.region.id if place.region else None
        key: object = services[code].id if code else (values["nama"].casefold(), region_id)
        if key in seen:
            checker.say(row.number, _TITLES["nama"], f"Layanan ini sama dengan baris {seen[key]}.",
                        "Hapus salah satu baris.")  # fmt: skip
            continue
        seen[key] = row.number
        if code:
            change = _changed(checker, row, values, services[code])
        else:
            there = taken.get((values["nama"].casefold(), region_id))
            change = _new(checker, row, values, there)
        changes += [change] if change else []
    return changes


def _new(checker: Checker, row: Row, values: dict[str, Any], there: str | None) -> Change | None:
    place: Place = values["wilayah"]
    if there is not None:
        checker.say(row.number, _TITLES["nama"], f"Layanan dengan nama ini sudah ada, kodenya {there}.",
                    f"Tulis {there} di kolom Kode untuk mengubahnya, atau pakai nama lain.")  # fmt: skip
        return None
    described = _described(checker, row, values, [])
    partner = partner_at(checker, row.number, _TITLES["wilayah"], place)
    if described is None or partner is _NOBODY:
        return None

    def apply() -> bool:
        create_service(checker.session, checker.actor, described, (), place.region, partner, checker.origin)
        return False  # nobody is offered it before a standard of it is published

    return Change(row.number, 1, is_new=True, apply=apply)


def _changed(checker: Checker, row: Row, values: dict[str, Any], service: Service) -> Change | None:
    session, place = checker.session, values["wilayah"]
    own = Place(session.get(Region, service.region_id) if service.region_id else None)
    if own.region is not place.region:
        checker.say(row.number, _TITLES["wilayah"], f"Layanan {service.slug} tercatat di {own.name}.",
                    "Tulis wilayah itu. Layanan tidak dipindah lewat impor.")  # fmt: skip
        return None
    stored = {
        "nama": service.name, "nama_pendek": service.short_name, "penyelenggara": service.owner,
        "tingkat": service.level, "jenis_kantor": list(service.office_kinds), "topik": list(service.topics),
    }  # fmt: skip
    described = _described(checker, row, merged(stored, values), service.office_kinds)
    if described is None or described == _as_description(stored):
        return None
    is_new = not service.is_active and service.archived_at is None
    action = Action.WRITE_STANDARD if is_new else Action.MANAGE_SERVICES
    if not checker.may(action, own, service.partner_id if is_new else None):
        checker.forbid(row.number, _TITLES["kode"], "layanan ini", own)
        return None

    def apply() -> bool:
        return describe_service(session, checker.actor, service, described, checker.origin)

    return Change(row.number, 1, is_new=False, apply=apply)


class _Nobody:
    """Stands for: the account writes for nobody there."""


_NOBODY: Any = _Nobody()


def partner_at(checker: Checker, row: int, column: str, place: Place) -> Partner | None:
    """In whose name the account writes there, None for the region itself; says so and returns a mark if for nobody."""
    try:
        partner = contributing_partner(checker.session, checker.actor, place.region)
    except NotPermitted:
        checker.forbid(row, column, "data", place)
        return _NOBODY  # type: ignore[no-any-return]
    if not checker.may(Action.WRITE_STANDARD, place, partner.id if partner else None):
        checker.forbid(row, column, "data", place)
        return _NOBODY  # type: ignore[no-any-return]
    return partner


def is_nobody(partner: Partner | None) -> bool:
    """Whether ``partner_at`` found that the account writes for nobody."""
    return partner is _NOBODY


def _described(checker: Checker, row: Row, values: dict[str, Any], known_kinds: list[str]) -> ServiceDescription | None:
    kinds = []
    for word in values.get("jenis_kantor") or []:
        kind = _KINDS.get(word.casefold()) or (word if word in known_kinds else None)
        if kind is None:
            checker.say(row.number, _TITLES["jenis_kantor"], f"Jenis kantor “{word[:60]}” tidak dikenal.",
                        "Pilih dari lembar Pilihan pada templat.")  # fmt: skip
            return None
        kinds.append(kind)
    try:
        return _as_description({**values, "jenis_kantor": kinds})
    except ServiceRefused as error:
        column = _TITLES.get(_FIELDS.get(error.field, ""), "")
        checker.say(row.number, column, error.sentence, "Perbaiki isinya.")
        return None


def _as_description(values: dict[str, Any]) -> ServiceDescription:
    return checked_description(
        ServiceDescription(
            name=values["nama"],
            short_name=values["nama_pendek"],
            owner=values["penyelenggara"],
            level=values.get("tingkat") or "daerah",
            office_kinds=tuple(values.get("jenis_kantor") or ()),
            topics=tuple(values.get("topik") or ()),
        )
    )


def _names_there(session: Session, names: list[str]) -> dict[tuple[str, int | None], str]:
    """Name and region to the code of the service that is called so there."""
    found: dict[tuple[str, int | None], str] = {}
    for chunk in chunks(names):
        query = select(Service.name, Service.region_id, Service.slug).where(Service.name.in_(chunk))
        found.update({(name.casefold(), region_id): slug for name, region_id, slug in session.execute(query)})
    return found


def may_see(scope: Scope, model: Any = Service) -> Any:
    """An SQL condition: rows of the regions whose data the account may export, and of its organisation."""
    own = allowed_regions(scope.session, scope.actor, Action.EXPORT).condition(model.region_id)
    for partner_id, regions in partner_scope(scope.session, scope.actor, Action.EXPORT).items():
        own = own | ((model.partner_id == partner_id) & regions.condition(model.region_id))
    return own & (model.region_id == scope.region.id) if scope.region else own


def export(scope: Scope) -> Iterator[Record]:
    """The services of the scope, archived ones left out."""
    query = select(Service).where(may_see(scope), Service.archived_at.is_(None)).order_by(Service.slug)
    slugs = {row.id: row.slug for row in scope.session.execute(select(Region.id, Region.slug))}
    for service in scope.session.scalars(query.execution_options(yield_per=500)):
        yield {
            "kode": service.slug,
            "nama": service.name,
            "nama_pendek": service.short_name,
            "penyelenggara": service.owner,
            "tingkat": service.level,
            "wilayah": slugs[service.region_id] if service.region_id else NATIONAL,
            "jenis_kantor": "\n".join(OFFICE_KINDS.get(kind, kind) for kind in service.office_kinds),
            "topik": "\n".join(service.topics),
        }


KIND = Kind(
    "services", "Layanan", "Nama, penyelenggara, dan tingkat layanan. Standarnya diimpor terpisah.", COLUMNS, EXAMPLES,
    Action.WRITE_STANDARD, check, export,
)  # fmt: skip
