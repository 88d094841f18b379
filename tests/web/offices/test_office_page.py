"""The office editor in a real browser: a point by map, hours with a break, the answer citizens get; on a phone too."""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from datetime import time as time_of
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from loket.accounts.models import Account
from loket.answers.heard import Context
from loket.answers.operations import Turn, answer_turn
from loket.offices.content import content_of
from loket.offices.editing import save_office
from loket.offices.models import Office
from loket.regions.operations import get_region
from loket.settings import Settings
from tests.loket.answers.asking import heard, texts_of
from tests.loket.builders import make_office
from web.accounts.current import SESSION_COOKIE
from web.app import create_app

SIZES = {"375": (375, 700), "1200": (1200, 800)}
SHOTS = os.environ.get("SCREENSHOTS", "")  # a folder to keep pictures in, to look at
NAME = "Puskesmas Contoh Uji"
NEW = "/admin/kantor/baru?wilayah=kab_sleman"


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
    """Ani's browser, as narrow as a phone and as wide as a desk. What another server is asked for fails the test."""
    width, height = SIZES[request.param]
    context = chromium.new_context(base_url=site, viewport={"width": width, "height": height}, locale="id-ID",
                                   has_touch=width < 500)  # fmt: skip
    context.add_cookies([{"name": SESSION_COOKIE, "value": people["ani"], "url": site}])
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda sent: None if sent.url.startswith((site, "data:")) else errors.append(sent.url))
    yield opened
    context.close()
    assert [one for one in errors if "409" not in one and "422" not in one] == []


def look(page: Page, name: str) -> None:
    """No page is wider than the screen; a picture where one is asked for."""
    if SHOTS:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def fill_office(page: Page) -> None:
    """What a new office needs beside its point and hours."""
    page.get_by_label("Nama kantor").fill(NAME)
    page.get_by_label("Jenis kantor").select_option("puskesmas")
    page.get_by_label("Alamat", exact=True).fill("Jalan Contoh 1, Depok")
    page.get_by_label("Sumber").fill("Laman Dinas Kesehatan")
    page.get_by_label("Tanggal dicek").fill(date.today().isoformat())
    page.get_by_label("Keyakinan").select_option("high")


def map_of(page: Page) -> None:
    expect(page.locator("#map[data-drawn=kab_sleman]")).to_be_visible()


def answered(open_session: sessionmaker[Session], moment: datetime) -> str:
    """What a citizen of Sleman who asks about the kind of office reads."""
    with open_session() as session:
        said = answer_turn(
            session, Turn(heard("hours", text="puskesmas buka jam berapa"), Context(home="kab_sleman")), moment
        )
        return texts_of(said.answer)


def test_a_point_by_map_and_hours_with_a_break_are_in_the_citizens_answer(
    page: Page, open_session: sessionmaker[Session]
) -> None:
    page.goto(NEW)
    map_of(page)
    look(page, "new")
    fill_office(page)
    box = page.locator("#map").bounding_box()
    assert box
    choose = page.locator("#map").tap if box["width"] < 400 else page.locator("#map").click
    choose(position={"x": box["width"] / 2 + 10, "y": box["height"] / 2 + 10})
    expect(page.locator(".leaflet-marker-draggable")).to_be_visible()
    latitude = float(page.get_by_label("Lintang").input_value())
    longitude = float(page.get_by_label("Bujur").input_value())
    assert -7.9 < latitude < -7.6
    assert 110.2 < longitude < 110.5
    for label, value in (("buka 1", "8"), ("tutup 1", "12.00"), ("buka 2", "13:00"), ("tutup 2", "1500")):
        page.get_by_label(f"Senin, {label}").fill(value)
    page.get_by_text("Salin Senin ke hari lain").click()
    page.locator("[data-day='0']").get_by_role("button", name="Senin–Jumat").click()
    expect(page.get_by_label("Jumat, tutup 2")).to_have_value("1500")
    expect(page.locator("#preview")).to_contain_text("Senin-Jumat 08.00-12.00, 13.00-15.00", timeout=10_000)
    page.get_by_label("Buka sekarang?").fill("2026-12-01T12:30")
    expect(page.locator("#preview")).to_contain_text("Pada 1 Des 2026 12.30 WIB: Tutup", timeout=10_000)
    look(page, "filled")

    page.get_by_role("button", name="Simpan", exact=True).last.click()

    expect(page.get_by_text("Warga sudah dapat membacanya")).to_be_visible()
    look(page, "saved")
    with open_session() as session:
        office = session.scalars(select(Office).where(Office.name == NAME)).one()
        assert (office.latitude, office.longitude) == (latitude, longitude)
    said = answered(open_session, datetime(2026, 12, 1, 3, tzinfo=UTC))
    assert NAME in said
    assert "Senin-Jumat 08.00-12.00, 13.00-15.00" in said
    assert "buka sekarang, tutup 12.00 wib" in said.casefold()


