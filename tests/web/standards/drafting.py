"""Drafts as officials make them on the pages: begun, filled, handed to the reviewers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from tests.web.standards.conftest import Browser, changed

Browse = Callable[[str], Browser]
PLACE = "/admin/standar/ktp_el/kab_sleman"
TODAY = date.today().isoformat()


def begin(browser: Browser, place: str = PLACE) -> str:
    """Start a draft; returns its address."""
    browser.get(place)
    response = browser.post(f"{place}/draf")
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def filled(browser: Browser, draft: str, **values: str) -> list[tuple[str, str]]:
    """The draft's form with a cost and a place to complain of the region's own, and a source for all."""
    for name in ("cost", "complaints"):
        browser.post(draft, [*browser.form(draft), ("op", f"own:{name}")])
    given = {
        "complaints__text": "Loket pengaduan Dinas", "cost__amount_rupiah": "7500", "cost__text": "",
        "default.source": "Perbup Sleman 1/2026", "default.verified_at": TODAY, "cost__source": "Perbup Sleman 1/2026",
    } | values  # fmt: skip
    return changed(browser.form(draft), **given)


def submitted(browser: Browser, **values: str) -> str:
    """A draft handed to the reviewers."""
    draft = begin(browser)
    response = browser.post(draft, [*filled(browser, draft, **values), ("op", "submit")])
    assert response.status_code == 303, re.findall(r'class="problem"[^>]*>([^<]+)', response.text)
    return draft


def lock_of(page: str) -> str:
    """The version that a page's form was made from."""
    found = re.search(r'name="lock_version" value="(\d+)"', page)
    assert found
    return found.group(1)
