"""The guide's ten minutes, step by step: from the invitation to the answer a citizen reads."""

from __future__ import annotations

import re

import pyotp
from playwright.sync_api import Locator, Page, expect

from loket.accounts.models import Role
from tests.guide.studio import PHONE, Studio, shoot

EMAIL, NAME = "admin.latihan@instansi.go.id", "Admin Latihan"
REGION = "kab_sleman"
PASSWORD = "empat kata acak latihan"  # of an account that lives for these pictures only
NOTE = "Bila ada yang meminta bayaran, laporkan lewat lapor.go.id."
QUESTION = "bikin ktp bayar berapa?"


def come_in(studio: Studio) -> Page:
    """Chapter 2: invitation, password, authenticator app, recovery codes."""
    page = studio.page()
    page.goto(studio.invitation(EMAIL, NAME, Role.ADMIN_DAERAH, REGION))
    shoot(page, "01-undangan", height=560)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_label("Ketik kata sandi sekali lagi").fill(PASSWORD)
    page.get_by_role("button", name="Simpan kata sandi").click()
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name="Pasang kode masuk")).to_be_visible()
    key = page.locator(".key")
    secret = re.sub(r"\s", "", key.text_content() or "")
    shoot(page, "02-kode-masuk", height=900, secrets=[page.locator(".qr")])  # the key is folded away
    page.get_by_label("Enam angka").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Pasang").click()
    expect(page.get_by_role("heading", name="Simpan kode cadangan")).to_be_visible()
    shoot(page, "03-kode-cadangan", height=560, secrets=page.locator(".codes code").all())
    page.get_by_role("link", name="Sudah saya simpan, lanjut").click()
    expect(page.get_by_role("heading", name=f"Halo, {NAME}")).to_be_visible()
    shoot(page, "04-beranda", height=620)
    return page


def change_one_thing(page: Page) -> None:
    """Chapter 3, as far as submitting: one field of one service, source and date, the answer beside it."""
    page.get_by_role("main").get_by_role("link", name=re.compile("^Layanan dan standar")).click()
    page.get_by_label("Cari layanan").fill("ktp")
    page.get_by_role("button", name="Tampilkan").click()
    shoot(page, "05-layanan", height=720)
    page.get_by_role("link", name=re.compile("Pembuatan KTP elektronik")).click()
    page.get_by_role("button", name=re.compile("^Ubah standar untuk")).click()
    cost = page.locator("#c-cost")
    cost.get_by_role("button", name="Ubah untuk daerah ini").click()
    was = cost.get_by_label("Catatan").input_value()
    cost.get_by_label("Catatan").fill(f"{was.rstrip('. ')}. {NOTE}")
    fill_provenance(cost, page, "UU 24/2013 Pasal 79A")
    expect(page.locator("#preview")).to_contain_text("lapor.go.id")
    shoot(page, "06-ubah-biaya", top=cost, height=860)
    page.get_by_label("Pertanyaan untuk bot").fill(QUESTION)
    page.get_by_role("button", name="Tanya").click()
    expect(page.locator("#asked")).to_contain_text("lapor.go.id")
    look_at_what_is_needed(page)
    page.get_by_role("button", name="Simpan, ajukan").click()
    expect(page.get_by_role("heading", name=re.compile("^Tinjau"))).to_be_visible()


def look_at_what_is_needed(page: Page) -> None:
    """The required parts are the nation's already, where to complain among them."""
    part = page.locator("#c-complaints")
    expect(part).to_contain_text("Berlaku dari Nasional")
    expect(part).to_contain_text("SP4N-LAPOR!")
    shoot(page, "07-pengaduan", top=part, height=620)


def fill_provenance(part: Locator, page: Page, source: str) -> None:
    """Where it is written, and the day somebody looked."""
    part.locator("details.provenance summary").click()
    part.get_by_label("Sumber bagian ini").fill(source)
    part.get_by_label("Tanggal dicek").fill(page.evaluate("new Date().toLocaleDateString('sv')"))


def review_and_publish(page: Page) -> None:
    """The rest of chapter 3 on the site: what changes side by side, and the decision."""
    expect(page.locator(".sides .from-above").first).to_contain_text("Berlaku dari Nasional")
    shoot(page, "08-tinjau", height=900)
    page.get_by_role("button", name="Terbitkan", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Terbit.")
    shoot(page, "09-terbit", height=640)


def ask_as_a_citizen(studio: Studio) -> Page:
    """The end of chapter 3: the bot's own answer, on a phone."""
    page = studio.page(PHONE)
    page.goto(studio.chat_url)
    phone = page.locator(".phone").first
    phone.get_by_role("button", name="MULAI", exact=True).click()
    say(phone, "Sleman", "Kabupaten Sleman")
    say(phone, QUESTION, "lapor.go.id")
    shoot(page, "10-jawaban-bot")
    return page


def say(phone: Locator, text: str, answer: str) -> None:
    """Send a message and wait for an answer that holds these words."""
    bubbles = phone.locator(".message.in .bubble", has_text=answer)
    before = bubbles.count()
    phone.get_by_label("Tulis pesan", exact=True).fill(text)
    phone.get_by_role("button", name="Kirim", exact=True).click()
    expect(bubbles.nth(before)).to_be_visible(timeout=60_000)
