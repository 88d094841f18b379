"""Standards as rows: one component of a service in a region a line. They land as drafts, through the editor's ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from loket.accounts.permissions import Action
from loket.audit.operations import record
from loket.imports.checking import NATIONAL, Change, Checker, Place, chunks, whole_rows_ok
from loket.imports.columns import Column, Holds
from loket.imports.kinds import Kind, Landing, Scope
from loket.imports.reading import Table
from loket.imports.service_rows import is_nobody, may_see, partner_at
from loket.imports.writing import Record
from loket.partners.models import Partner
from loket.regions.models import Region
from loket.services.models import Component, Confidence, Service, Standard, StandardState
from loket.services.operations import effective_order, today_in
from loket.standards.completeness import publication_problems
from loket.standards.components import COMPONENTS, Form
from loket.standards.content import Content, Part, as_values, clean_content, content_of, empty_content, rows_of
from loket.standards.drafts import new_version, save_draft
from loket.standards.publishing import publish, submit

CONFIDENCES = {"high": "pasti", "medium": "cukup pasti", "low": "perlu dikonfirmasi"}
PARTS = {str(info.component): info.name for info in COMPONENTS.values()}
COLUMNS = (
    Column("layanan", "Layanan", "Kode layanan.", "ktp_el", Holds.SERVICE, is_needed=True, width=22),
    Column("wilayah", "Wilayah", "Wilayah yang menetapkan; tulis nasional untuk tingkat nasional.", "kab_sleman",
           Holds.REGION, is_needed=True, width=22),
    Column("bagian", "Bagian", "Komponen standar pelayanan (PermenPANRB 15/2014).", "Persyaratan", Holds.CHOICE,
           is_needed=True, choices=PARTS, width=28),
    Column("isi", "Isi", "Yang dibaca warga. Untuk daftar (persyaratan, prosedur, ...): satu per baris (Alt+Enter).",
           "Kartu Keluarga asli", width=60),
    Column("biaya_rupiah", "Biaya (rupiah)", "Hanya untuk Biaya/tarif: angka saja; 0 = gratis; kosong = bertingkat.",
           "30000", Holds.WHOLE, width=16),
    Column("hari_kerja", "Hari kerja", "Hanya untuk Jangka waktu: angka saja.", "3", Holds.WHOLE, width=12),
    Column("catatan", "Catatan biaya", "Hanya untuk Biaya/tarif: penjelasan tambahan.", "Dibayar di loket bank",
           width=30),
    Column("sumber", "Sumber", "Peraturan atau laman asal isi ini; wajib sebelum terbit.", "Perbup 1/2026", width=36),
    Column("tanggal_dicek", "Tanggal dicek", "Kapan terakhir dicek ke sumbernya.", "2026-11-24", Holds.DATE, width=15),
    Column("keyakinan", "Keyakinan", "Seberapa pasti sumbernya.", "pasti", Holds.CHOICE, choices=CONFIDENCES,
           fallback="high", width=18),
    Column("laman_sumber", "Laman sumber", "Alamat laman yang dilihat, satu per baris (Alt+Enter).",
           "https://oss.go.id", Holds.LIST, width=30),
)  # fmt: skip
EXAMPLES = (
    {
        "layanan": "ktp_el", "wilayah": "kab_sleman", "bagian": "Persyaratan",
        "isi": "Kartu Keluarga asli\nHadir sendiri untuk perekaman", "sumber": "contoh: Perbup nomor/tahun",
        "tanggal_dicek": "2026-11-24", "keyakinan": "pasti",
    },
    {
        "layanan": "ktp_el", "wilayah": "kab_sleman", "bagian": "Biaya/tarif", "isi": "gratis", "biaya_rupiah": "0",
        "sumber": "contoh: Perbup nomor/tahun", "tanggal_dicek": "2026-11-24", "keyakinan": "pasti",
    },
)  # fmt: skip
_TITLES = {column.key: column.title for column in COLUMNS}
_ONLY = {"biaya_rupiah": Form.COST, "catatan": Form.COST, "hari_kerja": Form.DURATION}
_FIELD_TITLES = {
    "items": "isi", "text": "isi", "amount_rupiah": "biaya_rupiah", "note": "catatan", "working_days": "hari_kerja",
    "source": "sumber", "verified_at": "tanggal_dicek",
}  # fmt: skip
Key = tuple[int, int | None]  # service and region


class _Group:
    """The rows of one standard."""

    def __init__(self, service: Service, place: Place, first: int) -> None:
        self.service, self.place, self.first = service, place, first
        self.rows: dict[Component, int] = {}
        self.values: dict[Component, dict[str, Any]] = {}


def check(checker: Checker, table: Table, landing: Landing) -> list[Change]:
    """One change for each service and region whose standard would say something else."""
    services = checker.services(row.cells.get("layanan", "") for row in table.rows)
    groups: dict[Key, _Group] = {}
    for row, values in checker.rows(table, COLUMNS):
        service, place = services.get(values["layanan"]), values["wilayah"]
        if service is None:
            checker.unknown_service(row.number, _TITLES["layanan"], values["layanan"])
            continue
        component = Component(values["bagian"])
        key = (service.id, place.region.id if place.region else None)
        group = groups.setdefault(key, _Group(service, place, row.number))
        if component in group.rows:
            checker.say(row.number, _TITLES["bagian"], f"Bagian ini sama dengan baris {group.rows[component]}.",
                        "Hapus salah satu baris.")  # fmt: skip
        group.rows.setdefault(component, row.number)
        group.values.setdefault(component, values)
        _check_form(checker, row.number, component, values)
    there = _standards(checker, groups)
    partners: dict[str | None, Partner | None] = {}
    changes = []
    for key, group in groups.items():
        slug = group.place.slug
        if slug not in partners:
            partners[slug] = partner_at(checker, group.first, _TITLES["wilayah"], group.place)
        elif is_nobody(partners[slug]):
            checker.forbid(group.first, _TITLES["wilayah"], "standar", group.place)
        if not is_nobody(partners[slug]):
            change = _change(checker, group, there.get(key, []), partners[slug], landing)
            changes += [change] if change else []
    return changes


def _check_form(checker: Checker, row: int, component: Component, values: Mapping[str, Any]) -> None:
    form = COMPONENTS[component].form
    for key, only in _ONLY.items():
        if values.get(key) not in (None, "") and form != only:
            checker.say(row, _TITLES[key], f"{_TITLES[key]} tidak berlaku untuk bagian {PARTS[component]}.",
                        "Kosongkan sel ini, atau pilih bagian yang sesuai.")  # fmt: skip
    if not any(values.get(key) not in (None, "") for key in ("isi", *_ONLY)):
        checker.say(row, _TITLES["isi"], "Baris ini belum berisi apa pun.", "Isi, atau hapus baris ini.")


def _standards(checker: Checker, groups: Mapping[Key, _Group]) -> dict[Key, list[Standard]]:
    """What is there of each: published versions and open drafts."""
    found: dict[Key, list[Standard]] = defaultdict(list)
    states = (StandardState.DRAFT, StandardState.IN_REVIEW, StandardState.PUBLISHED)
    for chunk in chunks(sorted({service_id for service_id, _ in groups})):
        query = select(Standard).where(Standard.service_id.in_(chunk), Standard.state.in_(states))
        regions = {region_id for service_id, region_id in groups if service_id in set(chunk)}
        if None not in regions and len(regions) <= 500:
            query = query.where(Standard.region_id.in_(sorted(one for one in regions if one is not None)))
        query = query.options(selectinload(Standard.components), joinedload(Standard.region))
        for standard in checker.session.scalars(query.execution_options(yield_per=500)):
            key = (standard.service_id, standard.region_id)
            if key in groups:
                found[key].append(standard)
    return found


def _change(
    checker: Checker, group: _Group, there: list[Standard], partner: Partner | None, landing: Landing
) -> Change | None:
    service, place, numbers = group.service, group.place, set(group.rows.values())
    draft = _open(there, partner)
    today = today_in(place.region)
    holding = standing_of(there, today)
    standing = content_of(holding) if holding else {}
    base: Content = content_of(draft) if draft else standing
    content = {**base, **{name: _part(name, values, base.get(name)) for name, values in group.values.items()}}
    cleaned = clean_content(content, today)
    if not whole_rows_ok(checker, numbers) or (cleaned.content == base and (draft is None or landing == Landing.DRAFT)):
        return None
    if not _may_land(checker, group, draft, landing):
        return None
    problems = cleaned.problems
    if not problems and landing != Landing.DRAFT:
        trial = Standard(service=service, region=place.region, components=rows_of(cleaned.content))
        problems = publication_problems(checker.session, trial, today)
    for problem in problems:
        name, _, part = problem.field.partition(".")
        number = group.rows.get(Component(name), group.first) if name in PARTS else group.first
        column = _TITLES.get(_FIELD_TITLES.get(part, ""), "")
        checker.say(number, column, problem.message, "Perbaiki di baris ini, atau tambahkan baris untuk bagian itu.")

    def apply() -> bool:
        return _store(checker, group, partner, draft, cleaned.content, landing)

    return Change(group.first, len(numbers), is_new=not there, apply=apply)


def _may_land(checker: Checker, group: _Group, draft: Standard | None, landing: Landing) -> bool:
    service, place = group.service, group.place
    if service.region_id is not None and (place.region is None or place.region.id != service.region_id):
        checker.say(group.first, _TITLES["wilayah"], f"Layanan {service.slug} hanya ada di wilayahnya sendiri.",
                    "Tulis wilayah layanan itu.")  # fmt: skip
        return False
    if draft is not None and draft.state == StandardState.IN_REVIEW:
        checker.say(group.first, "", f"Draf {service.slug} di {place.name} sedang ditinjau.",
                    "Mintalah verifikator mengembalikannya, atau hapus baris-baris ini.")  # fmt: skip
        return False
    if landing == Landing.PUBLISH and not checker.may(Action.PUBLISH_STANDARD, place, None):
        checker.say(group.first, _TITLES["wilayah"], f"Akun Anda tidak menerbitkan standar di {place.name}.",
                    "Pilih “simpan sebagai draf” atau “ajukan untuk ditinjau”.")  # fmt: skip
        return False
    if draft is not None and draft.editor != checker.actor.name:
        checker.say(group.first, "", f"{draft.editor or 'Orang lain'} sedang menyusun draf {service.slug} di "
                    f"{place.name}.", "Bagian di berkas ini akan ditulis ke draf itu; bagian lain tetap.",
                    is_warning=True)  # fmt: skip
    return True


def _store(
    checker: Checker,
    group: _Group,
    partner: Partner | None,
    draft: Standard | None,
    content: Content,
    landing: Landing,
) -> bool:
    session, actor, origin = checker.session, checker.actor, checker.origin
    if draft is None:  # written at once: a copy of what holds that is saved over would cost as much again
        draft = new_version(session, actor, group.service, group.place.region, content, partner)
        after = {"version": draft.version, **as_values(content)}
        record(session, actor, "standard.import", "standard", draft.id, None, after, origin,
               region_id=draft.region_id)  # fmt: skip
    else:
        save_draft(session, actor, draft, draft.lock_version, content, origin)
    if landing == Landing.DRAFT:
        return False
    submit(session, actor, draft, draft.lock_version, "Diajukan lewat impor.", origin)
    if landing == Landing.REVIEW:
        return False
    return publish(session, actor, draft, draft.lock_version, None, "Diterbitkan lewat impor.", origin)


def _open(there: list[Standard], partner: Partner | None) -> Standard | None:
    own = [one for one in there if one.state != StandardState.PUBLISHED
           and one.partner_id == (partner.id if partner else None)]  # fmt: skip
    return max(own, key=lambda one: one.version, default=None)


def standing_of(there: list[Standard], today: date) -> Standard | None:
    """Of the versions of one service and region the one that holds on this day."""
    published = [one for one in there if one.state == StandardState.PUBLISHED
                 and (one.valid_from is None or one.valid_from <= today)]  # fmt: skip
    return max(published, key=effective_order, default=None)


def _part(name: Component, values: Mapping[str, Any], base: Part | None) -> Part:
    """The component as the row says it; columns the file does not have stay as they were."""
    content = dict(base.content) if base else empty_content(name)
    form = COMPONENTS[name].form
    if "isi" in values:
        if form == Form.ITEMS:
            content["items"] = values["isi"].split("\n")
        else:
            content["text"] = values["isi"]
    if form == Form.COST:
        content |= {field: values[key] for field, key in (("amount_rupiah", "biaya_rupiah"), ("note", "catatan"))
                    if key in values}  # fmt: skip
    if form == Form.DURATION and "hari_kerja" in values:
        content["working_days"] = values["hari_kerja"]
    part = replace(base, content=content) if base else Part(content)
    if "sumber" in values:
        part = replace(part, source=values["sumber"])
    if "tanggal_dicek" in values:
        part = replace(part, verified_at=values["tanggal_dicek"])
    if "keyakinan" in values:
        part = replace(part, confidence=Confidence(values["keyakinan"]))
    if "laman_sumber" in values:
        part = replace(part, source_pages=tuple(values["laman_sumber"]))
    return part


def export(scope: Scope) -> Iterator[Record]:
    """What holds today at each level of the scope, component by component."""
    session = scope.session
    query = (
        select(Standard)
        .where(may_see(scope, Standard), Standard.state == StandardState.PUBLISHED)
        .order_by(Standard.service_id, Standard.region_id, Standard.version)
        .options(selectinload(Standard.components))
    )
    codes = {row.id: row.slug for row in session.execute(select(Service.id, Service.slug))}
    regions = {region.id: region for region in session.scalars(select(Region))}
    waiting: list[Standard] = []
    for standard in session.scalars(query.execution_options(yield_per=500)):
        if waiting and _key(waiting[0]) != _key(standard):
            yield from _records(waiting, codes, regions)
            waiting = []
        waiting.append(standard)
    yield from _records(waiting, codes, regions)


def _key(standard: Standard) -> Key:
    return standard.service_id, standard.region_id


def _records(there: list[Standard], codes: Mapping[int, str], regions: Mapping[int, Region]) -> Iterator[Record]:
    region = regions[there[0].region_id] if there and there[0].region_id else None
    standard = standing_of(there, today_in(region))
    for name, part in content_of(standard).items() if standard else ():
        if standard is not None and not part.is_empty:
            place = region.slug if region else NATIONAL
            yield {"layanan": codes[standard.service_id], "wilayah": place, **_record(name, part)}


def _record(name: Component, part: Part) -> Record:
    content = part.content
    return {
        "bagian": PARTS[name],
        "isi": "\n".join(content["items"]) if "items" in content else str(content.get("text") or ""),
        "biaya_rupiah": _number(content.get("amount_rupiah")),
        "hari_kerja": _number(content.get("working_days")),
        "catatan": str(content.get("note") or ""),
        "sumber": part.source,
        "tanggal_dicek": part.verified_at.isoformat() if part.verified_at else "",
        "keyakinan": CONFIDENCES[part.confidence],
        "laman_sumber": "\n".join(part.source_pages),
    }


def _number(value: Any) -> str:
    return "" if value is None else str(value)


KIND = Kind(
    "standards", "Standar pelayanan", "Persyaratan, biaya, waktu, dan bagian lain: satu bagian satu baris. "
    "Masuk sebagai draf.", COLUMNS, EXAMPLES, Action.WRITE_STANDARD, check, export,
)  # fmt: skip