def test_the_marker_is_dragged_and_follows_the_numbers(page: Page) -> None:
    page.goto(NEW)
    map_of(page)
    page.get_by_label("Lintang").fill("-7.716, 110.355")
    marker = page.locator(".leaflet-marker-draggable")
    expect(marker).to_be_visible()

    box = marker.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()

    expect(page.get_by_label("Bujur")).not_to_have_value("")
    assert float(page.get_by_label("Bujur").input_value()) > 110.356
    page.get_by_role("button", name="Hapus titik").click()
    expect(marker).to_have_count(0)
    expect(page.get_by_label("Lintang")).to_have_value("")


def test_a_point_elsewhere_is_warned_about_and_saved_all_the_same(
    page: Page, open_session: sessionmaker[Session]
) -> None:
    page.goto(NEW)
    map_of(page)
    fill_office(page)
    page.get_by_label("Lintang").fill("-6.2")
    page.get_by_label("Bujur").fill("106.82")
    expect(page.locator("#map-state")).to_contain_text("bukan di Kabupaten Sleman", timeout=10_000)
    look(page, "elsewhere")

    page.get_by_role("button", name="Simpan", exact=True).last.click()

    expect(page.locator(".note.good")).to_contain_text("bukan di Kabupaten Sleman")
    with open_session() as session:
        assert session.scalars(select(Office.latitude).where(Office.name == NAME)).one() == -6.2


def test_mistakes_are_said_beside_their_fields_and_nothing_typed_is_lost(page: Page) -> None:
    page.goto(NEW)
    fill_office(page)
    page.get_by_label("Senin, buka 1").fill("jam delapan")
    page.get_by_label("Senin, tutup 1").fill("15.00")
    page.get_by_label("Selasa, buka 1").fill("15.00")
    page.get_by_label("Selasa, tutup 1").fill("08.00")
    page.get_by_label("Sumber").fill("")

    page.get_by_role("button", name="Simpan", exact=True).last.click()

    expect(page.locator("#c-hours_0")).to_contain_text("“jam delapan” bukan jam")
    expect(page.locator("#c-hours_1")).to_contain_text("harus sesudah jam buka")
    expect(page.locator("#c-source")).to_contain_text("Tulis dari mana data ini")
    expect(page.get_by_label("Senin, buka 1")).to_have_value("jam delapan")
    expect(page.get_by_label("Nama kantor")).to_have_value(NAME)
    look(page, "mistakes")


def test_a_browser_closed_mid_form_keeps_what_was_typed(page: Page) -> None:
    page.goto(NEW)
    fill_office(page)
    page.get_by_label("Rabu, buka 1").fill("07.30")

    page.goto("about:blank")  # at once, before any pause
    page.goto(NEW)

    expect(page.get_by_text("belum disimpan")).to_be_visible()
    look(page, "kept")
    page.get_by_role("button", name="Pakai isian itu").click()
    expect(page.get_by_label("Nama kantor")).to_have_value(NAME)
    expect(page.get_by_label("Rabu, buka 1")).to_have_value("07.30")
    page.get_by_label("Rabu, tutup 1").fill("14.00")
    page.get_by_role("button", name="Simpan", exact=True).last.click()
    expect(page.get_by_text("Warga sudah dapat membacanya")).to_be_visible()
    page.goto(NEW)
    expect(page.get_by_label("Nama kantor")).to_have_value("")
    expect(page.get_by_text("belum disimpan")).to_be_hidden()


