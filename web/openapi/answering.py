"""A list or one thing as JSON or CSV, with its page links and validators."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel

from loket.settings import Settings
from web.openapi.conditional import Seen, conditional
from web.openapi.negotiation import Form, Listed, Shown, form_of, size_of
from web.openapi.presenting import PREFIX, Presenter
from web.openapi.schemas import Envelope, Flat, PageInfo, PageLinks
from web.openapi.tabular import as_csv

CSV_TYPE = "text/csv; charset=utf-8; header=present"


class Row(Protocol):
    """One of the shapes that can stand in a table."""

    columns: Any

    def flat(self) -> Any: ...


def presenter_of(request: Request) -> Presenter:
    """Makes addresses of this installation."""
    return Presenter(settings_of(request).resolved_web_url)


def settings_of(request: Request) -> Settings:
    """The installation's settings."""
    settings: Settings = request.app.state.settings
    return settings


def part_of(request: Request, query: Listed) -> tuple[Form, int]:
    """The answer's form and how many rows a page of it has; asked before the database is."""
    form = form_of(request, query.format)
    return form, size_of(form, query)


def listed(request: Request, query: Listed, kind: type[Any], rows: Sequence[Any], total: int, name: str) -> Response:
    """One page of rows. ``name``: of the file a browser saves."""
    form, size = part_of(request, query)
    info = PageInfo(page=query.page, per_page=size, pages=max(1, -(-total // size)), total=total)
    links = _links(request, query, info)
    headers = {"Link": _link_header(request, links), "X-Total-Count": str(total)}
    if form == Form.CSV:
        return _table(request, query, kind, rows, name, headers)
    body = Envelope[kind](data=list(rows), meta=info, links=links)  # type: ignore[valid-type]  # the row's shape
    return _json(request, body, headers)


def single(request: Request, query: Shown, row: Any, name: str) -> Response:
    """One thing."""
    headers = {"Link": _described(request)}
    if form_of(request, query.format) == Form.CSV:
        return _table(request, query, type(row), [row], name, headers)
    return _json(request, row, headers)


def plain_json(request: Request, body: Any) -> Response:
    """A document that is JSON alone."""
    return conditional(request, seen_of(request), json.dumps(body, ensure_ascii=False).encode(), "application/json")


def seen_of(request: Request) -> Seen:
    """What was sent before, for Last-Modified."""
    seen: Seen = request.app.state.seen
    return seen


def _json(request: Request, body: BaseModel, headers: dict[str, str]) -> Response:
    return conditional(request, seen_of(request), body.model_dump_json().encode(), "application/json", headers)


def _table(
    request: Request, query: Shown, kind: type[Any], rows: Sequence[Any], name: str, headers: dict[str, str]
) -> Response:
    flat: list[Flat] = [one for row in rows for one in row.flat()]
    body = as_csv(kind.columns, flat, query.separator)
    said = {**headers, "Content-Disposition": f'attachment; filename="{name}.csv"'}
    return conditional(request, seen_of(request), body, CSV_TYPE, said)


def _links(request: Request, query: Listed, info: PageInfo) -> PageLinks:
    return PageLinks(
        self=_at(request, query.page),
        first=_at(request, 1),
        prev=_at(request, min(query.page - 1, info.pages)) if query.page > 1 else None,
        next=_at(request, query.page + 1) if query.page < info.pages else None,
        last=_at(request, info.pages),
        metadata=presenter_of(request).api("/metadata"),
    )


def _at(request: Request, page: int) -> str:
    """This address with another page; by the site's own address, whatever the Host header says."""
    asked = {name: value for name, value in request.query_params.items() if name != "page"}
    path = request.url.path.removeprefix(PREFIX)
    return f"{presenter_of(request).api(path)}?{urlencode({**asked, 'page': page})}"


def _link_header(request: Request, links: PageLinks) -> str:
    pages = {"first": links.first, "prev": links.prev, "next": links.next, "last": links.last}
    said = [f'<{address}>; rel="{name}"' for name, address in pages.items() if address]
    return ", ".join([*said, _described(request)])


def _described(request: Request) -> str:
    said = [f'<{presenter_of(request).api("/metadata")}>; rel="describedby"']
    if license_url := settings_of(request).data_license:
        said.append(f'<{license_url}>; rel="license"')
    return ", ".join(said)
