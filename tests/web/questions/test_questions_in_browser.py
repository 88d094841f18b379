"""An official's morning in a real browser: what citizens asked, dealt with, taken back; on a phone and at a desk."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from loket.services.models import Service
from loket.settings import Settings
from loket.unanswered.models import LabelledExample, Reason
from tests.loket.unanswered.builders import make_message, make_report
from web.accounts.current import SESSION_COOKIE
from web.app import create_app

SIZES = {"375": (375, 700), "1200": (1200, 800)}
SHOTS = os.environ.get("SCREENSHOTS", "")  # a folder to keep pictures in, to look at
HOME = "/admin/pertanyaan"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def site(settings: Settings, open_session: sessionmaker[Session], people: dict[str, str]) -> Iterator[str]:
    """The admin site on its port, with three groups and a report in Sleman."""
    with open_session.begin() as session:
        for number, (text, reason) in enumerate(
            [("brp duit kartu sakti di sleman", Reason.FALLBACK), ("pesan bakso dong", Reason.OUT_OF_SCOPE),
             ("izin odong-odong keliling gimana " + "panjang" * 40, Reason.ASKED_BACK)], start=9001,
        ):  # fmt: skip
            make_message(session, text, group_id=number, region="kab_sleman", reason=reason)
        make_report(session, region="kab_sleman", note="tarifnya sudah naik")
    config = uvicorn.Config(create_app(settings), host="127.0.0.1", port=settings.web_port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)  # between two looks; the condition is server.started
    yield f"http://127.0.0.1:{settings.web_port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(params=sorted(SIZES))
def screen(request: pytest.FixtureRequest) -> tuple[int, int]:
    return SIZES[request.param]


@pytest.fixture
def page(screen: tuple[int, int], chromium: Browser, site: str, people: dict[str, str]) -> Iterator[Page]:
    """The programme's browser, as narrow as a phone and as wide as a desk."""
    yield from open_page(chromium, site, people["dewi"], screen)


def open_page(chromium: Browser, site: str, token: str, screen: tuple[int, int], **more: bool) -> Iterator[Page]:
    size = {"width": screen[0], "height": screen[1]}
    context = chromium.new_context(base_url=site, viewport=size, locale="id-ID", **more)  # type: ignore[arg-type]
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": site}])
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("dialog", lambda dialog: dialog.accept())
    yield opened
    context.close()
    assert [one for one in errors if "422" not in one] == []


