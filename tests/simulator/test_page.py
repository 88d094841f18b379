"""The chat page in a real browser, with a real python-telegram-bot application behind it."""

import asyncio
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect, sync_playwright

from tests.simulator.conftest import RunningSimulator
from tests.simulator.echo_bot import build_echo_bot
from tests.simulator.test_messages import png

REMEDY = "no Chromium found: install Debian's package `chromium`, or run `.venv/app/bin/playwright install chromium`"
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of the machine, else playwright's own."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        if found is None and not Path(playwright.chromium.executable_path).exists():
            pytest.fail(REMEDY)
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def echo(simulator: RunningSimulator) -> Iterator[str]:
    """The echo bot in a thread; gives the simulator's address."""
    ready, done = threading.Event(), threading.Event()

    async def run() -> None:
        application = build_echo_bot(simulator.url)
        async with application:
            assert application.post_init is not None
            assert application.updater is not None
            await application.post_init(application)
            await application.updater.start_polling(timeout=10)
            await application.start()
            ready.set()
            await asyncio.to_thread(done.wait)
            await application.updater.stop()
            await application.stop()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert ready.wait(30)
    yield simulator.url
    done.set()
    thread.join(30)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport=DESKTOP, locale="id-ID")  # type: ignore[arg-type]
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that must not raise, nor log an error (a blocked script or style would)."""
    problems: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield opened
    assert problems == []


def begin(page: Page, url: str) -> Locator:
    """Open the page and start the first citizen's chat."""
    page.goto(url)
    phone = page.locator(".phone").first
    phone.get_by_role("button", name="MULAI", exact=True).click()
    expect(bubble(phone, "Selamat datang")).to_be_visible()
    return phone


def bubble(phone: Locator, text: str) -> Locator:
    return phone.locator(".message.in .bubble", has_text=text)


def say(phone: Locator, text: str) -> None:
    phone.get_by_label("Tulis pesan", exact=True).fill(text)
    phone.get_by_role("button", name="Kirim", exact=True).click()


def test_before_the_start_the_bot_describes_itself(page: Page, echo: str) -> None:
    page.goto(echo)

    phone = page.locator(".phone").first
    expect(phone.get_by_text("Apa yang bisa dilakukan bot ini?")).to_be_visible()
    expect(phone.get_by_text("Bot contoh yang mengulang pesan Anda.")).to_be_visible()
    expect(phone.get_by_label("Tulis pesan", exact=True)).to_be_hidden()
    phone.get_by_role("button", name="MULAI", exact=True).click()
    expect(bubble(phone, "Selamat datang: tanpa parameter")).to_be_visible()
    expect(phone.locator(".message.out", has_text="/start")).to_be_visible()


def test_typing_is_answered_and_enter_sends(page: Page, echo: str) -> None:
    phone = begin(page, echo)
    field = phone.get_by_label("Tulis pesan", exact=True)
    field.fill("baris satu")
    field.press("Shift+Enter")
    field.press_sequentially("baris dua")
    field.press("Enter")

    expect(bubble(phone, "Anda menulis: baris satu")).to_contain_text("baris dua")
    expect(field).to_have_value("")
    expect(field).to_be_focused()


def test_formatting_is_drawn_from_entities(page: Page, echo: str) -> None:
    phone = begin(page, echo)
    say(phone, "/gaya")

    message = bubble(phone, "Tebal")
    expect(message.locator("strong")).to_have_text("Tebal")
    expect(message.locator("u s")).to_have_text("dua")
    expect(message).to_contain_text("<aman>")
    expect(message.locator("a", has_text="tautan")).to_have_attribute("href", "https://example.go.id/?a=1&b=2")
    expect(message.locator("a", has_text="tautan")).to_have_attribute("rel", "noopener noreferrer")
    expect(message.locator("blockquote")).to_have_text("kutipan 😀 panjang")
    spoiler = message.locator(".spoiler")
    spoiler.click()
    expect(spoiler).to_have_class(re.compile("revealed"))
    message.get_by_role("button", name="tautan mulai").click()
    phone.get_by_role("button", name="MULAI", exact=True).click()
    expect(bubble(phone, "Selamat datang: kab_sleman-ktp_el")).to_be_visible()


