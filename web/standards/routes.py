"""All routes of this part, in the order in which their addresses are tried."""

from __future__ import annotations

from fastapi import APIRouter

from web.standards import editor, list_pages, review, service_pages, versions

ROUTERS: tuple[APIRouter, ...] = (
    list_pages.router, versions.router, service_pages.router, editor.router, review.router,
)  # fmt: skip
