"""The public pages in a real browser: one A4 sheet on paper, no wider than a small phone, a code that can be read."""

from __future__ import annotations

import re
import shutil
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import Databases
from tests.web.openapi.conftest import settings_for
from web.app import create_app

PAGES = ("/layanan", "/layanan?q=ktp", "/layanan/skck?daerah=bandung", "/layanan/ktp_el/kota_bandung", "/daerah",
         "/daerah/kota_bandung", "/api/v1/docs")  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: Databases) -> Iterator[str]:
    settings = settings_for(
        tmp_path_factory.mktemp("printing"), sqlite_databases.seeded(), bot_username="loket_contoh_bot"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{free.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_small_phone_without_scripts_needs_no_sideways_scrolling(chromium: Browser, site: str, path: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(site + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("script").count() == 0
    assert all(address.startswith(site) for address in asked)
    page.close()


@pytest.mark.parametrize("path", ["/layanan/ktp_el/kota_bandung", "/layanan/skck", "/daerah/kota_bandung"])
def test_a_page_fits_one_sheet_and_carries_its_code(chromium: Browser, site: str, path: str) -> None:
    page = chromium.new_page()
    page.goto(site + path)

    paper = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]\.?\d* 84[12]\.?\d*\]", paper)
    page.emulate_media(media="print")
    box = page.locator("svg.qr").bounding_box()
    assert box is not None
    assert box["width"] >= 95  # 25 mm: what a telephone reads from a hand's distance
    assert not page.locator("header.top").is_visible()
    page.close()


def test_the_whole_way_from_search_to_the_page_without_scripts(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()

    page.goto(f"{site}/layanan")
    page.fill("#q", "ktp")
    page.click("button")
    page.click("text=Pembuatan KTP elektronik")
    page.fill("#daerah", "sleman")
    page.click("button")

    assert page.url == f"{site}/layanan/ktp_el/kab_sleman"
    assert page.locator("h1").inner_text() == "Pembuatan KTP elektronik (KTP-el) pertama"
    context.close()