def test_inline_buttons_are_answered_with_toast_alert_and_edit(page: Page, echo: str) -> None:
    phone = begin(page, echo)
    say(phone, "/tombol")
    expect(phone.get_by_role("link", name="Buka situs")).to_have_attribute("href", "https://example.go.id/layanan")

    phone.get_by_role("button", name="Peringatan").click()
    alert = phone.get_by_role("dialog", name="Pemberitahuan")
    expect(alert).to_contain_text("Anda memilih peringatan")
    page.keyboard.press("Escape")
    expect(alert).to_be_hidden()
    phone.get_by_role("button", name="Biaya").click()

    expect(phone.locator(".toast")).to_have_text("Anda memilih biaya")
    expect(bubble(phone, "Pilihan: biaya")).to_contain_text("diedit")
    expect(phone.get_by_role("button", name="Jadwal")).to_have_count(0)


def test_reply_keyboard_shares_a_location_in_three_ways(page: Page, context: BrowserContext, echo: str) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": -5.5, "longitude": 119.5})
    phone = begin(page, echo)
    say(phone, "/papan")
    keys = phone.get_by_role("group", name="Papan tombol")

    expect(keys.get_by_role("button", name="Bagikan lokasi", exact=True)).to_have_text("Bagikan lokasi")
    keys.get_by_role("button", name="Bagikan lokasi").click()
    phone.get_by_role("button", name="Sleman").click()
    expect(bubble(phone, "Lokasi -7.716 110.356")).to_be_visible()
    keys.get_by_role("button", name="Bagikan lokasi").click()
    phone.get_by_label("Lintang (latitude)").fill("95")
    phone.get_by_label("Bujur (longitude)").fill("110,5")
    phone.get_by_role("button", name="Kirim koordinat").click()
    expect(phone.get_by_role("alert").first).to_contain_text("antara -90 dan 90")
    phone.get_by_label("Lintang (latitude)").fill("-7,25")
    phone.get_by_role("button", name="Kirim koordinat").click()
    expect(bubble(phone, "Lokasi -7.250 110.500")).to_be_visible()
    keys.get_by_role("button", name="Bagikan lokasi").click()
    phone.get_by_role("button", name="Pakai lokasi perangkat ini").click()
    expect(bubble(phone, "Lokasi -5.500 119.500")).to_be_visible()

    keys.get_by_role("button", name="Bantuan").click()
    expect(bubble(phone, "Anda menulis: Bantuan")).to_be_visible()
    keys.get_by_role("button", name="Tutup").click()
    expect(bubble(phone, "Papan ditutup")).to_be_visible()
    expect(keys).to_be_hidden()


def test_photo_venue_contact_and_menu(page: Page, echo: str) -> None:
    phone = begin(page, echo)
    phone.get_by_role("button", name="Lampirkan").click()
    with page.expect_file_chooser() as chooser:
        phone.get_by_role("button", name="Foto").click()
    chooser.value.set_files({"name": "p.png", "mimeType": "image/png", "buffer": png(60, 40)})
    returned = bubble(phone, "Foto 60x40").locator("img")
    expect(returned).to_be_visible()
    assert returned.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40

    phone.get_by_role("button", name="Lampirkan").click()
    phone.get_by_role("button", name="Kontak").click()
    phone.get_by_label("Nomor telepon").fill("0812-000")
    phone.get_by_role("button", name="Kirim kontak").click()
    expect(bubble(phone, "Kontak Siti")).to_be_visible()
    say(phone, "/tempat")
    place = phone.get_by_role("link", name="Kantor Contoh, buka peta")
    expect(place).to_contain_text("Jalan Contoh 1, Kota Contoh")
    expect(place).to_have_attribute(
        "href", re.compile(r"^https://www\.openstreetmap\.org/\?mlat=-7\.80139&mlon=110\.36472")
    )
    phone.get_by_role("button", name="Menu perintah").click()
    phone.get_by_role("button", name="/tombol").click()
    expect(bubble(phone, "Pilih:")).to_be_visible()


def test_the_bot_is_seen_typing(page: Page, echo: str) -> None:
    phone = begin(page, echo)
    say(phone, "/ketik")

    expect(phone.locator(".status")).to_contain_text("sedang mengetik")
    expect(phone.locator(".status")).to_have_text("bot", timeout=10_000)


