"""Offices as rows, one a line, by region and name; stored at once, with their trace in the audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.permissions import Action, allowed_regions
from loket.answers.texts.labels import OFFICE_KINDS
from loket.audit.operations import changes as differing
from loket.audit.operations import record
from loket.imports.cells import NO, YES
from loket.imports.checking import Change, Checker, Place, chunks
from loket.imports.columns import Column, Holds, chosen
from loket.imports.kinds import Kind, Landing, Scope
from loket.imports.reading import Row, Table
from loket.imports.writing import Record
from loket.offices.content import CONFIDENCES, PRECISIONS
from loket.offices.editing import note_save
from loket.offices.models import Office
from loket.regions.models import Region
from loket.services.operations import today_in
from loket.standards.content import clean_line, clean_text

COLUMNS = (
    Column("wilayah", "Wilayah", "Kabupaten, kota, atau provinsi tempat kantor.", "kab_sleman", Holds.REGION,
           is_needed=True, width=22),
    Column("nama", "Nama kantor", "Nama lengkap, tidak sama dengan kantor lain di wilayah ini.",
           "Kantor Kecamatan Depok", is_needed=True, longest=150, width=42),
    Column("jenis", "Jenis kantor", "Menentukan layanan apa yang ditunjukkan ke kantor ini.", "kantor kecamatan",
           is_needed=True, longest=60, width=24),
    Column("alamat", "Alamat", "Alamat yang dapat dicari warga.", "Jalan Ring Road Utara", longest=300, width=50),
    Column("lintang", "Lintang", "Derajat desimal; di selatan khatulistiwa bertanda minus.", "-7.7628", Holds.DECIMAL,
           width=13),
    Column("bujur", "Bujur", "Derajat desimal.", "110.4041", Holds.DECIMAL, width=13),
    Column("ketelitian", "Ketelitian titik", "Titik di gedungnya, atau hanya tengah kelurahan/kecamatan.", "gedung",
           Holds.CHOICE, choices=PRECISIONS, width=16),
    Column("telepon", "Telepon", "Nomor kantor, bukan nomor pribadi petugas.", "(0274) 868405", longest=60, width=20),
    Column("keterangan_jam", "Keterangan jam", "Jam buka dalam kata-kata sumbernya. Jam per hari diimpor terpisah.",
           "Senin-Jumat 08.00-15.00", width=34),
    Column("sumber", "Sumber", "Dari mana data kantor ini.", "https://slemankab.go.id", is_needed=True, width=34),
    Column("tanggal_dicek", "Tanggal dicek", "Kapan terakhir dicek.", "2026-11-24", Holds.DATE, is_needed=True,
           width=15),
    Column("keyakinan", "Keyakinan", "Seberapa pasti datanya.", "cukup pasti", Holds.CHOICE, choices=CONFIDENCES,
           fallback="medium", width=18),
    Column("catatan", "Catatan", "Untuk petugas lain.", "", width=30),
    Column("buka_libur", "Buka hari libur", "ya bila jam bukanya berlaku juga di hari libur nasional.", NO,
           Holds.TRUTH, fallback=NO, width=14),
    Column("aktif", "Aktif", "tidak bila kantor ini sudah tidak melayani.", YES, Holds.TRUTH, fallback=YES, width=10),
)  # fmt: skip
EXAMPLES = (
    {
        "wilayah": "kab_sleman", "nama": "Kantor Kecamatan Contoh", "jenis": "kantor kecamatan",
        "alamat": "Jalan Contoh 1", "lintang": "-7.7628", "bujur": "110.4041", "ketelitian": "gedung",
        "telepon": "(0274) 000000", "sumber": "contoh: laman resmi", "tanggal_dicek": "2026-11-24",
        "keyakinan": "cukup pasti", "buka_libur": NO, "aktif": YES,
    },
)  # fmt: skip
_TITLES = {column.key: column.title for column in COLUMNS}
_FIELDS = {
    "jenis": "kind", "alamat": "address", "lintang": "latitude", "bujur": "longitude", "ketelitian": "geo_precision",
    "telepon": "phone", "keterangan_jam": "hours_text", "sumber": "source", "tanggal_dicek": "verified_at",
    "keyakinan": "confidence", "catatan": "note", "buka_libur": "open_on_holidays", "aktif": "is_active",
}  # fmt: skip
_NEW = {
    "address": "", "latitude": None, "longitude": None, "geo_precision": "", "phone": "", "hours_text": "",
    "confidence": "medium", "note": "", "open_on_holidays": False, "is_active": True,
}  # fmt: skip
_LATITUDES, _LONGITUDES = (-11.5, 6.5), (94.5, 141.5)  # Indonesia, by its outermost islands
OfficeKey = tuple[int, str]


def check(checker: Checker, table: Table, landing: Landing) -> list[Change]:
    """New offices, and those of which something else is said."""
    rows = list(checker.rows(table, COLUMNS))
    there = offices_there(checker.session, (values["wilayah"] for _, values in rows))
    kinds = {**{office.kind: office.kind for office in there.values()}, **OFFICE_KINDS}
    seen: dict[OfficeKey, int] = {}
    changes = []
    for row, values in rows:
        place: Place = values["wilayah"]
        if not regional(checker, row.number, place):
            continue
        assert place.region is not None  # noqa: S101  said by regional
        key = (place.region.id, values["nama"].casefold())
        if key in seen:
            checker.say(row.number, _TITLES["nama"], f"Kantor ini sama dengan baris {seen[key]}.",
                        "Hapus salah satu baris.")  # fmt: skip
            continue
        seen[key] = row.number
        change = _change(checker, row, values, there.get(key), kinds)
        changes += [change] if change else []
    return changes


def regional(checker: Checker, row: int, place: Place, subject: str = "Kantor", what: str = "kantor") -> bool:
    """Whether offices can be there and the account manages them; says what is wrong otherwise."""
    if place.region is None:
        checker.say(row, _TITLES["wilayah"], f"{subject} harus berada di satu wilayah.",
                    "Tulis kabupaten, kota, atau provinsinya.")  # fmt: skip
        return False
    if not checker.may(Action.MANAGE_OFFICES, place, None):
        checker.forbid(row, _TITLES["wilayah"], what, place)
        return False
    return True


def offices_there(session: Session, places: Iterable[Place]) -> dict[OfficeKey, Office]:
    """The offices of these regions, by region and name."""
    ids = sorted({place.region.id for place in places if place.region})
    found: dict[OfficeKey, Office] = {}
    for chunk in chunks(ids):
        for office in session.scalars(select(Office).where(Office.region_id.in_(chunk))):
            found[office.region_id, clean_line(office.name).casefold()] = office
    return found


def _change(
    checker: Checker, row: Row, values: dict[str, Any], office: Office | None, kinds: Mapping[str, str]
) -> Change | None:
    kind = chosen(kinds, values["jenis"])
    if kind is None:
        checker.say(row.number, _TITLES["jenis"], f"Jenis kantor “{values['jenis']}” tidak dikenal.",
                    "Pilih dari lembar Pilihan pada templat.")  # fmt: skip
        return None
    given = {_FIELDS[key]: value for key, value in {**values, "jenis": kind}.items() if key in _FIELDS}
    wanted = {**(_state(office) if office else _NEW), **given}
    if not _check_point(checker, row.number, wanted) or (office and wanted == _state(office)):
        return None
    if wanted["verified_at"] > today_in(values["wilayah"].region):
        checker.say(row.number, _TITLES["tanggal_dicek"], "Tanggal dicek ada di masa depan.",
                    "Isi tanggal terakhir dicek.")  # fmt: skip
        return None
    region, name = values["wilayah"].region, values["nama"]

    def apply() -> bool:
        _store(checker, office, region, name, wanted)
        return False

    return Change(row.number, 1, is_new=office is None, apply=apply)


def _check_point(checker: Checker, row: int, wanted: Mapping[str, Any]) -> bool:
    latitude, longitude = wanted["latitude"], wanted["longitude"]
    if (latitude is None) != (longitude is None):
        checker.say(row, _TITLES["lintang" if latitude is None else "bujur"], "Titik kantor belum lengkap.",
                    "Isi lintang dan bujur, atau kosongkan keduanya.")  # fmt: skip
        return False
    if latitude is None:
        return True
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        checker.say(row, _TITLES["lintang"], "Titik ini tidak ada di bumi.",
                    "Tulis derajat desimal, misalnya -7.7628 dan 110.4041; periksa tanda komanya.")  # fmt: skip
        return False
    if not (_LATITUDES[0] <= latitude <= _LATITUDES[1] and _LONGITUDES[0] <= longitude <= _LONGITUDES[1]):
        checker.say(row, _TITLES["lintang"], "Titik ini di luar Indonesia.",
                    "Periksa apakah lintang dan bujur tertukar, atau tanda minusnya hilang.",
                    is_warning=True)  # fmt: skip
    return True


def _store(checker: Checker, office: Office | None, region: Region, name: str, wanted: Mapping[str, Any]) -> None:
    session = checker.session
    before = _state(office) if office else None
    if office is None:
        office = Office(region_id=region.id, name=name)
        session.add(office)
    for field, value in wanted.items():
        setattr(office, field, value)
    note_save(office, checker.actor)
    session.flush()
    old, new = differing(before, {"name": name, **wanted} if before is None else wanted)
    action = "office.create" if before is None else "office.change"
    record(
        session, checker.actor, action, "office", office.id, old if before else None, new, checker.origin,
        region_id=region.id,
    )  # fmt: skip


def _state(office: Office) -> dict[str, Any]:
    """As the import writes it: texts tidied, so that tidying alone is no change."""
    long_texts = {"hours_text", "source", "note"}
    values = {field: getattr(office, field) for field in _FIELDS.values()}
    return {
        field: (clean_text(value) if field in long_texts else clean_line(value)) if type(value) is str else value
        for field, value in values.items()
    }


def export(scope: Scope) -> Iterator[Record]:
    """The scope's offices, closed ones too."""
    query = (
        select(Office, Region.slug).join(Office.region).where(office_scope(scope)).order_by(Region.code, Office.name)
    )
    for office, slug in scope.session.execute(query.execution_options(yield_per=500)):
        yield {
            "wilayah": slug,
            "nama": office.name,
            "jenis": OFFICE_KINDS.get(office.kind, office.kind),
            "alamat": office.address,
            "lintang": _degrees(office.latitude),
            "bujur": _degrees(office.longitude),
            "ketelitian": PRECISIONS.get(office.geo_precision, ""),
            "telepon": office.phone,
            "keterangan_jam": office.hours_text,
            "sumber": office.source,
            "tanggal_dicek": office.verified_at.isoformat(),
            "keyakinan": CONFIDENCES[office.confidence],
            "catatan": office.note,
            "buka_libur": YES if office.open_on_holidays else NO,
            "aktif": YES if office.is_active else NO,
        }


def office_scope(scope: Scope) -> Any:
    """An SQL condition: offices of the regions whose data the account may export."""
    own = allowed_regions(scope.session, scope.actor, Action.EXPORT).condition(Office.region_id)
    return own & (Office.region_id == scope.region.id) if scope.region else own


def _degrees(value: float | None) -> str:
    return "" if value is None else format(Decimal(repr(value)), "f")


KIND = Kind(
    "offices", "Kantor", "Nama, alamat, titik, dan telepon kantor. Jam bukanya diimpor terpisah.", COLUMNS, EXAMPLES,
    Action.MANAGE_OFFICES, check, export,
)  # fmt: skip
