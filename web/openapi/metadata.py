"""``/metadata``: what Satu Data Indonesia asks of a data set (Perpres 39/2019), in the words of DCAT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from loket.emergency.models import EmergencyContact
from loket.offices.models import Office
from loket.regions.models import Region
from loket.services.models import Confidence, Service, Standard, StandardState
from web.database import DbSession
from web.openapi.answering import plain_json, presenter_of, settings_of
from web.openapi.presenting import Presenter
from web.openapi.schemas import (
    CategoryData,
    ContactData,
    OfficeData,
    RegionData,
    ResolvedData,
    ServiceData,
    StandardData,
)

UNSET = "Belum ditetapkan oleh penyelenggara"
REGION_CODES: Final = "Kode wilayah administrasi pemerintahan, Kepmendagri 300.2.2-2430/2025"
COMPONENT_CODES: Final = "Komponen standar pelayanan, PermenPANRB 15/2014"
CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "sdi": "https://peraturan.go.id/id/perpres-no-39-tahun-2019#",
}


@dataclass(frozen=True)
class DataSet:
    """One list of the API. ``codes``: kode referensi it is keyed by."""

    name: str
    title: str
    description: str
    path: str
    shape: type[Any]
    producer: str
    source: str
    codes: tuple[str, ...]


DATA_SETS: Final = (
    DataSet(
        "wilayah", "Wilayah", "38 provinsi dan 514 kabupaten/kota dengan kode, zona waktu, penduduk, dan luas.",
        "/regions", RegionData, "Kementerian Dalam Negeri", "Disebut pada tiap baris (source)", (REGION_CODES,),
    ),
    DataSet(
        "layanan", "Layanan publik", "Layanan yang dapat ditanyakan warga, dengan kategori dan jenis kantornya.",
        "/services", ServiceData, "Tim Loket dan mitra (partner pada tiap baris)", "Daftar layanan Loket",
        (REGION_CODES,),
    ),
    DataSet(
        "kategori", "Kategori layanan", "Peristiwa hidup yang mengelompokkan layanan.",
        "/categories", CategoryData, "Tim Loket", "Daftar layanan Loket", (),
    ),
    DataSet(
        "standar", "Standar pelayanan tiap tingkat", "Standar pelayanan terbit, apa adanya di tiap tingkat.",
        "/standards", StandardData, "Disebut pada tiap baris (producer)", "Disebut pada tiap bagian (source)",
        (REGION_CODES, COMPONENT_CODES),
    ),
    DataSet(
        "standar-berlaku", "Standar pelayanan yang berlaku di satu wilayah",
        "Isi yang berlaku bagian demi bagian: kabupaten/kota di atas provinsi di atas nasional.",
        "/regions/{region}/standards", ResolvedData, "Pemerintah wilayah asal tiap bagian (level dan region)",
        "Disebut pada tiap bagian (source)", (REGION_CODES, COMPONENT_CODES),
    ),
    DataSet(
        "kantor", "Kantor layanan", "Kantor dengan alamat, titik peta, jam buka, dan hari tutup.",
        "/offices", OfficeData, "Disebut pada tiap baris (source)", "Disebut pada tiap baris (source)", (REGION_CODES,),
    ),
    DataSet(
        "nomor-darurat", "Nomor darurat", "Nomor darurat dan saluran bantuan yang sudah diyakini benar.",
        "/emergency-contacts", ContactData, "Disebut pada tiap baris (source)", "Disebut pada tiap baris (source)",
        (REGION_CODES,),
    ),
)  # fmt: skip


class NoParameters(BaseModel):
    """This address takes none."""

    model_config = ConfigDict(extra="forbid")


router = APIRouter()


@router.get(
    "/metadata", tags=["Metadata"], summary="Metadata menurut Satu Data Indonesia", response_model=dict[str, Any]
)
def metadata(request: Request, session: DbSession, _query: Annotated[NoParameters, Query()]) -> Response:
    """Produsen data, walidata, tanggal, sumber, lisensi, dan kode referensi tiap set data (gaya DCAT, JSON-LD)."""
    settings, present = settings_of(request), presenter_of(request)
    dates, counts = _dates(session), _counts(session)
    steward = {"@type": "foaf:Agent", "foaf:name": settings.walidata or UNSET}
    license_said = {"@id": settings.data_license} if settings.data_license else UNSET
    catalogue = {
        "@context": CONTEXT,
        "@type": "dcat:Catalog",
        "@id": present.api("/metadata"),
        "dct:title": "Data terbuka Loket: standar pelayanan publik",
        "dct:description": "Layanan publik, standar pelayanan, kantor, dan nomor darurat untuk seluruh Indonesia.",
        "dct:language": "id",
        "dct:spatial": "Indonesia",
        "dct:publisher": steward,
        "dct:license": license_said,
        "dct:conformsTo": ["Perpres 39/2019 tentang Satu Data Indonesia", REGION_CODES, COMPONENT_CODES],
        "dcat:dataset": [_described(one, present, steward, license_said, dates, counts) for one in DATA_SETS],
    }
    return plain_json(request, catalogue)


def _described(
    one: DataSet,
    present: Presenter,
    steward: Mapping[str, str],
    license_said: object,
    dates: Mapping[str, date | None],
    counts: Mapping[str, int],
) -> dict[str, Any]:
    changed = dates.get(one.name)
    return {
        "@type": "dcat:Dataset",
        "dct:identifier": one.name,
        "dct:title": one.title,
        "dct:description": one.description,
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": one.producer},
        "sdi:produsenData": one.producer,
        "sdi:walidata": steward["foaf:name"],
        "dct:modified": changed.isoformat() if changed else None,
        "dct:source": one.source,
        "dct:license": license_said,
        "sdi:kodeReferensi": list(one.codes),
        "sdi:jumlahBaris": counts.get(one.name),
        "dct:accrualPeriodicity": "Berkelanjutan: berubah saat petugas menerbitkan perubahan",
        "sdi:variabel": _fields(one.shape),
        "dcat:distribution": [
            _distribution(present.api(one.path), "json", "application/json"),
            _distribution(present.api(one.path), "csv", "text/csv"),
        ],
    }


def _distribution(address: str, form: str, media_type: str) -> dict[str, str]:
    name = "dcat:accessURL" if "{" not in address else "sdi:polaAlamat"
    return {"@type": "dcat:Distribution", name: f"{address}?format={form}", "dcat:mediaType": media_type}


def _fields(shape: type[Any]) -> list[dict[str, str]]:
    return [
        {"nama": name, "definisi": field.description or ""}
        for name, field in shape.model_fields.items()
        if field.description
    ]


def _dates(session: Session) -> dict[str, date | None]:
    published = session.scalar(select(func.max(Standard.published_at)).where(Standard.state == StandardState.PUBLISHED))
    checked = session.scalar(
        select(func.max(Standard.oldest_verified_at)).where(Standard.state == StandardState.PUBLISHED)
    )
    standards = max((day for day in (published and published.date(), checked) if day), default=None)
    return {
        "standar": standards,
        "standar-berlaku": standards,
        "kantor": session.scalar(select(func.max(Office.verified_at)).where(Office.is_active)),
        "nomor-darurat": session.scalar(
            select(func.max(EmergencyContact.verified_at)).where(EmergencyContact.confidence == Confidence.HIGH)
        ),
    }


def _counts(session: Session) -> dict[str, int]:
    def count(query: Any) -> int:
        return session.scalar(query) or 0

    sure = EmergencyContact.confidence == Confidence.HIGH
    return {
        "wilayah": count(select(func.count(Region.id))),
        "layanan": count(select(func.count(Service.id)).where(Service.is_active)),
        "kantor": count(select(func.count(Office.id)).where(Office.is_active)),
        "nomor-darurat": count(select(func.count(EmergencyContact.id)).where(sure)),
    }
