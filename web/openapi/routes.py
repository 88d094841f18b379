"""The read-only routes. Docstrings and descriptions become the API's documentation, so they are Indonesian."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.opendata import operations
from loket.opendata.operations import NATION, Places, Slice, StandardFilter
from loket.partners.models import Partner
from loket.regions.models import Region, RegionType
from loket.services.models import Service
from loket.services.operations import Level, get_service, resolve_standards
from web.database import DbSession
from web.openapi.answering import listed, part_of, presenter_of, single
from web.openapi.metadata import router as metadata_router
from web.openapi.negotiation import TEXT, Listed, ListedWhole, Shown
from web.openapi.presenting import contact, regions_of
from web.openapi.problems import Refused
from web.openapi.schemas import (
    CategoryData,
    ContactData,
    Envelope,
    OfficeData,
    RegionData,
    ResolvedData,
    ServiceData,
    StandardData,
)

MAX_KEY, MAX_TEXT, BIGGEST_ID = 60, 100, 2**31 - 1
_KEY: Any = {"max_length": MAX_KEY, "pattern": TEXT}
_PROVINCE = Field(None, **_KEY, description="Hanya di provinsi ini: kode Kemendagri atau slug.")
_WAVE = Field(None, ge=2017, le=2100, description="Hanya yang terpilih Menuju 100 Smart City pada tahun ini.")
_CATEGORY = Field(None, max_length=MAX_TEXT, pattern=TEXT, description="Hanya kategori ini; lihat /categories.")
_SEARCH = Field("", max_length=MAX_TEXT, pattern=TEXT, description="Hanya yang namanya memuat teks ini.")
RegionKey = Annotated[str, Path(description="Kode Kemendagri (34 atau 34.04) atau slug wilayah (kab_sleman).")]
PlaceKey = Annotated[
    str, Path(description=f"Kode Kemendagri atau slug wilayah, atau `{NATION}` untuk tingkat nasional.")
]
ServiceKey = Annotated[str, Path(description="Slug layanan, misalnya ktp_el.")]


class RegionQuery(Listed):
    type: RegionType | None = Field(None, description="Hanya jenis wilayah ini.")
    province: str | None = _PROVINCE
    wave: int | None = _WAVE
    q: str = _SEARCH


class ServiceQuery(Listed):
    region: str | None = Field(None, **_KEY, description="Hanya yang ditawarkan di wilayah ini: kode atau slug.")
    category: str | None = _CATEGORY
    q: str = Field(
        "", max_length=MAX_TEXT, pattern=TEXT, description="Hanya yang nama atau sebutannya memuat teks ini."
    )


class StandardQuery(ListedWhole):
    level: Level | None = Field(None, description="Hanya tingkat ini.")
    region: str | None = Field(None, **_KEY, description="Hanya yang diterbitkan wilayah ini: kode atau slug.")
    province: str | None = _PROVINCE
    wave: int | None = _WAVE
    service: str | None = Field(None, **_KEY, description="Hanya layanan ini (slug).")
    category: str | None = _CATEGORY


class ResolvedQuery(ListedWhole):
    category: str | None = _CATEGORY


class OfficeQuery(Listed):
    region: str | None = Field(None, **_KEY, description="Hanya di wilayah ini: kode atau slug.")
    province: str | None = _PROVINCE
    wave: int | None = _WAVE
    kind: str | None = Field(None, **_KEY, description="Hanya jenis kantor ini, misalnya disdukcapil.")
    service: str | None = Field(None, **_KEY, description="Hanya jenis kantor yang melayani layanan ini (slug).")


class ContactQuery(Listed):
    region: str | None = Field(
        None, **_KEY, description="Yang berlaku di wilayah ini: nasional, provinsinya, dan miliknya sendiri."
    )
    kind: str | None = Field(None, **_KEY, description="Hanya jenis ini, misalnya emergency.")


router = APIRouter()
router.include_router(metadata_router)


@router.get("/regions", response_model=Envelope[RegionData], tags=["Wilayah"], summary="Daftar wilayah")
def regions(request: Request, session: DbSession, query: Annotated[RegionQuery, Query()]) -> Response:
    """38 provinsi dan 514 kabupaten/kota, urut kode Kemendagri."""
    _, size = part_of(request, query)
    places = _places(session, None, query.province, query.wave)
    found = operations.list_regions(session, places, query.type, query.q.strip(), Slice(query.page, size))
    present = presenter_of(request)
    return listed(request, query, RegionData, [present.region(one) for one in found.rows], found.total, "wilayah")


@router.get("/regions/{region}", response_model=RegionData, tags=["Wilayah"], summary="Satu wilayah")
def region(request: Request, session: DbSession, region: RegionKey, query: Annotated[Shown, Query()]) -> Response:
    """Satu provinsi, kabupaten, atau kota."""
    found = operations.find_region(session, region)
    return single(request, query, presenter_of(request).region(found), f"wilayah-{found.slug}")


@router.get(
    "/regions/{region}/standards",
    response_model=Envelope[ResolvedData],
    tags=["Standar pelayanan"],
    summary="Standar yang berlaku di satu wilayah",
)
def resolved_standards(
    request: Request, session: DbSession, region: PlaceKey, query: Annotated[ResolvedQuery, Query()]
) -> Response:
    """Semua layanan di satu wilayah dengan isi yang berlaku di sana, bagian demi bagian.

    Yang dinyatakan kabupaten/kota berlaku di atas provinsi, dan provinsi di atas nasional. Tiap bagian menyebut
    tingkat, sumber, dan tanggal dicek. CSV berisi satu baris per bagian.
    """
    _, size = part_of(request, query)
    place = _place(session, region)
    found = operations.list_services(session, place, query.category, "", Slice(query.page, size))
    present = presenter_of(request)
    rows = [present.resolved(one) for one in resolve_standards(session, found.rows, place)]
    return listed(request, query, ResolvedData, rows, found.total, f"standar-{place.slug if place else NATION}")


@router.get(
    "/regions/{region}/standards/{service}",
    response_model=ResolvedData,
    tags=["Standar pelayanan"],
    summary="Standar satu layanan yang berlaku di satu wilayah",
)
def resolved_standard(
    request: Request, session: DbSession, region: PlaceKey, service: ServiceKey, query: Annotated[Shown, Query()]
) -> Response:
    """Isi yang berlaku untuk satu layanan di satu wilayah, bagian demi bagian."""
    place, found = _place(session, region), get_service(session, service)
    if not operations.is_offered(found, place):
        raise Refused(404, "Layanan ini tidak ditawarkan di wilayah itu.")
    row = presenter_of(request).resolved(resolve_standards(session, [found], place)[0])
    return single(request, query, row, f"standar-{found.slug}-{place.slug if place else NATION}")


@router.get("/services", response_model=Envelope[ServiceData], tags=["Layanan"], summary="Daftar layanan")
def services(request: Request, session: DbSession, query: Annotated[ServiceQuery, Query()]) -> Response:
    """Layanan yang ditawarkan, urut nama."""
    _, size = part_of(request, query)
    place = operations.find_region(session, query.region) if query.region else None
    found = operations.list_services(session, place, query.category, query.q.strip(), Slice(query.page, size))
    present, known = presenter_of(request), _regions(session, found.rows)
    rows = [present.service(one, known) for one in found.rows]
    return listed(request, query, ServiceData, rows, found.total, "layanan")


@router.get("/services/{service}", response_model=ServiceData, tags=["Layanan"], summary="Satu layanan")
def service(request: Request, session: DbSession, service: ServiceKey, query: Annotated[Shown, Query()]) -> Response:
    """Satu layanan, tanpa standarnya."""
    found = get_service(session, service)
    row = presenter_of(request).service(found, _regions(session, [found]))
    return single(request, query, row, f"layanan-{found.slug}")


@router.get("/categories", response_model=Envelope[CategoryData], tags=["Layanan"], summary="Daftar kategori")
def categories(request: Request, session: DbSession, query: Annotated[Listed, Query()]) -> Response:
    """Peristiwa hidup yang mengelompokkan layanan, untuk parameter `category`."""
    _, size = part_of(request, query)
    found = operations.categories(session)
    start = (query.page - 1) * size
    rows = [CategoryData(name=name, services=count) for name, count in found[start : start + size]]
    return listed(request, query, CategoryData, rows, len(found), "kategori")


@router.get(
    "/standards",
    response_model=Envelope[StandardData],
    tags=["Standar pelayanan"],
    summary="Standar tiap tingkat apa adanya",
)
def standards(request: Request, session: DbSession, query: Annotated[StandardQuery, Query()]) -> Response:
    """Apa yang diterbitkan nasional, tiap provinsi, dan tiap kabupaten/kota, dan sedang berlaku; tanpa warisan.

    Hanya yang terbit: draf dan yang dijadwalkan tidak ada di sini. CSV berisi satu baris per bagian.
    """
    _, size = part_of(request, query)
    wanted = StandardFilter(
        places=_places(session, query.region, query.province, query.wave),
        level=query.level,
        service=get_service(session, query.service) if query.service else None,
        category=query.category,
    )
    found = operations.list_standards(session, wanted, Slice(query.page, size))
    names = {partner.id: partner.name for partner in session.scalars(select(Partner))}
    present = presenter_of(request)
    rows = [present.standard(one, names) for one in found.rows]
    return listed(request, query, StandardData, rows, found.total, "standar")


@router.get("/offices", response_model=Envelope[OfficeData], tags=["Kantor"], summary="Daftar kantor")
def offices(request: Request, session: DbSession, query: Annotated[OfficeQuery, Query()]) -> Response:
    """Kantor dengan alamat, titik peta, jam buka, dan hari tutup."""
    _, size = part_of(request, query)
    places = _places(session, query.region, query.province, query.wave)
    kinds = _kinds(session, query)
    found = operations.list_offices(session, places, kinds, Slice(query.page, size))
    present = presenter_of(request)
    return listed(request, query, OfficeData, [present.office(one) for one in found.rows], found.total, "kantor")


@router.get("/offices/{office}", response_model=OfficeData, tags=["Kantor"], summary="Satu kantor")
def office(
    request: Request,
    session: DbSession,
    office: Annotated[int, Path(ge=1, le=BIGGEST_ID, description="Nomor kantor.")],
    query: Annotated[Shown, Query()],
) -> Response:
    """Satu kantor."""
    found = operations.get_office(session, office)
    if found is None:
        raise Refused(404, "Kantor dengan nomor itu tidak ada. Lihat /api/v1/offices.")
    return single(request, query, presenter_of(request).office(found), f"kantor-{found.id}")


@router.get(
    "/emergency-contacts", response_model=Envelope[ContactData], tags=["Nomor darurat"], summary="Nomor darurat"
)
def emergency_contacts(request: Request, session: DbSession, query: Annotated[ContactQuery, Query()]) -> Response:
    """Nomor darurat dan saluran bantuan yang sudah diyakini benar, yang nasional lebih dulu."""
    _, size = part_of(request, query)
    place = operations.find_region(session, query.region) if query.region else None
    found = operations.list_contacts(session, place, query.kind, Slice(query.page, size))
    return listed(request, query, ContactData, [contact(one) for one in found.rows], found.total, "nomor-darurat")


def _place(session: Session, key: str) -> Region | None:
    return None if key == NATION else operations.find_region(session, key)


def _places(session: Session, region: str | None, province: str | None, wave: int | None) -> Places:
    return Places(
        operations.find_region(session, region) if region else None,
        operations.find_region(session, province) if province else None,
        wave,
    )


def _kinds(session: Session, query: OfficeQuery) -> list[str] | None:
    kinds = list(get_service(session, query.service).office_kinds) if query.service else None
    if query.kind is None:
        return kinds
    return [query.kind] if kinds is None or query.kind in kinds else []


def _regions(session: Session, found: Sequence[Service]) -> dict[int, Region]:
    ids = regions_of(found)
    return {one.id: one for one in session.scalars(select(Region).where(Region.id.in_(ids)))} if ids else {}
