"""The editor in a real browser: typing is kept and answered, lines move by mouse, keys and buttons, on a phone too."""

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
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from loket.services.models import Component, Standard
from loket.settings import Settings
from loket.standards.content import Part
from loket.standards.drafts import get_standard, save_draft
from loket.standards.models import Autosave
from tests.web.standards.conftest import Fields
from web.accounts.current import SESSION_COOKIE
from web.app import create_app

PLACE = "/admin/standar/ktp_el/kab_sleman"
SIZES = {"360": (360, 740), "1280": (1280, 900)}
SHOTS = os.environ.get("SCREENSHOTS", "")  # a folder to keep pictures in, to look at


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def site(settings: Settings, people: dict[str, str]) -> Iterator[str]:
    """The admin site on its port."""
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
def page(request: pytest.FixtureRequest, chromium: Browser, site: str, people: dict[str, str]) -> Iterator[Page]:
    """Ani's browser, as narrow as a phone and as wide as a desk."""
    width, height = SIZES[request.param]
    context = chromium.new_context(base_url=site, viewport={"width": width, "height": height}, locale="id-ID")
    context.add_cookies([{"name": SESSION_COOKIE, "value": people["ani"], "url": site}])
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert [one for one in errors if "409" not in one and "422" not in one] == []


def shot(page: Page, name: str) -> None:
    if SHOTS:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


def open_editor(page: Page) -> None:
    page.goto(PLACE)
    shot(page, "service")
    page.get_by_role("button", name="Ubah standar untuk").click()
    expect(page.get_by_role("heading", name="Sumber dan tanggal untuk semua bagian")).to_be_visible()


def lines(page: Page) -> list[str]:
    texts = page.locator("[data-list=requirements] textarea").evaluate_all("all => all.map(one => one.value)")
    return [text for text in texts if text]


def own_requirements(page: Page) -> list[str]:
    open_editor(page)
    page.locator("#c-requirements").get_by_role("button", name="Ubah untuk daerah ini").click()
    expect(page.locator("[data-list=requirements]")).to_be_visible()
    return lines(page)


def test_no_page_is_wider_than_the_screen(page: Page) -> None:
    own_requirements(page)
    shot(page, "editor")
    draft = page.url
    for path in (draft, f"{draft}/tinjau", PLACE, f"{PLACE}/versi", "/admin/standar", "/admin/standar?wilayah=semua",
                 "/admin/layanan/baru", "/admin/tugas"):  # fmt: skip
        page.goto(path)
        shot(page, re.sub(r"\W+", "_", path.split("/admin/")[-1]))
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


def test_answer_beside_the_editor_follows_what_is_typed(page: Page) -> None:
    open_editor(page)
    page.locator("#c-cost").get_by_role("button", name="Ubah untuk daerah ini").click()

    page.get_by_label("Jumlah (rupiah)").fill("12345")
    page.get_by_label("Keterangan biaya").fill("")

    expect(page.locator("#preview")).to_contain_text("Rp12.345", timeout=10_000)
    expect(page.locator("#preview details[open]")).to_have_attribute("data-aspect", "cost")


def test_on_a_phone_one_tap_leads_from_any_part_to_the_answer(page: Page) -> None:
    open_editor(page)
    page.locator("#c-cost").scroll_into_view_if_needed()
    answer = page.get_by_role("heading", name="Jawaban bot dengan isi draf ini")
    tap = page.get_by_role("link", name="Jawaban bot")

    if page.viewport_size and page.viewport_size["width"] > 1000:  # the answer stands beside the form
        expect(tap).to_be_hidden()
        expect(answer).to_be_in_viewport()
    else:
        expect(answer).not_to_be_in_viewport()
        tap.click()
        expect(answer).to_be_in_viewport()


