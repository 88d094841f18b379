"""The guide's later chapters: one picture of each kind of page, with what a first day leaves there."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.guide.studio import PHONE, shoot
from tests.guide.ten_minutes import REGION, say

NAMES = ("izin pakai alun-alun", "sewa alun-alun", "pinjam lapangan")  # typed, never saved
UNKNOWN = "kartu anggota pasar hewan"
SECONDS_TO_GROUP = 60


def show_the_rest(page: Page) -> None:
    """Chapters 4 to 11, as the admin of the region sees them."""
    page.goto(f"/admin/layanan/baru?wilayah={REGION}")
    for number, phrase in enumerate(NAMES, start=1):
        page.get_by_label(f"Sebutan {number}", exact=True).fill(phrase)
    page.get_by_label(f"Kepastian sebutan {len(NAMES)}", exact=True).select_option("shared")
    shoot(page, "11-sebutan", top=page.locator("#sebutan"), height=520)
    page.goto(f"/admin/standar/ktp_el/{REGION}/versi")
    shoot(page, "12-riwayat", height=720)
    page.goto("/admin/impor/offices")
    shoot(page, "16-impor", height=900)
    page.goto(f"/admin/angka/{REGION}")
    shoot(page, "15-angka", height=900)
    page.goto("/admin/akun/undang")
    shoot(page, "17-undang", height=900)
    page.goto("/admin/audit")
    page.get_by_text("Lihat yang berubah").first.click()
    shoot(page, "18-audit", height=620)


def show_an_office(page: Page) -> None:
    """Chapter 6: an office on a phone, at its hours."""
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"/admin/kantor?wilayah={REGION}&q=disdukcapil")
    page.get_by_role("link", name=re.compile("^Disdukcapil Kabupaten Sleman")).click()
    shoot(page, "13-kantor", top=page.get_by_role("heading", name="Titik peta"))


def show_a_question(page: Page, chat: Page) -> None:
    """Chapter 7: what a citizen asked and the bot did not understand."""
    say(chat.locator(".phone").first, UNKNOWN, "")
    asked = page.get_by_role("link", name=UNKNOWN)
    page.goto("/admin/pertanyaan")
    for _ in range(SECONDS_TO_GROUP):
        if asked.count():
            break
        page.wait_for_timeout(1000)  # between two looks; the condition is the link
        page.reload()
    asked.first.click()
    shoot(page, "14-pertanyaan", height=900)
