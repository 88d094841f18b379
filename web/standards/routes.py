"""All routes of this part, in the order in which their addresses are tried."""

from __future__ import annotations

from fastapi import APIRouter

from web.pages import TEMPLATES
from web.standards import editor, list_pages, review, service_pages, versions
from web.standards.wording import day

ROUTERS: tuple[APIRouter, ...] = (
    list_pages.router, versions.router, service_pages.router, editor.router, review.router,
)  # fmt: skip
TEMPLATES.env.filters["tanggal"] = day
