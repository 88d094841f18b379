"""All routes of this part, in the order in which their addresses are tried."""

from __future__ import annotations

from fastapi import APIRouter

from web.offices import editor, holiday_pages, list_pages, trying

ROUTERS: tuple[APIRouter, ...] = (list_pages.router, trying.router, editor.router, holiday_pages.router)
