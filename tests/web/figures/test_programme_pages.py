"""The programme's figures: only for its leaders; sorted, filtered, compared."""

from __future__ import annotations

import csv
import io
import re

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from shapely import Point, to_wkb

from loket.accounts.models import Role
from loket.figures.results import Result
from loket.regions.models import Boundary, Place, Region
from tests.web.figures.filling import ask, note
from tests.web.signing_in import Site, text_of

PAGE = "/admin/program"


@pytest.fixture
def leader(site: Site) -> TestClient:
    """Sleman rose and is of the first wave, Bantul fell, Klaten was never noted."""
    with site.open_session.begin() as session:
        sleman = session.query(Region).filter_by(slug="kab_sleman").one()
        sleman.smart_city_year = 2017
        session.query(Region).filter_by(slug="kab_bantul").one().smart_city_year = 2019
        session.add(Place(name="Sleman", latitude=-7.7, longitude=110.35, region_id=sleman.id))
        for slug, then, now in (("kab_sleman", 40.0, 61.5), ("kab_bantul", 30.0, 25.0)):
            note(session, slug, then, ago=31)
            note(session, slug, now, stale=3)
        ask(session, "kab_sleman", count=3)
        ask(session, "kab_sleman", Result.NOT_KNOWN)
        ask(session, "kab_bantul", count=10, ago=29)
        ask(session, "kab_bantul", count=10, ago=30)
        ask(session, "kab_entah", count=7)
    return site.signed_in(site.make(Role.ADMIN_PROGRAM))


def names(html: str) -> list[str]:
    table = html.split('class="regions"')[1]
    return re.findall(r'<th scope="row"><a href="/admin/angka/(\w+)"', table)


def test_all_regions_side_by_side(leader: TestClient) -> None:
    html = leader.get(PAGE).text
    said = text_of(html)

    assert names(html) == ["kab_bantul", "kab_klaten", "kab_sleman"]
    assert "Kabupaten Sleman Daerah Istimewa Yogyakarta · 25 pertama (2017) 61,5 +21,5 4 75 % – 3" in said
    assert "Kabupaten Bantul Daerah Istimewa Yogyakarta · Menuju 100 (2018-19) 25,0 −5,0 10 100 % – 3" in said
    assert "Kabupaten Klaten Jawa Tengah · Menuju 514 – – 0 – – –" in said
    assert "25 pertama (2017) 1 61,5 +21,5 1 4 75 %" in said
    assert "7 pertanyaan tanpa wilayah" in said


def test_who_rises_and_who_falls(leader: TestClient) -> None:
    html = leader.get(PAGE).text
    rising, falling = html.split("<h2>Membaik</h2>")[1].split("<h2>Menurun</h2>")

    assert "kab_sleman" in rising
    assert "kab_bantul" not in rising
    assert "kab_bantul" in falling.split("</section>")[0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("urut=kesiapan&arah=turun", ["kab_sleman", "kab_bantul", "kab_klaten"]),
        ("urut=kesiapan&arah=naik", ["kab_bantul", "kab_sleman", "kab_klaten"]),
        ("urut=pertanyaan&arah=turun", ["kab_bantul", "kab_sleman", "kab_klaten"]),
        ("gelombang=25", ["kab_sleman"]),
        ("gelombang=514", ["kab_klaten"]),
        ("provinsi=prov_jawa_tengah", ["kab_klaten"]),
        ("q=SLEM", ["kab_sleman"]),
        ("q=%3Cscript%3E", []),
        ("urut=entah&gelombang=9&hal=77777", ["kab_bantul", "kab_klaten", "kab_sleman"]),
    ],
)
def test_sorted_and_filtered(leader: TestClient, query: str, found: list[str]) -> None:
    assert names(leader.get(f"{PAGE}?{query}").text) == found


def test_the_map_has_a_point_where_the_place_is_known_and_an_outline_where_one_is_loaded(
    site: Site, leader: TestClient
) -> None:
    html = leader.get(PAGE).text
    assert re.findall(r'href="/admin/angka/(\w+)" tabindex="-1"><circle class="level-(\w+)"', html) == [
        ("kab_sleman", "60")
    ]
    assert "2 wilayah belum punya titik" in html

    with site.open_session.begin() as session:
        bantul = session.query(Region).filter_by(slug="kab_bantul").one()
        shape = Point(110.3, -7.9).buffer(0.2)
        session.add(Boundary(region_id=bantul.id, wkb_hex=to_wkb(shape, hex=True), source="uji"))
    html = leader.get(PAGE).text

    assert html.count('<path class="outline level-20"') == 1
    assert "1 wilayah belum punya titik" in html


def test_before_the_first_note_the_page_says_so(site: Site) -> None:
    said = text_of(site.signed_in(site.make(Role.ADMIN_PROGRAM)).get(PAGE).text)

    assert "Kesiapan belum dicatat" in said
    assert "Tidak ada yang turun" in said


def test_the_table_goes_along_as_filtered(leader: TestClient) -> None:
    text = leader.get(PAGE + "/unduh.csv?urut=kesiapan&arah=turun").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    book = load_workbook(io.BytesIO(leader.get(PAGE + "/unduh.xlsx?gelombang=25").content))

    assert [row[1] for row in rows[1:]] == ["Kabupaten Sleman", "Kabupaten Bantul", "Kabupaten Klaten"]
    assert rows[2][4:6] == ["25", "-5"]
    assert [row[1].value for row in book["Wilayah"].iter_rows(min_row=2)] == ["Kabupaten Sleman"]
    assert book["Gelombang"].max_row == 4


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN_PROGRAM, Role.MITRA}))
def test_nobody_else_opens_it(site: Site, role: Role) -> None:
    client = site.signed_in(site.make(role, "kab_sleman"))

    assert client.get(PAGE).status_code == 403
    assert client.get(PAGE + "/unduh.csv").status_code == 403
