"""Answers that are sent only where they changed: ETag, Last-Modified, 304 (RFC 9110)."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime

from fastapi import Request
from fastapi.responses import Response

MOST_REMEMBERED = 4096
NOT_MODIFIED = 304
FRESH = "public, no-cache"  # may be kept, but is asked for each time: a published change is seen at once


class Seen:
    """Since when each address has had its present content, as far as this process knows.

    The catalogue has no one date of change (a withdrawal, a day that comes changes it too), so what is sent is watched.
    A forgotten address is new again: then more is sent than needed, never less.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._lock = threading.Lock()

    def since(self, key: str, tag: str) -> float:
        """Whole seconds since 1970. The second in which it was first seen is over before it counts as the same."""
        with self._lock:
            known = self._known.get(key)
            if known is None or known[0] != tag:
                known = (tag, float(int(time.time())))
                self._known[key] = known
            self._known.move_to_end(key)
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
            return known[1]


def conditional(
    request: Request, seen: Seen, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The body with its validators, or 304 without it where the client has it already."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    address = f"{request.url.path}?{request.url.query} {media_type}"
    key = hashlib.sha256(address.encode()).hexdigest()
    changed = seen.since(key, tag)
    sent = {
        "ETag": tag,
        "Last-Modified": formatdate(changed, usegmt=True),
        "Cache-Control": FRESH,
        "Vary": "Accept",
        **(headers or {}),
    }
    if _is_known(request, tag, changed):
        return Response(status_code=NOT_MODIFIED, headers=sent)
    return Response(body, media_type=media_type, headers=sent)


def _is_known(request: Request, tag: str, changed: float) -> bool:
    given = request.headers.get("if-none-match")
    if given is not None:  # then the date says nothing (RFC 9110, 13.1.3)
        tags = {one.strip().removeprefix("W/") for one in given.split(",")}
        return "*" in tags or tag in tags
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        asked = parsedate_to_datetime(since).timestamp()
    except (ValueError, TypeError, OverflowError):
        return False
    # In the second of a change two contents have one date: only a date that is over can be trusted.
    return changed <= asked and changed < int(time.time())
