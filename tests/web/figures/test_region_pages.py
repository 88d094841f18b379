"""A region's figures as officials see them."""

from __future__ import annotations

import csv
import io
import re
from datetime import time, timedelta

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from loket.accounts.models import Role
from loket.accounts.permissions import Action
from loket.figures.results import Result, Signal
from loket.regions.models import Region
from loket.services.models import Component, StandardComponent
from loket.services.operations import today_in
from tests.loket.builders import make_office, make_service, make_standard
from tests.web.figures.filling import ask, note
from tests.web.signing_in import Site, text_of
from web import navigation

PAGE = "/admin/angka/kab_sleman"


def region(session: Session, slug: str = "kab_sleman") -> Region:
    return session.query(Region).filter_by(slug=slug).one()


def busy(session: Session) -> None:
    """Two services, an office, some questions."""
    make_standard(session, make_service(session), None, {Component.COST: {"amount_rupiah": 0}})
    make_service(session, "skck", name="SKCK <b>", office_kinds=["polres"])
    make_office(session, region(session), [(0, time(8), time(15))], latitude=-7.7, longitude=110.3)
    ask(session, "kab_sleman", count=6)
    ask(session, "kab_sleman", Result.NOT_KNOWN, aspect="location", count=2, hour=3)
    ask(session, "kab_sleman", Result.ASKED_BACK, service="skck", ago=3)
    ask(session, "kab_sleman", Result.NOT_UNDERSTOOD, service=None, aspect="nlu_fallback", ago=40)
    ask(session, "kab_sleman", Result.EMERGENCY, service=None, aspect="emergency")
    ask(session, "kab_sleman", Result.TALK, aspect="thanks", signals=(Signal.THANKED,), count=3)
    ask(session, "kab_sleman", Result.ANSWERED, signals=(Signal.CORRECTED,))
    ask(session, "kab_klaten", count=500)


@pytest.fixture
def browser(site: Site) -> TestClient:
    with site.open_session.begin() as session:
        busy(session)
    return site.signed_in(site.make(Role.PENYUSUN, "kab_sleman"))


def test_the_page_says_what_was_asked_and_how_it_ended(browser: TestClient) -> None:
    html = browser.get(PAGE).text
    said = text_of(html)

    assert "11 pertanyaan" in said
    assert "70 % langsung terjawab" in said  # 7 of the 10 that are no emergency
    assert "1 ditanya balik" in said
    assert "2 belum tercatat" in said
    assert "0 tidak dipahami" in said  # it was 40 days ago
    assert "75 % tanda puas" in said
    assert "dari 4 pesan yang berterima kasih (3) atau mengatakan jawaban keliru (1)" in said
    assert "500" not in said
    assert html.count('role="img"') == 4
    assert "Tabel: per jam" in said
    assert re.search(r'<th scope="row">09.00</th><td class="number">9', html)


def test_a_longer_period_shows_more(browser: TestClient) -> None:
    assert "12 pertanyaan" in text_of(browser.get(PAGE + "?hari=90").text)
    assert "11 pertanyaan" in text_of(browser.get(PAGE + "?hari=<script>").text)


def test_a_province_shows_all_its_regions_and_no_other(site: Site, browser: TestClient) -> None:
    with site.open_session.begin() as session:
        ask(session, "kab_bantul", count=100)
    leader = site.signed_in(site.make(Role.ADMIN_DAERAH, "prov_di_yogyakarta"))

    assert "111 pertanyaan" in text_of(leader.get("/admin/angka/prov_di_yogyakarta").text)
    assert "11 pertanyaan" in text_of(browser.get(PAGE).text)


def test_what_to_do_is_ordered_by_what_helps_most_and_leads_there(browser: TestClient) -> None:
    html = browser.get(PAGE).text
    gains = [float(gain.replace(",", ".")) for gain in re.findall(r"\+(\d+,\d\d)</span>", html)]

    assert gains
    assert gains == sorted(gains, reverse=True)
    assert gains[0] == max(gains)
    assert "Tambahkan Polres" in html
    assert 'href="/admin/standar/ktp_el/kab_sleman"' in html
    for link in set(re.findall(r'class="button small" href="(/admin[^"]+)"', html)):
        assert browser.get(link).status_code == 200, link