def test_a_note_is_shown_whole_while_it_is_typed(page: Page) -> None:
    open_editor(page)
    cost = page.locator("#c-cost")
    cost.get_by_role("button", name="Ubah untuk daerah ini").click()
    note = cost.get_by_label("Catatan")

    note.fill("Bila ada yang meminta bayaran, laporkan lewat lapor.go.id. " * 5)

    assert note.evaluate("one => one.scrollHeight - one.clientHeight") <= 2


def test_lines_move_by_buttons_keys_and_paste(page: Page) -> None:
    first, second, *rest = own_requirements(page)

    page.get_by_role("button", name="Turunkan baris 1", exact=True).first.click()
    assert lines(page)[:2] == [second, first]
    page.locator("[data-list=requirements] textarea").nth(1).press("Alt+ArrowUp")
    assert lines(page)[:2] == [first, second]
    page.locator("#c-requirements").get_by_role("button", name="Hapus baris 1", exact=True).click()
    assert lines(page) == [second, *rest]
    page.locator("#c-requirements").get_by_role("button", name="Tambah baris").click()
    page.keyboard.type("Surat pengantar")
    assert lines(page) == [second, *rest, "Surat pengantar"]


def test_line_is_dragged_to_its_place(page: Page) -> None:
    before = own_requirements(page)
    items = page.locator("[data-list=requirements] [data-item]")

    items.nth(2).locator(".handle").drag_to(items.nth(0))

    assert lines(page)[:3] == [before[2], before[0], before[1]]


def test_page_that_is_left_mid_form_keeps_what_was_typed(page: Page, open_session: sessionmaker[Session]) -> None:
    open_editor(page)
    draft = page.url
    own_complaints(page).fill("Baru setengah")

    page.goto("about:blank")  # at once, before any pause

    deadline = time.monotonic() + 10
    while not kept(open_session):
        assert time.monotonic() < deadline
        time.sleep(0.05)  # between two looks; the condition is the stored row
    page.goto(draft)
    expect(page.locator("#c-complaints textarea")).to_have_value("Baru setengah")
    expect(page.get_by_text("dipulihkan")).to_be_visible()
    shot(page, "restored")


def own_complaints(page: Page) -> Locator:
    """Take where to complain over from the nation; returns its field."""
    part = page.locator("#c-complaints")
    part.get_by_role("button", name="Ubah untuk daerah ini").click()
    return part.get_by_role("textbox", name="Penanganan pengaduan, saran, dan masukan")


def kept(open_session: sessionmaker[Session]) -> bool:
    with open_session() as session:
        rows = session.scalars(select(Autosave)).all()
        return any("Baru setengah" in str(row.form) for row in rows)


def test_conflict_is_shown_side_by_side(page: Page, open_session: sessionmaker[Session], account_of) -> None:  # type: ignore[no-untyped-def]
    open_editor(page)
    own_complaints(page).fill("Isian Ani")
    with open_session.begin() as session:
        standard = get_standard(session, session.scalars(select(Standard.id).where(Standard.state == "draft")).one())
        content = {Component.COMPLAINTS: Part({"text": "Isian Budi"})}
        save_draft(session, account_of(session, "budi"), standard, standard.lock_version, content)

    page.get_by_role("button", name="Simpan draf", exact=True).last.click()

    expect(page.get_by_role("heading", name="Bandingkan dulu")).to_be_visible()
    expect(page.locator(".conflict")).to_contain_text("Isian Budi")
    expect(page.locator("#c-complaints textarea")).to_have_value("Isian Ani")
    shot(page, "conflict")


def test_without_scripts_the_same_form_is_sent(chromium: Browser, site: str, people: dict[str, str]) -> None:
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    context.add_cookies([{"name": SESSION_COOKIE, "value": people["ani"], "url": site}])
    page = context.new_page()
    own_requirements(page)

    page.locator("#c-requirements").get_by_role("button", name="Turunkan baris 1", exact=True).click()

    values = [value for name, value in Fields(page.content(), "editor").pairs if name == "requirements.items" and value]
    assert len(values) > 2
    expect(page.locator("#c-requirements")).to_be_visible()
    context.close()
