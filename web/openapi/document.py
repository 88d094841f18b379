"""The OpenAPI document, and the page that shows it without any script or outside asset."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from fastapi.templating import Jinja2Templates

from web.openapi.answering import presenter_of, seen_of, settings_of
from web.openapi.conditional import conditional
from web.openapi.metadata import UNSET
from web.openapi.presenting import PREFIX
from web.openapi.problems import MEDIA_TYPE, TITLES, ProblemDetails

TEMPLATES = Jinja2Templates(Path(__file__).parent.parent / "templates")
PROBLEM_REF: Final = {"$ref": "#/components/schemas/ProblemDetails"}
DESCRIPTION: Final = """Data layanan publik Loket, terbuka untuk siapa saja tanpa kunci.

Kunci wilayah adalah kode Kemendagri (34.04) atau slug (kab_sleman). Tiap jawaban tersedia sebagai JSON dan CSV
(`?format=csv` atau header Accept), dibagi halaman (header Link), dan membawa ETag: kirim kembali di If-None-Match
agar yang tidak berubah dijawab 304 tanpa isi. Galat dijawab sebagai application/problem+json (RFC 9457)."""
_COMMON: Final = (406, 422, 429, 500, 503)
_CSV: Final = {"schema": {"type": "string", "description": "UTF-8 dengan BOM, baris pertama nama kolom."}}


def openapi_of(api: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if not api.openapi_schema:
        document = get_openapi(
            title=api.title, version=api.version, description=DESCRIPTION, routes=api.routes, tags=api.openapi_tags,
            servers=[{"url": PREFIX, "description": "Alamat pemasangan ini"}],
        )  # fmt: skip
        _complete(document)
        api.openapi_schema = document
    return api.openapi_schema


def _complete(document: dict[str, Any]) -> None:
    """Say what every route answers besides JSON: CSV, 304 and problems."""
    schemas = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["ProblemDetails"] = problem
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete_operation(path, method, operation)


def _complete_operation(path: str, method: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    refusals = [*_COMMON]
    if "{" in path or any(one["name"] in _KEYS for one in operation.get("parameters", [])):
        refusals.append(404)
    if operation.get("security"):
        refusals += [401, 403, 409, 413, 400] if method == "post" else [401]
    elif "200" in answers:
        answers["200"]["headers"] = _HEADERS
        answers["304"] = {"description": "Tidak berubah sejak ETag atau tanggal yang Anda kirim.", "headers": _HEADERS}
        if any(one["name"] == "separator" for one in operation.get("parameters", [])):
            answers["200"]["content"]["text/csv"] = _CSV
    for status in sorted(refusals):
        answers[str(status)] = {"description": TITLES[status], "content": {MEDIA_TYPE: {"schema": PROBLEM_REF}}}


_KEYS: Final = {"region", "province", "service"}
_HEADERS: Final = {
    "ETag": {"description": "Tanda isi; kirim kembali di If-None-Match.", "schema": {"type": "string"}},
    "Last-Modified": {"description": "Sejak kapan isinya begini.", "schema": {"type": "string"}},
    "Link": {"description": "Halaman lain, metadata, dan lisensi.", "schema": {"type": "string"}},
}


def add_documentation(api: FastAPI) -> None:
    """``/``, ``/openapi.json`` and ``/docs``; they are not part of the document themselves."""
    api.openapi = lambda: openapi_of(api)  # type: ignore[method-assign]  # FastAPI's own way to replace it

    def document() -> Response:
        return JSONResponse(
            openapi_of(api), media_type="application/json", headers={"Cache-Control": "public, no-cache"}
        )

    def docs(request: Request) -> Response:
        return docs_page(request, openapi_of(api))

    def start(request: Request) -> Response:
        present = presenter_of(request)
        return JSONResponse(
            {name: present.api(path) for name, path in {
                "dokumentasi": "/docs", "openapi": "/openapi.json", "metadata": "/metadata", "wilayah": "/regions",
                "layanan": "/services", "kategori": "/categories", "standar": "/standards", "kantor": "/offices",
                "nomor_darurat": "/emergency-contacts",
            }.items()}
        )  # fmt: skip

    api.add_api_route("/", start, include_in_schema=False)
    api.add_api_route("/openapi.json", document, include_in_schema=False)
    api.add_api_route("/docs", docs, include_in_schema=False)


def docs_page(request: Request, document: dict[str, Any]) -> Response:
    """The document as a page for people."""
    settings = settings_of(request)
    context = {
        "document": document,
        "operations": list(_operations(document)),
        "schemas": document["components"]["schemas"],
        "base": presenter_of(request).api(""),
        "prefix": PREFIX,
        "walidata": settings.walidata or UNSET,
        "license": settings.data_license,
        "per_minute": settings.api_per_minute,
        "problems": TITLES,
    }
    body = TEMPLATES.get_template("public/api_docs.html").render(request=request, **context)
    return conditional(request, seen_of(request), body.encode(), "text/html; charset=utf-8")


def _operations(document: dict[str, Any]) -> Any:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield {
                "path": path,
                "method": method.upper(),
                "anchor": operation["operationId"],
                "example": _example(path),
                "shape": _shape(document, operation),
                **operation,
            }


def _example(path: str) -> str:
    filled = path.replace("{region}", "34.04").replace("{service}", "ktp_el").replace("{office}", "1")
    return filled.replace("{draft}", "1")


def _shape(document: dict[str, Any], operation: dict[str, Any]) -> str:
    """Name of the row's schema, for the table of fields; empty where the answer is free."""
    answer = operation["responses"].get("200") or operation["responses"].get("201") or {}
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    rows = document["components"]["schemas"].get(name, {}).get("properties", {}).get("data", {}).get("items", {})
    return str(rows.get("$ref", "")).rpartition("/")[2] or name
