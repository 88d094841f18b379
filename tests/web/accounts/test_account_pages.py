"""The first admin's way in a real browser: invitation, second factor, inviting a colleague, an expired session."""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import update

from loket.accounts.models import LoginSession, Role
from loket.accounts.operations import first_admin_invitation
from loket.database import utc_now
from tests.stack.conditions import until
from tests.web.signing_in import PASSWORD, Site, current_code

SIZES = {"ponsel": {"width": 360, "height": 740}, "komputer": {"width": 1280, "height": 860}}
PICTURES = os.environ.get("LOKET_TEST_PICTURES", "")  # a folder to look at the pages in


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def address(quick_site: Site) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(quick_site.app, port=quick_site.settings.web_port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    yield f"http://127.0.0.1:{quick_site.settings.web_port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(params=sorted(SIZES))
def page(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=address, viewport=SIZES[request.param], locale="id-ID")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.info = request.param  # type: ignore[attr-defined]
    yield opened
    context.close()
    assert not [one for one in complaints if "status of 4" not in one]  # refusals are 4xx on purpose


def look(page: Page, name: str) -> None:
    """No page is wider than its screen, once its tables have been laid out; a picture where they are wanted."""
    too_wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    until(lambda: page.evaluate(too_wide) <= 0, 10, f"{name} is as narrow as the screen")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{page.info}.png", full_page=True)  # type: ignore[attr-defined]


def log_in(page: Page, email: str, secret: str = "") -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    if secret:
        page.get_by_label("Enam angka dari aplikasi kode").fill(current_code(secret))
        page.get_by_role("button", name="Lanjut").click()


def test_from_the_first_link_to_a_colleague_invited(page: Page, quick_site: Site) -> None:
    with quick_site.open_session.begin() as session:
        token = first_admin_invitation(session, 72)
    page.goto(f"/admin/undangan/{token}")
    look(page, "undangan")
    page.get_by_label("Nama lengkap").fill("Ani Wijaya")
    page.get_by_label("Email").fill("ani@uji.go.id")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_label("Ketik kata sandi sekali lagi").fill(PASSWORD + "x")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_contain_text("tidak sama")
    expect(page.get_by_label("Nama lengkap")).to_have_value("Ani Wijaya")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_label("Ketik kata sandi sekali lagi").fill(PASSWORD)
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("status")).to_contain_text("Kata sandi tersimpan")
    look(page, "masuk")

    log_in(page, "ani@uji.go.id")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pasang kode masuk")
    look(page, "kode")
    page.get_by_text("Tidak dapat memindai?").click()
    secret = page.locator("code.key").inner_text().replace(" ", "")
    page.get_by_label("Enam angka", exact=True).fill(current_code(secret))
    page.get_by_role("button", name="Pasang").click()
    expect(page.locator(".codes li")).to_have_count(10)
    look(page, "cadangan")
    page.get_by_role("link", name="Sudah saya simpan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Halo, Ani Wijaya")
    look(page, "utama")

    page.goto("/admin/akun/undang")
    page.get_by_label("Nama lengkap").fill("Rini Astuti")
    page.get_by_label("Email").fill("rini@sleman.go.id")
    page.get_by_role("radio", name=re.compile("^Verifikator")).check()
    page.get_by_role("combobox", name="Wilayah").fill("kab_atlantis")
    page.get_by_role("button", name="Buat undangan").click()
    expect(page.get_by_role("alert")).to_contain_text("tidak dikenal")
    expect(page.get_by_role("radio", name=re.compile("^Verifikator"))).to_be_checked()
    look(page, "undang")
    page.get_by_role("combobox", name="Wilayah").fill("kab_sleman")
    page.get_by_role("button", name="Buat undangan").click()
    link = page.get_by_label("Tautan").input_value()
    assert re.fullmatch(rf"{quick_site.settings.resolved_web_url}/admin/undangan/[\w-]{{43}}", link)
    look(page, "tautan")
    page.get_by_role("link", name="Selesai").click()
    look(page, "akun-rekan")
    for path, name in (("/admin/akun", "akun"), ("/admin/akun-saya", "akun-saya"), ("/admin/audit", "riwayat"),
                       ("/admin/operator", "operator"), ("/admin/audit/periksa", "keutuhan")):  # fmt: skip
        page.goto(path)
        look(page, name)


def test_what_was_typed_survives_an_expired_session(page: Page, quick_site: Site) -> None:
    account = quick_site.make(Role.ADMIN_DAERAH, "kab_sleman")
    page.goto("/admin/akun/undang")
    log_in(page, account.email, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    page.get_by_label("Nama lengkap").fill("Budi")
    page.get_by_label("Email").fill("budi@sleman.go.id")
    page.get_by_role("radio", name=re.compile("^Penyusun")).check()
    page.get_by_role("combobox", name="Wilayah").fill("kab_sleman")
    with quick_site.open_session.begin() as session:
        session.execute(update(LoginSession).values(ended_at=utc_now()))
    page.get_by_role("button", name="Buat undangan").click()
    expect(page.get_by_text("Yang Anda ketik masih tersimpan")).to_be_visible()
    look(page, "habis")
    page.get_by_label("Email").fill(account.email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    with quick_site.open_session.begin() as session:  # the code of this half minute has been used above
        session.execute(update(type(account)).values(totp_step=0))
    page.get_by_label("Enam angka dari aplikasi kode").fill(current_code())
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_text("budi@sleman.go.id")).to_be_visible()
    look(page, "lanjut")
    page.get_by_role("button", name="Simpan sekarang").click()

    expect(page.get_by_label("Tautan")).to_have_value(re.compile("/admin/undangan/"))


def test_the_tables_speak_indonesian_and_lead_back(page: Page, quick_site: Site) -> None:
    account = quick_site.make(Role.ADMIN_PROGRAM)
    page.goto("/admin/data/mitra/list")
    log_in(page, account.email, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    page.goto("/admin/data/mitra/create")
    page.get_by_label("Kode singkat").fill("bpjs_kesehatan")
    page.get_by_label("Nama lembaga").fill("BPJS Kesehatan")
    page.locator("select[name=kind]").evaluate("field => field.value = 'pusat'")  # dressed up by a script
    look(page, "tabel-tambah")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_text("BPJS Kesehatan").first).to_be_visible()
    look(page, "tabel")
    text = page.locator("body").inner_text()
    assert not re.search(r"\b(Save|Delete|Search|Filter by|entries|Showing|Create|Edit|Cancel)\b", text)
    page.goto("/admin")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Halo")
