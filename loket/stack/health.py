"""Asks processes whether they are well. Used by the supervisor's side, by ``web`` and by tests."""

from __future__ import annotations

from typing import Any

import httpx

SECONDS = 2.0


def health_of(url: str | None, client: httpx.Client | None = None) -> dict[str, Any] | None:
    """What the process says of itself, or None while it does not answer with a good 200."""
    if url is None:
        return None
    try:
        response = (client or httpx).get(url, timeout=SECONDS)
        said = response.json()
    except (httpx.HTTPError, ValueError):
        return None
    return said if response.status_code == httpx.codes.OK and isinstance(said, dict) else None