def test_a_start_that_is_under_way_takes_the_focus_from_no_other_phone(page: Page, echo: str) -> None:
    first = begin(page, echo)
    page.get_by_role("button", name="Warga baru").click()
    second = page.locator(".phone").nth(1)
    held: list[Route] = []
    page.route("**/send", lambda route: held.append(route))
    with page.expect_request("**/send"):
        second.get_by_role("button", name="MULAI", exact=True).click()
    field = first.get_by_label("Tulis pesan", exact=True)
    field.focus()
    held[0].continue_()

    expect(second.get_by_label("Tulis pesan", exact=True)).to_be_visible()
    expect(field).to_be_focused()


def test_two_citizens_side_by_side_keep_apart_and_come_back(page: Page, echo: str) -> None:
    first = begin(page, echo)
    page.get_by_role("button", name="Warga baru").click()
    second = page.locator(".phone").nth(1)
    second.get_by_role("button", name="MULAI", exact=True).click()
    say(first, "dari yang pertama")
    say(second, "dari yang kedua")

    expect(bubble(first, "dari yang pertama")).to_be_visible()
    expect(bubble(second, "dari yang kedua")).to_be_visible()
    expect(second.get_by_text("dari yang pertama")).to_have_count(0)
    assert first.get_attribute("data-chat-id") != second.get_attribute("data-chat-id")
    page.reload()
    expect(page.locator(".phone")).to_have_count(2)
    expect(bubble(page.locator(".phone").nth(1), "dari yang kedua")).to_be_visible()
    page.locator(".phone").nth(1).get_by_role("button", name="Pilihan lain").click()
    page.get_by_role("button", name="Tutup ponsel ini").click()
    expect(page.locator(".phone")).to_have_count(1)


def test_with_several_bots_the_reader_chooses_and_the_page_stays_with_it(page: Page, echo: str) -> None:
    phone = begin(page, echo)
    expect(page.get_by_label("Bot yang diajak bicara")).to_be_hidden()
    other = "2:" + "lain"
    httpx.post(f"{echo}/bot{other}/setMyName", json={"name": "Loket Lain"})
    httpx.post(f"{echo}/bot{other}/getUpdates", json={"timeout": 0})
    say(phone, "masih sama")

    expect(bubble(phone, "Anda menulis: masih sama")).to_be_visible()
    page.get_by_label("Bot yang diajak bicara").select_option("@loket2_bot")
    expect(phone.get_by_role("heading", name="Loket Lain")).to_be_visible()
    expect(phone.locator(".message")).to_have_count(0)
    phone.get_by_role("button", name="MULAI", exact=True).click()
    expect(phone.locator(".message.out", has_text="/start")).to_be_visible()
    [update] = httpx.post(f"{echo}/bot{other}/getUpdates", json={"timeout": 5}).json()["result"]
    assert update["message"]["text"] == "/start"
    page.reload()
    expect(phone.get_by_role("heading", name="Loket Lain")).to_be_visible()
    page.get_by_label("Bot yang diajak bicara").select_option("@loket1_bot")
    expect(bubble(phone, "Anda menulis: masih sama")).to_be_visible()


def test_a_bot_that_is_gone_gives_way_to_the_one_there_is(page: Page, echo: str) -> None:
    page.goto(f"{echo}/?bot=hilang_bot")

    expect(page.get_by_role("button", name="MULAI", exact=True)).to_be_visible()


def test_a_deep_link_starts_with_its_parameter(page: Page, echo: str) -> None:
    page.goto(f"{echo}/?start=kab_sleman-ktp_el")
    phone = page.locator(".phone").first
    phone.get_by_role("button", name="MULAI", exact=True).click()

    expect(bubble(phone, "Selamat datang: kab_sleman-ktp_el")).to_be_visible()
    expect(page).to_have_url(f"{echo}/")
    page.goto(f"{echo}/?start=-paspor")  # also in a chat that is going on
    phone.get_by_role("button", name="MULAI", exact=True).click()
    expect(bubble(phone, "Selamat datang: -paspor")).to_be_visible()