def test_a_conflict_is_shown_side_by_side_and_typing_again_what_stands_there_is_no_draft(
    page: Page, open_session: sessionmaker[Session], account_of: Callable[[Session, str], Account]
) -> None:
    with open_session.begin() as session:
        office = make_office(session, get_region(session, "kab_sleman"), [(0, time_of(8), time_of(15))], name=NAME)
        office_id = office.id
    page.goto(f"/admin/kantor/{office_id}")
    page.get_by_role("textbox", name="Telepon").fill("113")
    with open_session.begin() as session:
        office = session.get_one(Office, office_id)
        content = replace(content_of(office), phone="112", hours=((0, time_of(9), time_of(12)),))
        save_office(session, account_of(session, "budi"), office, office.lock_version, content)

    page.get_by_role("button", name="Simpan", exact=True).last.click()

    expect(page.locator(".conflict")).to_contain_text("Senin 09.00-12.00")
    expect(page.get_by_role("textbox", name="Telepon")).to_have_value("113")
    look(page, "conflict")
    page.get_by_role("link", name="Pakai yang tersimpan").click()
    expect(page.get_by_role("textbox", name="Telepon")).to_have_value("112")
    expect(page.get_by_text("belum disimpan")).to_be_hidden()
    page.get_by_label("Senin, buka 1").fill("9")
    page.get_by_role("button", name="Simpan", exact=True).last.click()
    expect(page.get_by_text("Tersimpan. Bot sudah menjawab")).to_be_visible()
    expect(page.get_by_text("belum disimpan")).to_be_hidden()
    look(page, "stored")


def test_the_other_pages_fit_the_screen(page: Page) -> None:
    for path in ("/admin/kantor", "/admin/kantor?wilayah=kab_sleman&tanpa=jam", "/admin/libur-daerah"):
        page.goto(path)
        look(page, re.sub(r"\W+", "_", path.split("/admin/")[-1]))
    page.get_by_label("Nama hari libur").fill("Hari Jadi Uji")
    page.get_by_label("Hari pertama").fill("2027-05-15")
    page.get_by_label("Sumber").fill("SE Bupati 1/2027")
    page.get_by_role("button", name="Tambah").click()
    expect(page.locator(".rows").first).to_contain_text("15 Mei 2027")


def test_without_scripts_the_same_form_is_sent(
    chromium: Browser, site: str, people: dict[str, str], open_session: sessionmaker[Session]
) -> None:
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    context.add_cookies([{"name": SESSION_COOKIE, "value": people["ani"], "url": site}])
    page = context.new_page()
    page.goto(NEW)
    expect(page.locator("#map")).to_be_hidden()
    fill_office(page)
    page.get_by_label("Lintang").fill("-7,716")
    page.get_by_label("Bujur").fill("110,355")
    page.get_by_label("Senin, buka 1").fill("08.00")
    page.get_by_label("Senin, tutup 1").fill("14.00")
    page.get_by_text("Salin Senin ke hari lain").click()
    page.locator("[data-day='0']").get_by_role("button", name="Sabtu").click()
    expect(page.get_by_label("Sabtu, tutup 1")).to_have_value("14.00")
    expect(page.locator("#preview")).to_contain_text("Sabtu 08.00-14.00")

    page.get_by_role("button", name="Simpan", exact=True).last.click()

    expect(page.get_by_text("Warga sudah dapat membacanya")).to_be_visible()
    with open_session() as session:
        office = session.scalars(select(Office).where(Office.name == NAME)).one()
        assert (office.latitude, office.longitude, len(office.hours)) == (-7.716, 110.355, 2)
    context.close()