def looked_at(page: Page, name: str) -> None:
    """Nothing is cut off at the side; a picture where somebody wants to look."""
    if SHOTS:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=str(Path(SHOTS) / f"questions-{name}-{width}.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def open_group(page: Page, text: str) -> None:
    page.goto(HOME)
    page.get_by_role("link", name=text).click()


def test_a_group_is_connected_refused_first_and_taken_back(page: Page, settings: Settings) -> None:
    open_group(page, "kartu sakti")
    looked_at(page, "group")
    page.get_by_role("heading", name="Sambungkan ke layanan").click()
    page.get_by_label("Cari layanan").fill("SKCK")
    page.get_by_role("button", name="Cari", exact=True).click()
    page.get_by_role("radio", name="SKCK").first.check()
    page.get_by_label("Sebutan", exact=True).fill("surat mau")
    page.get_by_role("button", name="Jadikan sebutan").click()

    expect(page.get_by_role("alert")).to_contain_text("kata umum")
    expect(page.get_by_label("Sebutan", exact=True)).to_have_value("surat mau")
    looked_at(page, "refused")
    page.get_by_label("Sebutan", exact=True).fill("kartu sakti")
    page.get_by_role("button", name="Jadikan sebutan").click()
    expect(page.get_by_role("status")).to_contain_text("kini sebutan layanan itu")
    assert "kartu sakti" in (settings.home / "lexicon.json").read_text()
    expect(page.get_by_role("link", name="kartu sakti")).to_have_count(0)

    page.get_by_role("link", name="Sudah ditangani").click()
    looked_at(page, "done")
    page.get_by_role("button", name="Batalkan").click()
    expect(page.get_by_role("link", name="kartu sakti")).to_have_count(1)
    assert "kartu sakti" not in (settings.home / "lexicon.json").read_text()


def test_examples_and_dismissals_leave_the_list(page: Page, open_session: sessionmaker[Session]) -> None:
    open_group(page, "odong-odong")
    page.get_by_role("heading", name="Jadikan contoh latihan").click()
    page.get_by_label("Apa yang ditanyakan warga?").select_option(label="Cara mengurus")
    page.get_by_label("Kalimat contoh").fill("cara urus izin odong-odong\nizin odong-odong gmn")
    looked_at(page, "teach")
    page.get_by_role("button", name="Simpan contoh").click()
    expect(page.get_by_role("status")).to_contain_text("Contoh latihan disimpan")
    open_group(page, "bakso")
    page.get_by_role("heading", name="Tutup tanpa tindakan").click()
    page.get_by_label("Bukan urusan layanan publik").check()
    page.get_by_role("button", name="Tutup", exact=True).click()

    expect(page.get_by_text("1 kelompok.")).to_be_visible()
    looked_at(page, "list")
    with open_session() as session:
        rows = session.scalars(select(LabelledExample).order_by(LabelledExample.id)).all()
        assert [(one.aspect, one.text) for one in rows] == [
            ("procedure", "cara urus izin odong-odong"), ("procedure", "izin odong-odong gmn"),
        ]  # fmt: skip


def test_a_new_service_begins_with_the_citizens_words(page: Page, open_session: sessionmaker[Session]) -> None:
    open_group(page, "kartu sakti")
    page.get_by_role("link", name="Buat layanan baru").click()

    expect(page.get_by_label("Nama layanan")).to_have_value("Kartu sakti")
    looked_at(page, "new-service")
    page.get_by_label("Penyelenggara").fill("Dinas Sosial")
    page.get_by_role("button", name="Buat layanan").click()
    expect(page.get_by_text("ditandai selesai")).to_be_visible()
    with open_session() as session:
        assert session.scalar(select(Service.short_name).where(Service.name == "Kartu sakti")) == "Kartu sakti"


def test_a_report_is_read_side_by_side_and_settled(page: Page) -> None:
    page.goto("/admin/laporan-info")
    looked_at(page, "reports")
    page.get_by_role("link", name="Biaya, SKCK").click()
    for heading in ("Pertanyaan warga", "Jawaban bot", "Kata warga"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_text("tarifnya sudah naik")).to_be_visible()
    looked_at(page, "report")
    page.get_by_label("Info sudah benar").check()
    page.get_by_role("button", name="Simpan hasil").click()
    expect(page.get_by_role("alert")).to_contain_text("mengapa info ini sudah benar")
    page.get_by_label("Catatan").fill("sesuai PP 76/2020")
    page.get_by_role("button", name="Simpan hasil").click()

    expect(page.get_by_text("Tidak ada laporan yang menunggu")).to_be_visible()


def test_a_region_without_scripts_proposes_a_synonym(chromium: Browser, site: str, people: dict[str, str]) -> None:
    for page in open_page(chromium, site, people["budi"], SIZES["375"], java_script_enabled=False):
        open_group(page, "kartu sakti")
        page.get_by_role("heading", name="Sambungkan ke layanan").click()
        page.get_by_label("Cari layanan").fill("SKCK")
        page.get_by_role("button", name="Cari", exact=True).click()
        page.get_by_role("radio", name="SKCK").first.check()
        page.get_by_role("button", name="Jadikan sebutan").click()

        expect(page.get_by_role("status")).to_contain_text("dikirim ke admin program")


def test_a_synonym_that_may_mean_others_is_weighed_so(settings: Settings, page: Page) -> None:
    open_group(page, "kartu sakti")
    page.get_by_role("heading", name="Sambungkan ke layanan").click()
    page.get_by_label("Cari layanan").fill("SKCK")
    page.get_by_role("button", name="Cari", exact=True).click()
    page.get_by_role("radio", name="SKCK").first.check()
    page.get_by_label("Kepastian").select_option("shared")
    page.get_by_role("button", name="Jadikan sebutan").click()

    services = json.loads((settings.home / "lexicon.json").read_text())["services"]
    found = [phrase for one in services if one["slug"] == "skck" for phrase in one["phrases"]]
    assert {"text": "kartu sakti", "weight": 0.5} in found