def test_blocking_stops_and_unblocking_goes_on(page: Page, echo: str) -> None:
    phone = begin(page, echo)
    phone.get_by_role("button", name="Pilihan lain").click()
    phone.get_by_role("button", name="Blokir bot").click()
    phone.get_by_role("button", name="BUKA BLOKIR").click()

    say(phone, "masih ada?")
    expect(bubble(phone, "Anda menulis: masih ada?")).to_be_visible()


def test_hostile_content_stays_text(page: Page, simulator: RunningSimulator) -> None:
    """A bot that tries scripts, bad addresses and long words; nothing runs, nothing overflows."""
    page.add_init_script("window.ran = []; window.alert = (text) => window.ran.push(text);")
    script = '<img src=x onerror="alert(1)"><script>alert(2)</script>'

    def call(method: str, **parameters: Any) -> None:
        answer = httpx.post(f"{simulator.url}/bot1:simulator/{method}", json=parameters, trust_env=False)
        assert answer.json()["ok"], answer.text

    call("setMyName", name=script[:64])
    call("setMyDescription", description=script)
    call("setMyCommands", commands=[{"command": "x", "description": script}])
    page.goto(simulator.url)
    phone = page.locator(".phone").first
    expect(phone.locator(".welcome p")).to_have_text(script)
    phone.get_by_role("button", name="MULAI", exact=True).click()
    chat_id = int(phone.get_attribute("data-chat-id") or 0)
    expect(phone.locator(".message.out")).to_have_count(1)
    buttons = [[{"text": script, "callback_data": "x"}], [{"text": "kata" * 40, "callback_data": "y"}]]
    call("sendMessage", chat_id=chat_id, text=script, reply_markup={"inline_keyboard": buttons})
    bad = '<a href="javascript:alert(3)//x.id">klik</a> <a href="data:text/html,x.id">klik</a>'
    call("sendMessage", chat_id=chat_id, text=bad, parse_mode="HTML")
    call("sendMessage", chat_id=chat_id, text="x" * 4096)
    call(
        "sendMessage",
        chat_id=chat_id,
        text="\u0645\u0631\u062d\u0628\u0627 \U0001f600",
        reply_markup={"keyboard": [[script]]},
    )
    call("sendVenue", chat_id=chat_id, latitude=0, longitude=0, title=script, address="a" * 300)

    expect(phone.locator(".message.in")).to_have_count(5)
    assert phone.locator(".message a[href^='javascript'], .message a[href^='data'], .message img, script").count() == 0
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert phone.locator(".scroller").evaluate("box => box.scrollWidth <= box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("window.ran") == []


def test_at_360_pixels_one_citizen_fills_the_screen_and_tabs_switch(page: Page, echo: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    begin(page, echo)
    page.get_by_role("button", name="Warga baru").click()

    expect(page.locator(".phone:visible")).to_have_count(1)
    page.get_by_role("button", name="Siti").click()
    expect(bubble(page.locator(".phone:visible"), "Selamat datang")).to_be_visible()
    box = page.locator(".phone:visible .screen").bounding_box()
    assert box is not None
    assert box["width"] == PHONE["width"]
    for button in page.locator(".phone:visible button:visible").all():
        size = button.bounding_box()
        assert size is not None
        if "link" not in (button.get_attribute("class") or ""):
            assert size["height"] >= 40, button.inner_text()


def test_everything_on_the_phone_has_a_name_and_the_keyboard_reaches_it(page: Page, echo: str) -> None:
    phone = begin(page, echo)
    for button in phone.locator("button:visible").all():
        assert button.get_attribute("aria-label") or button.inner_text().strip()
    field = phone.get_by_label("Tulis pesan", exact=True)
    field.focus()
    page.keyboard.press("Tab")
    expect(phone.get_by_role("button", name="Lampirkan")).to_be_focused()
    page.keyboard.press("Enter")
    expect(phone.get_by_role("button", name="Foto")).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_focused()


def test_without_a_bot_the_page_waits_and_goes_on_when_it_comes(page: Page, simulator: RunningSimulator) -> None:
    page.goto(simulator.url)
    phone = page.locator(".phone").first
    expect(phone.get_by_role("button", name="Menunggu bot tersambung")).to_be_disabled()

    httpx.get(f"{simulator.url}/bot1:simulator/getMe", trust_env=False)

    expect(phone.get_by_role("button", name="MULAI", exact=True)).to_be_enabled()
