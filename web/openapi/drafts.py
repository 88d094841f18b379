"""``/drafts``: a partner's system hands in a draft and asks how it fares. Nothing here is ever published at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from loket.opendata.operations import NATION, find_region
from loket.partner_keys.errors import KeyInvalid
from loket.partner_keys.models import PartnerKey
from loket.partner_keys.operations import find_key, hand_in
from loket.regions.errors import RegionNotFound
from loket.services.errors import ServiceNotFound
from loket.services.models import Component, Service, Standard
from loket.services.operations import get_service
from loket.standards.components import COMPONENTS, Form
from loket.standards.content import Content, Part, clean_text, empty_content
from loket.standards.publishing import comments_on
from web.database import DbSession
from web.openapi.problems import FieldProblem, Refused
from web.openapi.routes import BIGGEST_ID
from web.security import address_of

STATES: Final = {
    "draft": "Draf dikembalikan; perbaiki menurut komentar, lalu kirim lagi.",
    "in_review": "Draf menunggu tinjauan verifikator daerah.",
    "published": "Draf sudah diterbitkan verifikator daerah.",
    "archived": "Versi ini sudah digantikan.",
}
_TAKES: Final = {
    Form.ITEMS: ("items",),
    Form.TEXT: ("text",),
    Form.COST: ("amount_rupiah", "text", "note"),
    Form.DURATION: ("working_days", "text"),
}
_LONG: Any = {"max_length": 4000}


class ComponentIn(BaseModel):
    """Isi satu komponen. Isian yang dipakai bergantung pada komponennya."""

    model_config = ConfigDict(extra="forbid", strict=False)
    items: list[Annotated[str, Field(max_length=2000)]] | None = Field(
        None, max_length=200, description="Daftar: persyaratan, prosedur, dasar hukum, tautan, kontak, dan sejenisnya."
    )
    text: str | None = Field(
        None, **_LONG, description="Teks: produk, pengaduan, jam layanan; keterangan biaya dan waktu."
    )
    amount_rupiah: int | None = Field(None, ge=0, le=10**12, description="Biaya dalam rupiah; 0 = gratis.")
    note: str | None = Field(None, **_LONG, description="Catatan biaya.")
    working_days: int | None = Field(None, ge=0, le=3650, description="Jangka waktu dalam hari kerja.")
    source: str = Field("", max_length=2000, description="Peraturan atau laman sumbernya. Wajib sebelum ditinjau.")
    verified_at: date | None = Field(None, description="Tanggal terakhir dicek (TTTT-BB-HH). Wajib sebelum ditinjau.")


class DraftIn(BaseModel):
    """Draf standar pelayanan. Komponen yang tidak dikirim tetap seperti yang berlaku sekarang."""

    model_config = ConfigDict(extra="forbid")
    service: str = Field(max_length=60, description="Slug layanan, misalnya ktp_el.")
    region: str = Field(
        max_length=60, description=f"Kode Kemendagri atau slug daerah; `{NATION}` hanya untuk lembaga pusat."
    )
    components: dict[Component, ComponentIn] = Field(min_length=1, description="Isi menurut nama komponen.")
    remark: str = Field("", max_length=2000, description="Pesan untuk verifikator.")


class CommentOut(BaseModel):
    """Komentar verifikator atau penyusun."""

    kind: str = Field(description="remark, submitted, returned, atau published.")
    component: str = Field(description="Komponen yang dibahas; kosong bila seluruhnya.")
    text: str


class DraftOut(BaseModel):
    """Keadaan draf."""

    id: int = Field(description="Nomor draf.")
    service: str
    region: str | None = Field(description="Slug wilayah; null untuk nasional.")
    version: int
    state: str = Field(description="in_review, draft (dikembalikan), published, atau archived.")
    message: str = Field(description="Artinya, dan apa yang dilakukan selanjutnya.")
    comments: list[CommentOut]


router = APIRouter()
_bearer = HTTPBearer(auto_error=False, scheme_name="KunciMitra", description="Kunci API mitra dari admin Loket.")


def partner_key(
    session: DbSession, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> PartnerKey:
    """The key of the Authorization header; raises KeyInvalid."""
    if given is None:
        raise KeyInvalid
    return find_key(session, given.credentials)


CurrentKey = Annotated[PartnerKey, Depends(partner_key)]


@router.post("/drafts", status_code=201, response_model=DraftOut, tags=["Draf mitra"], summary="Kirim draf")
def hand_in_draft(request: Request, session: DbSession, key: CurrentKey, body: DraftIn) -> DraftOut:
    """Kirim draf standar untuk daerah yang menerima lembaga Anda. Verifikator daerah meninjau sebelum terbit.

    Bila ada yang kurang, jawabannya 422 dengan tiap isian dan cara memperbaikinya; tidak ada yang tersimpan.
    """
    service = _service(session, body.service)
    try:
        region = None if body.region == NATION else find_region(session, body.region)
    except RegionNotFound as error:
        raise _wrong("region", "Wilayah ini tidak dikenal.", "Pakai kode atau slug dari /api/v1/regions.") from error
    draft = hand_in(session, key, service, region, _content(body.components), body.remark, _origin(request))
    return _draft(session, draft)


@router.get("/drafts/{draft}", response_model=DraftOut, tags=["Draf mitra"], summary="Keadaan draf")
def draft_state(
    session: DbSession, key: CurrentKey, draft: Annotated[int, Path(ge=1, le=BIGGEST_ID, description="Nomor draf.")]
) -> DraftOut:
    """Keadaan draf yang dikirim lembaga Anda, dengan komentar verifikator."""
    found = session.get(Standard, draft)
    if found is None or found.partner_id != key.partner_id:
        raise Refused(404, "Lembaga Anda tidak punya draf dengan nomor itu.")
    return _draft(session, found)


def _draft(session: DbSession, draft: Standard) -> DraftOut:
    return DraftOut(
        id=draft.id,
        service=draft.service.slug,
        region=draft.region.slug if draft.region else None,
        version=draft.version,
        state=draft.state,
        message=STATES[draft.state],
        comments=[
            CommentOut(kind=one.kind, component=one.component, text=one.text) for one in comments_on(session, draft)
        ],
    )


def _service(session: DbSession, slug: str) -> Service:
    try:
        return get_service(session, slug)
    except ServiceNotFound as error:
        raise _wrong("service", "Layanan ini tidak dikenal.", "Pakai slug dari /api/v1/services.") from error


def _content(given: Mapping[Component, ComponentIn]) -> Content:
    """The parts as the editorial operations take them; raises Refused for what a component does not hold."""
    problems, content = [], {}
    for name, part in given.items():
        taken = _TAKES[COMPONENTS[name].form]
        values = part.model_dump(exclude={"source", "verified_at"}, exclude_none=True)
        problems += [
            FieldProblem(
                field=f"components.{name}.{field}",
                detail=f"{COMPONENTS[name].name} tidak memakai {field}.",
                remedy=f"Pakai {' atau '.join(taken)}.",
            )
            for field in values
            if field not in taken
        ]
        content[name] = Part({**empty_content(name), **values}, clean_text(part.source), (), part.verified_at)
    if problems:
        raise Refused(422, "Perbaiki isian ini, lalu kirim lagi.", problems)
    return content


def _wrong(field: str, detail: str, remedy: str) -> Refused:
    return Refused(
        422, f"Perbaiki isian ini, lalu kirim lagi: {field}.", [FieldProblem(field=field, detail=detail, remedy=remedy)]
    )


def _origin(request: Request) -> str:
    return f"api {address_of(request)}"
