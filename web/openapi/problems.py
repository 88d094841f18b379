"""Refusals as RFC 9457 problem details, in Indonesian: what is wrong, in which field, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from loket.accounts.errors import NotPermitted
from loket.errors import LoketError
from loket.partner_keys.errors import KeyInvalid, PartnerKeyRefused
from loket.regions.errors import RegionNotFound
from loket.services.errors import ServiceNotFound
from loket.standards.errors import EditConflict, EditRefused, Incomplete, WrongState
from web.openapi.negotiation import NotAcceptable

logger = structlog.get_logger("web")
MEDIA_TYPE = "application/problem+json"
TYPE_BASE = "/api/v1/docs#galat-"
TITLES = {
    400: "Permintaan tidak terbaca",
    401: "Kunci API diperlukan",
    403: "Tidak diizinkan",
    404: "Tidak ditemukan",
    405: "Cara permintaan tidak tepat",
    406: "Bentuk jawaban tidak tersedia",
    409: "Bertabrakan dengan keadaan sekarang",
    413: "Kiriman terlalu besar",
    415: "Bentuk kiriman tidak dikenal",
    422: "Isian belum tepat",
    429: "Terlalu banyak permintaan",
    500: "Kesalahan di sisi Loket",
    503: "Layanan sedang tidak tersedia",
}
DETAILS = {
    404: "Alamat ini tidak ada. Lihat daftar alamat di /api/v1/docs.",
    405: "Alamat ini hanya menerima cara yang disebut di header Allow.",
}


class FieldProblem(BaseModel):
    """Satu isian yang perlu diperbaiki."""

    field: str = Field(description="Nama isian, misalnya per_page atau components.cost.source.")
    detail: str = Field(description="Apa yang salah.")
    remedy: str = Field(description="Apa yang perlu dilakukan.")


class ProblemDetails(BaseModel):
    """Keterangan galat menurut RFC 9457 (application/problem+json)."""

    type: str = Field(description="Alamat penjelasan jenis galat ini.")
    title: str = Field(description="Nama jenis galat.")
    status: int = Field(description="Kode status HTTP.")
    detail: str = Field(description="Penjelasan untuk permintaan ini.")
    instance: str = Field(description="Alamat yang diminta.")
    errors: list[FieldProblem] = Field(default_factory=list, description="Isian yang perlu diperbaiki, bila ada.")


class Refused(LoketError):
    """A refusal made in a route, with its status and fields."""

    def __init__(self, status: int, detail: str, errors: Sequence[FieldProblem] = ()) -> None:
        super().__init__(detail)
        self.status = status
        self.errors = list(errors)


STATUS: tuple[tuple[type[LoketError], int], ...] = (
    (KeyInvalid, 401),
    (NotPermitted, 403),
    (RegionNotFound, 404),
    (ServiceNotFound, 404),
    (NotAcceptable, 406),
    (WrongState, 409),
    (EditConflict, 409),
)


def problem(
    path: str,
    status: int,
    detail: str = "",
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The answer for a refusal."""
    title = TITLES.get(status) or HTTPStatus(status).phrase
    body = ProblemDetails(
        type=f"{TYPE_BASE}{status}", title=title, status=status, detail=detail or f"{title}.", instance=path,
        errors=list(errors),
    )  # fmt: skip
    return JSONResponse(body.model_dump(), status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def add_problem_handlers(api: FastAPI) -> None:
    """Every refusal of the API in this one form."""
    api.add_exception_handler(LoketError, _refuse)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(RequestValidationError, _not_understood)
    api.add_exception_handler(SQLAlchemyError, _database_is_down)
    api.add_exception_handler(Exception, _broken)


async def _refuse(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, Refused):
        status = error.status
    else:
        status = next((status for kind, status in STATUS if isinstance(error, kind)), 422)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return problem(request.url.path, status, _sentence(error), _fields(error), headers)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for it
    return problem(request.url.path, error.status_code, DETAILS.get(error.status_code, ""), headers=error.headers)


async def _not_understood(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for it
    found = [_field_problem(one) for one in error.errors()]
    names = ", ".join(dict.fromkeys(one.field for one in found))
    return problem(request.url.path, 422, f"Perbaiki isian ini, lalu kirim lagi: {names}.", found)


async def _database_is_down(request: Request, error: Exception) -> JSONResponse:
    logger.error("database does not answer", path=request.url.path, error=type(error).__name__)
    return problem(request.url.path, 503, "Basis data sedang tidak menjawab. Coba lagi sebentar.", headers=_RETRY)


async def _broken(request: Request, error: Exception) -> JSONResponse:
    logger.error("request failed", path=request.url.path, exc_info=error)
    return problem(request.url.path, 500, "Ada kesalahan di sisi Loket dan sudah tercatat. Coba lagi nanti.")


_RETRY = {"Retry-After": "10"}


def _sentence(error: Exception) -> str:
    if isinstance(error, RegionNotFound):
        return "Wilayah itu tidak dikenal. Pakai kode Kemendagri (34.04) atau slug (kab_sleman) dari /api/v1/regions."
    if isinstance(error, ServiceNotFound):
        return "Layanan itu tidak ada atau sudah tidak aktif. Pakai slug dari /api/v1/services."
    if isinstance(error, NotPermitted):
        return "Daerah ini belum menerima lembaga Anda. Mintalah admin daerahnya, lalu kirim lagi."
    sentence = getattr(error, "sentence", None)
    return sentence if isinstance(sentence, str) else str(error)


def _fields(error: Exception) -> list[FieldProblem]:
    if isinstance(error, Refused):
        return error.errors
    if isinstance(error, Incomplete):
        return [_split(one.field, one.message, one.row) for one in error.problems]
    if isinstance(error, EditRefused | PartnerKeyRefused) and error.field:
        return [_split(error.field, error.sentence, None)]
    return []


def _split(field: str, message: str, row: int | None) -> FieldProblem:
    """An editorial sentence says first what is wrong and then what to do."""
    first, stop, rest = message.partition(". ")
    name = f"components.{field}" if "." in field else field
    where = f"{name}[{row - 1}]" if row else name
    return FieldProblem(
        field=where or "components", detail=first + (stop.strip() or ""), remedy=rest or "Lengkapi, lalu kirim lagi."
    )


def _field_problem(error: Mapping[str, Any]) -> FieldProblem:
    place = [str(part) for part in error["loc"][1:]] or [str(error["loc"][0])]
    detail, remedy = _words(str(error["type"]), error.get("ctx") or {})
    return FieldProblem(field=".".join(place), detail=detail, remedy=remedy)


def _words(kind: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """pydantic's kinds of error, said for people."""
    match kind:
        case "missing":
            return "Isian ini wajib ada.", "Tambahkan isian ini."
        case "extra_forbidden":
            return "Isian ini tidak dikenal.", "Periksa ejaannya di /api/v1/docs, atau hapus."
        case "greater_than_equal":
            return "Angkanya terlalu kecil.", f"Pakai {context.get('ge')} atau lebih."
        case "less_than_equal":
            return "Angkanya terlalu besar.", f"Pakai {context.get('le')} atau kurang."
        case "enum" | "literal_error":
            return "Pilihan ini tidak ada.", f"Pilih salah satu: {context.get('expected')}.".replace(" or ", " atau ")
        case "string_too_long" | "too_long":
            return "Terlalu panjang.", f"Paling banyak {context.get('max_length')}."
        case "string_too_short" | "too_short":
            return "Terlalu pendek.", f"Paling sedikit {context.get('min_length')}."
        case "string_pattern_mismatch":
            return "Bentuknya tidak dikenal.", "Periksa contohnya di /api/v1/docs."
        case "json_invalid":
            return "Kiriman bukan JSON yang utuh.", "Periksa tanda kutip, koma, dan kurung."
        case "string_type" | "string_unicode":
            return "Isian ini harus teks.", "Tulis di antara tanda kutip."
        case "list_type":
            return "Isian ini harus daftar.", 'Tulis sebagai daftar, misalnya ["satu", "dua"].'
        case "dict_type" | "model_type" | "model_attributes_type":
            return "Isian ini harus berupa objek JSON.", 'Tulis seperti {"nama": "isi"}.'
    if kind.startswith("date"):
        return "Tanggal tidak terbaca.", "Tulis sebagai TTTT-BB-HH, misalnya 2026-11-24."
    if kind.startswith(("int", "float")):
        return "Isian ini harus angka.", "Tulis angkanya saja."
    if kind.startswith("bool"):
        return "Isian ini harus true atau false.", "Tulis true atau false."
    return "Isian ini tidak terbaca.", "Periksa contohnya di /api/v1/docs."
