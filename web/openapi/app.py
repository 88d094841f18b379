"""The open-data API as an application of its own, mounted at ``/api/v1``: its refusals are problems, not pages."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from loket.settings import Settings
from web.database import Database
from web.openapi import drafts, routes
from web.openapi.conditional import Seen
from web.openapi.document import add_documentation
from web.openapi.guarding import HeadAsGet, PoliteLimit, SizeLimit
from web.openapi.problems import add_problem_handlers

TAGS = [
    {"name": "Wilayah", "description": "Provinsi, kabupaten, dan kota dengan kode Kemendagri."},
    {"name": "Layanan", "description": "Layanan publik dan kategorinya."},
    {
        "name": "Standar pelayanan",
        "description": "Isi standar: yang berlaku di satu wilayah, atau tiap tingkat apa adanya.",
    },
    {"name": "Kantor", "description": "Kantor dengan jam buka."},
    {"name": "Nomor darurat", "description": "Nomor yang sudah diyakini benar."},
    {"name": "Metadata", "description": "Metadata Satu Data Indonesia (Perpres 39/2019)."},
    {"name": "Draf mitra", "description": "Untuk lembaga mitra yang punya kunci: kirim draf, lihat keadaannya."},
]
EXPOSED = ["ETag", "Last-Modified", "Link", "X-Total-Count", "RateLimit-Limit", "RateLimit-Remaining", "Retry-After"]


def create_api(settings: Settings, database: Database) -> FastAPI:
    """Build it over the web room's database."""
    api = FastAPI(
        title="Data terbuka Loket", version="1", openapi_tags=TAGS, docs_url=None, redoc_url=None, openapi_url=None
    )
    api.state.settings = settings
    api.state.database = database
    api.state.seen = Seen()
    api.include_router(routes.router)
    api.include_router(drafts.router)
    add_documentation(api)
    add_problem_handlers(api)
    api.add_middleware(HeadAsGet)
    api.add_middleware(SizeLimit)
    api.add_middleware(PoliteLimit, per_minute=settings.api_per_minute)
    # Outermost, so that a browser may read refusals too. Drafts are for servers: a key has no place in a page.
    api.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD"], allow_headers=["*"], expose_headers=EXPOSED
    )
    return api
