"""Import in a real browser, on a phone and on a desk: upload, problems, correction, progress, done."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect, sync_playwright

from loket.accounts.models import Role
from loket.imports.operations import KINDS
from loket.imports.writing import write_xlsx
from tests.web.signing_in import Site
from web.accounts.current import SESSION_COOKIE

SIZES = {"360": (360, 740), "1280": (1280, 900)}
SHOTS = os.environ.get("SCREENSHOTS", "")  # a folder to keep pictures in, to look at
OFFICE = {
    "wilayah": "kab_sleman", "jenis": "kantor kecamatan", "alamat": "Jalan Uji", "sumber": "https://slemankab.go.id",
    "tanggal_dicek": "2026-11-20",
}  # fmt: skip


@pytest.fixture
def address(quick_site: Site) -> Iterator[str]:
    """The site on its port."""
    port = quick_site.settings.web_port
    server = uvicorn.Server(uvicorn.Config(quick_site.app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)  # between two looks; the condition is server.started
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(params=sorted(SIZES))
def page(request: pytest.FixtureRequest, quick_site: Site, address: str) -> Iterator[Page]:
    """A writer's browser."""
    width, height = SIZES[request.param]
    token = quick_site.signed_in(quick_site.make(Role.PENYUSUN, "kab_sleman")).cookies[SESSION_COOKIE]
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        context = browser.new_context(base_url=address, viewport={"width": width, "height": height}, locale="id-ID")
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
        opened = context.new_page()
        errors: list[str] = []
        opened.on("pageerror", lambda error: errors.append(str(error)))
        yield opened
        browser.close()
    assert errors == []


def look(page: Page, name: str) -> None:
    """No page is wider than the screen; a picture where one is asked for."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    if SHOTS:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


def send(page: Page, path: Path) -> None:
    page.goto("/admin/impor/offices")
    page.get_by_label("Berkas XLSX atau CSV").set_input_files(str(path))
    page.get_by_role("button", name="Periksa berkas").click()


def test_from_mistakes_to_done(page: Page, tmp_path: Path) -> None:
    kind = KINDS["offices"]
    wrong, right, large = tmp_path / "keliru.xlsx", tmp_path / "benar.xlsx", tmp_path / "besar.csv"
    mistakes = ({}, {"lintang": "tujuh"}, {"jenis": "warung"}, {"wilayah": "kab_klaten"}, {"catatan": "<b>x</b>"})
    write_xlsx(wrong, kind.columns, [OFFICE | {"nama": f"Kantor {n}"} | one for n, one in enumerate(mistakes)], {})
    write_xlsx(right, kind.columns, [OFFICE | {"nama": f"Kantor Kecamatan {n}"} for n in range(300)], {})
    large.write_bytes(b"x" * (11 * 2**20))
    page.goto("/admin/impor")
    look(page, "imports-home")
    page.goto("/admin/impor/offices")
    page.get_by_label("Berkas XLSX atau CSV").set_input_files(str(large))
    expect(page.get_by_text("lebih besar dari 10 MB")).to_be_visible()
    look(page, "imports-upload")

    send(page, wrong)
    expect(page.get_by_role("heading", name="Hasil pemeriksaan")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("3 hal harus diperbaiki dulu")).to_be_visible()
    look(page, "imports-problems")
    page.get_by_label("Tampilkan").select_option("Lintang")
    expect(page.get_by_text("bukan angka")).to_be_visible()
    expect(page.get_by_text("warung")).to_have_count(0)

    send(page, right)
    button = page.get_by_role("button", name="Simpan 300 baris")
    expect(button).to_be_visible(timeout=30_000)
    look(page, "imports-checked")
    button.click()
    expect(page.get_by_text("Tersimpan: 300 baris baru")).to_be_visible(timeout=30_000)
    look(page, "imports-done")


def test_long_names_of_regions_do_not_widen_the_page(page: Page, quick_site: Site, address: str) -> None:
    token = quick_site.signed_in(quick_site.make(Role.ADMIN_PROGRAM, None)).cookies[SESSION_COOKIE]
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
    page.goto("/admin/impor")
    name = "Kabupaten Kepulauan Siau Tagulandang Biaro, Provinsi Sulawesi Utara"
    added = page.evaluate(
        """name => [...document.querySelectorAll('.import-export select')]
            .map(each => each.add(new Option(name))).length""",
        name,
    )

    assert added > 0
    look(page, "imports-long-names")