def test_offices_and_questions_lead_to_their_own_pages_where_the_site_has_them(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [entry for entry in navigation.MENU if entry.href not in ("/admin/kantor", "/admin/pertanyaan")]
    monkeypatch.setattr(navigation, "MENU", others)
    without = browser.get(PAGE).text
    assert 'href="/admin/impor/offices"' in without
    assert "/admin/pertanyaan" not in without

    offices = navigation.MenuEntry("Kantor", "/admin/kantor", Action.MANAGE_OFFICES)
    questions = navigation.MenuEntry("Pertanyaan", "/admin/pertanyaan", Action.SEE_UNANSWERED)
    monkeypatch.setattr(navigation, "MENU", [*others, offices, questions])
    html = browser.get(PAGE).text

    assert 'href="/admin/kantor/baru?wilayah=kab_sleman"' in html
    assert re.search(r'href="/admin/kantor/\d+"', html)
    assert 'href="/admin/pertanyaan?wilayah=kab_sleman"' in html


def test_who_may_not_write_is_shown_no_link_to_writing(site: Site, browser: TestClient) -> None:
    listener = site.signed_in(site.make(Role.PETUGAS_PENGADUAN, "kab_sleman"))

    html = listener.get(PAGE).text

    assert "Tambahkan Polres" in html
    assert "/admin/standar" not in html
    assert "/admin/impor" not in html
    assert "/admin/standar/ktp_el" in browser.get(PAGE).text


def test_old_facts_are_told(site: Site, browser: TestClient) -> None:
    with site.open_session.begin() as session:
        part = session.query(StandardComponent).first()
        assert part
        part.verified_at = today_in(None) - timedelta(days=400)

    said = text_of(browser.get(PAGE).text)

    assert "1 dari 2 layanan punya bagian yang terakhir dicek lebih dari 180 hari lalu, 1 di antaranya" in said
    assert "Cek ulang KTP-el" in said


def test_the_change_since_a_month_ago_is_told(site: Site, browser: TestClient) -> None:
    assert "Perubahan belum dapat dihitung" in browser.get(PAGE).text
    with site.open_session.begin() as session:
        note(session, "kab_sleman", 1, ago=31)
        note(session, "kab_sleman", 2, ago=1)

    found = re.search(r"Perubahan sejak [^:]+: \+([\d,]+) poin", re.sub("</?strong>", "", browser.get(PAGE).text))

    assert found
    score = re.search(r'class="score"><strong>(\d+)', browser.get(PAGE).text)
    assert score
    assert float(found[1].replace(",", ".")) == pytest.approx(float(score[1]) - 1, abs=0.6)


def test_what_people_named_is_shown_as_text(browser: TestClient) -> None:
    html = browser.get(PAGE).text

    assert "SKCK <b>" not in html
    assert "SKCK &lt;b&gt;" in html


def test_nothing_inline_that_the_content_policy_forbids(browser: TestClient) -> None:
    html = browser.get(PAGE).text

    assert "<style" not in html
    assert " style=" not in html
    assert "<script>" not in html


def test_a_new_region_is_told_where_to_begin(site: Site) -> None:
    client = site.signed_in(site.make(Role.PENYUSUN, "kab_bantul"))

    said = text_of(client.get("/admin/angka/kab_bantul").text)

    assert "Mulai dari sini" in said
    assert "Belum ada pertanyaan warga dalam jangka waktu ini" in said
    assert client.get("/daerah/kab_bantul").status_code == 200
    with site.open_session.begin() as session:
        ask(session, "kab_bantul", ago=200)
    assert "Mulai dari sini" not in client.get("/admin/angka/kab_bantul").text


def test_a_region_with_offices_is_no_new_one(site: Site) -> None:
    client = site.signed_in(site.make(Role.PENYUSUN, "kab_bantul"))
    with site.open_session.begin() as session:
        make_office(session, region(session, "kab_bantul"))
    assert "Mulai dari sini" not in client.get("/admin/angka/kab_bantul").text


def test_who_has_one_region_is_led_to_it(browser: TestClient) -> None:
    response = browser.get("/admin/angka")

    assert (response.status_code, response.headers["location"]) == (303, PAGE)


def test_who_has_many_regions_finds_one(site: Site) -> None:
    with site.open_session.begin() as session:
        note(session, "kab_bantul", 44.4)
    province = site.signed_in(site.make(Role.ADMIN_DAERAH, "prov_di_yogyakarta"))
    nation = site.signed_in(site.make(Role.ADMIN_PROGRAM))

    own = text_of(province.get("/admin/angka").text)
    assert "Kabupaten Bantul kesiapan 44" in own
    assert "Klaten" not in own
    assert "Kabupaten Klaten" not in text_of(nation.get("/admin/angka").text)  # provinces first
    assert "Kabupaten Klaten" in text_of(nation.get("/admin/angka?q=klat").text)
    assert "Tidak ada daerah Anda yang bernama" in nation.get("/admin/angka?q=%25").text
    assert "Klaten" not in province.get("/admin/angka?q=klaten").text.split("<ul class")[1].replace('"klaten"', "")


def test_another_region_is_refused_and_an_unknown_one_not_found(browser: TestClient) -> None:
    assert browser.get("/admin/angka/kab_klaten").status_code == 403
    assert browser.get("/admin/angka/kab_klaten/unduh.csv").status_code == 403
    assert browser.get("/admin/angka/kab_entah").status_code == 404
    assert browser.get(PAGE + "/unduh.exe").status_code == 404


def test_tables_open_in_a_spreadsheet_and_calculate_nothing(site: Site, browser: TestClient) -> None:
    with site.open_session.begin() as session:
        make_service(session, "jahat", name="=1+1")
        ask(session, "kab_sleman", service="jahat", count=4)

    text = browser.get(PAGE + "/unduh.csv?tabel=layanan").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    book = load_workbook(io.BytesIO(browser.get(PAGE + "/unduh.xlsx").content))

    assert rows[0][:2] == ["Layanan", "Pertanyaan"]
    assert ["'=1+1", "4", "4", "0", "0", "0"] in rows
    assert ["Tanpa menyebut layanan", "1", "0", "0", "0", "0"] in rows
    assert set(book.sheetnames) >= {"Hasil", "Layanan", "Per jam", "Kesiapan", "Yang perlu dilakukan"}
    cell = next(row[0] for row in book["Layanan"].iter_rows() if row[0].value == "=1+1")
    assert cell.data_type == "s"
    assert {row[0].value: row[1].value for row in book["Layanan"].iter_rows(min_row=2)}["KTP-el"] == 9
