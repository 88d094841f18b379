"""Refusals of ``loket`` and of the login, turned into pages (or JSON for scripts) in one place."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode, urlsplit

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from loket.accounts.errors import InvitationInvalid, NotPermitted
from loket.errors import LoketError
from loket.regions.errors import RegionNotFound
from loket.services.errors import ServiceNotFound
from web.accounts.current import LoginNeeded, SecondFactorNeeded
from web.accounts.resuming import FIELD, keep_typed, typed_of
from web.pages import SEE_OTHER, local_path, page
from web.security import HEADERS, CsrfRefused, has_csrf

logger = structlog.get_logger("web")
LOGIN = "/admin/login"
CODE = "/admin/login/kode"
SET_UP = "/admin/akun-saya/kode"
TITLES = {
    403: "Tidak diizinkan",
    404: "Halaman tidak ditemukan",
    405: "Cara membuka halaman ini tidak tepat",
    410: "Tautan tidak berlaku",
}
STATUS: tuple[tuple[type[LoketError], int], ...] = (
    (NotPermitted, 403),
    (CsrfRefused, 403),
    (InvitationInvalid, 410),
)


def add_refusals(app: FastAPI) -> None:
    """Register every handler."""
    app.add_exception_handler(LoginNeeded, ask_to_log_in)
    app.add_exception_handler(SecondFactorNeeded, ask_for_second_factor)
    app.add_exception_handler(LoketError, refuse)
    app.add_exception_handler(HTTPException, not_there)
    app.add_exception_handler(RequestValidationError, not_understood)
    app.add_exception_handler(SQLAlchemyError, database_is_down)
    app.add_exception_handler(Exception, failed)


async def failed(request: Request, error: Exception) -> Response:
    """Something of ours broke: an error id for the person, everything else for the log."""
    error_id = secrets.token_hex(4)
    logger.error("page failed", error_id=error_id, path=request.scope["path"], exc_info=error)
    sentence = (
        f"Halaman ini belum berhasil dibuat. Coba lagi; bila tetap begitu, sebutkan kode {error_id} kepada operator."
    )
    if not request.url.path.startswith("/admin") or wants_json(request):
        return JSONResponse({"error": sentence}, 500)
    context = {"title": "Halaman ini belum berhasil dibuat", "sentence": sentence}
    response = page(request, "admin/refused.html", context, status_code=500)
    response.headers.update(HEADERS)  # this answer is made outside the middleware that adds them
    return response


async def database_is_down(request: Request, error: Exception) -> Response:
    """503 without a word of the database's own error, which goes to the log; a form is given back to send again."""
    logger.error("database does not answer", path=request.url.path, error=type(error).__name__)
    if not request.url.path.startswith("/admin") or wants_json(request):
        return JSONResponse({"status": "error"}, 503)
    if request.method == "POST" and await has_csrf(request):
        context = {"typed": await typed_of(request, 0), "is_busy": True}
        return page(request, "admin/resume.html", context, status_code=503)
    sentence = "Basis data sedang sibuk. Tunggu sebentar, lalu muat ulang halaman ini. Tidak ada data yang hilang."
    context = {"title": "Tunggu sebentar", "sentence": sentence}
    return page(request, "admin/refused.html", context, status_code=503)


def wants_json(request: Request) -> bool:
    """Whether a script asks, not a person's browser."""
    return request.url.path.startswith("/api") or "text/html" not in request.headers.get("accept", "text/html")


async def ask_to_log_in(request: Request, error: Exception) -> Response:
    """The login page; what was typed into a form goes with it."""
    assert isinstance(error, LoginNeeded)  # noqa: S101  registered for it
    if wants_json(request):
        return JSONResponse({"error": "Waktu masuk Anda habis. Masuk lagi; yang Anda ketik masih ada."}, 401)
    if request.method == "POST":
        kept = await keep_typed(request, error.account_id)
        going_on = local_path(urlsplit(request.headers.get("referer", "")).path)
        context = {"next": going_on, FIELD: kept, "has_expired": True, "has_typed": bool(kept)}
        return page(request, "admin/login.html", context, status_code=401)
    return RedirectResponse(f"{LOGIN}?{urlencode({'next': _path_of(request)})}", SEE_OTHER)


async def ask_for_second_factor(request: Request, error: Exception) -> Response:
    """The page that asks for the code, or the one that sets the app up."""
    assert isinstance(error, SecondFactorNeeded)  # noqa: S101  registered for it
    if wants_json(request):
        return JSONResponse({"error": str(error)}, 401)
    if request.method == "POST" and error.is_set:
        kept = await keep_typed(request, error.account_id)
        return page(request, "admin/login_code.html", {FIELD: kept, "next": ""}, status_code=401)
    target = CODE if error.is_set else SET_UP
    return RedirectResponse(f"{target}?{urlencode({'next': _path_of(request)})}", SEE_OTHER)


async def refuse(request: Request, error: Exception) -> Response:
    """The refusal's own sentence; its status where it has one, 404 for what is not there, else 422."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), _otherwise(error))
    sentence = _sentence(error)
    if wants_json(request):
        return JSONResponse({"error": sentence}, status)
    return page(request, "admin/refused.html", {"title": TITLES.get(status, "Belum dapat dilakukan"),
                                                "sentence": sentence}, status_code=status)  # fmt: skip


async def not_there(request: Request, error: Exception) -> Response:
    """404 and its like: a page under /admin, the framework's JSON elsewhere."""
    assert isinstance(error, HTTPException)  # noqa: S101  registered for it
    if not request.url.path.startswith("/admin") or wants_json(request):
        return JSONResponse({"detail": error.detail}, error.status_code, headers=error.headers)
    title = TITLES.get(error.status_code, "Belum dapat dilakukan")
    sentence = "Periksa alamatnya, atau mulai lagi dari halaman utama."
    return page(request, "admin/refused.html", {"title": title, "sentence": sentence}, status_code=error.status_code)


async def not_understood(request: Request, error: Exception) -> Response:
    """A value of the wrong kind in address or form: which one."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for it
    fields = sorted({str(problem["loc"][-1]) for problem in error.errors()})
    sentence = f"Isian ini belum dapat dibaca: {', '.join(fields)}. Kembali, periksa isinya, lalu kirim lagi."
    if not request.url.path.startswith("/admin") or wants_json(request):
        return JSONResponse({"error": sentence, "fields": fields}, 422)
    return page(request, "admin/refused.html", {"title": "Isian belum tepat", "sentence": sentence}, status_code=422)


def _otherwise(error: Exception) -> int:
    """Every feature calls what is not there ``...NotFound``."""
    return 404 if type(error).__name__.endswith("NotFound") else 422


def _sentence(error: Exception) -> str:
    if isinstance(error, RegionNotFound):
        return "Wilayah itu tidak dikenal. Pilih wilayah dari daftar."
    if isinstance(error, ServiceNotFound):
        return "Layanan itu tidak ada atau sudah tidak aktif. Pilih layanan dari daftar."
    sentence = getattr(error, "sentence", None)
    return sentence if isinstance(sentence, str) else str(error)


def _path_of(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
