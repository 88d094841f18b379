"""The dashboards in a real browser: on a phone, on a desk, on paper."""

from __future__ import annotations

import os
import shutil
import threading
import time as clock
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect, sync_playwright

from loket.accounts.models import Role
from loket.figures.results import Result, Signal
from loket.regions.models import Place, Region
from loket.services.models import Component
from tests.loket.builders import make_office, make_service, make_standard
from tests.web.figures.filling import ask, note
from tests.web.signing_in import Site
from web.accounts.current import SESSION_COOKIE

SIZES = {"375": (375, 700), "1200": (1200, 800)}
SHOTS = os.environ.get("SCREENSHOTS", "")  # a folder to keep pictures in, to look at


@pytest.fixture
def address(quick_site: Site) -> Iterator[str]:
    """The site with some figures, on its port."""
    with quick_site.open_session.begin() as session:
        sleman = session.query(Region).filter_by(slug="kab_sleman").one()
        session.add(Place(name="Sleman", latitude=-7.7, longitude=110.35, region_id=sleman.id))
        make_office(session, sleman, name="Kantor dengan nama yang panjang sekali " * 3)
        for number in range(12):
            service = make_service(session, f"layanan_{number}", name=f"Layanan nomor {number}", office_kinds=["mpp"])
            make_standard(session, service, None, {Component.COST: {"amount_rupiah": 0}})
            ask(session, "kab_sleman", service=service.slug, count=number + 1, ago=number, hour=number)
        ask(session, "kab_sleman", Result.TALK, signals=(Signal.THANKED,))
        note(session, "kab_sleman", 40, ago=30)
        note(session, "kab_sleman", 55)
    port = quick_site.settings.web_port
    server = uvicorn.Server(uvicorn.Config(quick_site.app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        clock.sleep(0.02)  # between two looks; the condition is server.started
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(params=sorted(SIZES))
def page(request: pytest.FixtureRequest, quick_site: Site, address: str) -> Iterator[Page]:
    """A programme leader's browser, which complains of nothing: no script error, no breach of the content policy."""
    width, height = SIZES[request.param]
    token = quick_site.signed_in(quick_site.make(Role.ADMIN_PROGRAM)).cookies[SESSION_COOKIE]
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        context = browser.new_context(base_url=address, viewport={"width": width, "height": height}, locale="id-ID")
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        yield opened
        browser.close()
    assert complaints == []


def look(page: Page, name: str) -> None:
    """No page is wider than the screen; a picture where one is asked for."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    if SHOTS:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


def test_a_region_reads_well_and_prints(page: Page) -> None:
    page.goto("/admin/angka")
    look(page, "figures-list")
    page.get_by_label("Cari kabupaten").fill("sleman")
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("link", name="Kabupaten Sleman").click()

    chart = page.get_by_role("img", name="Pertanyaan menurut layanan")
    expect(chart).to_be_visible()
    # The looks come from the style sheet alone: an unstyled bar would be black.
    assert chart.locator(".color-0 .rect").first.evaluate("bar => getComputedStyle(bar).fill") == "rgb(23, 99, 158)"
    letters = chart.locator("text").first
    assert letters.evaluate("text => text.getBoundingClientRect().height") >= 10
    look(page, "figures-region")
    page.get_by_text("Tabel: layanan").click()
    expect(page.get_by_role("rowheader", name="Layanan nomor 11")).to_be_visible()
    page.get_by_text("Bagaimana nilai ini dihitung?").click()
    page.get_by_text("langkah berikutnya").click()
    look(page, "figures-region-open")

    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # A4 without its margins
    expect(page.get_by_role("button", name="Cetak")).to_be_hidden()
    expect(chart).to_be_visible()
    look(page, "figures-region-print")


def test_a_new_region_is_told_where_to_begin(page: Page) -> None:
    page.goto("/admin/angka/kab_klaten")

    expect(page.get_by_role("heading", name="Mulai dari sini")).to_be_visible()
    look(page, "figures-empty")
    page.get_by_role("link", name="Buka halaman daerah").click()
    expect(page.get_by_role("heading", name="Kabupaten Klaten").first).to_be_visible()


def test_the_programme_is_sorted_filtered_and_opens_from_the_map(page: Page) -> None:
    page.goto("/admin/program")
    look(page, "figures-programme")
    table = page.locator("table.regions tbody th")
    expect(table).to_have_count(3)
    page.get_by_role("columnheader", name="Kesiapan", exact=True).get_by_role("link").click()
    expect(table.first).to_contain_text("Kabupaten Sleman")
    expect(page.get_by_role("columnheader", name="Kesiapan", exact=True)).to_have_attribute("aria-sort", "descending")
    page.get_by_label("Provinsi").select_option("Jawa Tengah")
    page.get_by_role("button", name="Tampilkan").click()
    expect(table).to_have_count(1)
    page.goto("/admin/program")
    page.locator(".map circle").first.click()
    expect(page.get_by_role("heading", name="Angka Kabupaten Sleman")).to_be_visible()
