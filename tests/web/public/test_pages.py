"""The public pages: what is said with source and date, what is not known is said too, links that last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from loket.database import make_engine, make_session_factory
from loket.regions.models import Region
from loket.services.models import Component, Service
from tests.conftest import Databases
from tests.loket.builders import make_standard
from tests.web.openapi.conftest import SITE, settings_for
from tests.web.signing_in import text_of
from web.app import create_app


@pytest.fixture(scope="module")
def url(sqlite_databases: Databases) -> Iterator[str]:
    made = sqlite_databases.seeded()
    yield made
    sqlite_databases.drop(made)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, url: str) -> Iterator[TestClient]:
    settings = settings_for(tmp_path_factory.mktemp("public"), url, bot_username="@loket_contoh_bot")
    with TestClient(create_app(settings), follow_redirects=False, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def open_seeded(url: str) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(url)
    yield make_session_factory(engine.execution_options(loket_write=True))
    engine.dispose()


def test_a_page_says_each_fact_with_level_date_and_source(
    client: TestClient, open_seeded: sessionmaker[Session]
) -> None:
    with open_seeded.begin() as session:
        service = session.scalars(select(Service).where(Service.slug == "skck")).one()
        sleman = session.scalars(select(Region).where(Region.slug == "kab_sleman")).one()
        hostile = {"amount_rupiah": None, "text": "<script>alert(1)</script>", "note": ""}
        make_standard(session, service, sleman, {Component.COST: hostile})

    said = client.get("/layanan/skck/kab_sleman")

    text = text_of(said.text)
    assert said.status_code == 200
    assert "Kabupaten Sleman Surat Keterangan Catatan Kepolisian" in text
    assert "Ketentuan daerah (Kabupaten Sleman), dicek 23 Nov 2026. Sumber" in text
    assert "Ketentuan nasional, dicek 23 Nov 2026. Sumber" in text
    assert "Pengaduan dan saran SP4N-LAPOR!" in text
    unknown = text_of(client.get("/layanan/kur_umkm/kab_sleman").text)
    assert "Pengaduan dan saran Belum tercatat di Loket. Tanyakan kepada" in unknown
    assert "<script" not in said.text
    assert "&lt;script&gt;" in said.text
    for number in set(re.findall(r'href="#sumber-(\d+)"', said.text)):
        assert f'id="sumber-{number}"' in said.text


def test_a_page_names_its_one_address_and_leads_to_its_data(client: TestClient) -> None:
    text = client.get("/layanan/ktp_el/kota_bandung", headers={"Host": "jahat.example"}).text

    assert f'<link rel="canonical" href="{SITE}/layanan/ktp_el/kota_bandung">' in text
    data = re.search(r'type="application/json" href="([^"]+)"', text)
    assert data is not None
    assert client.get(data[1].removeprefix(SITE)).json()["region"]["code"] == "32.73"
    assert "jahat" not in text


@pytest.mark.parametrize(
    ("path", "start"),
    [
        ("/layanan/ktp_el/kota_bandung", "?start=kota_bandung-ktp_el"),
        ("/layanan/ktp_el", "?start=-ktp_el"),
        ("/daerah/kota_bandung", "?start=kota_bandung"),
    ],
)
def test_the_code_leads_to_the_bot_at_this_place(client: TestClient, path: str, start: str) -> None:
    text = client.get(path).text

    assert f'href="https://t.me/loket_contoh_bot{start}"' in text
    assert "<svg" in text


def test_names_too_long_for_telegram_lead_to_the_service_alone() -> None:
    from web.public.bot_link import _longest_start

    assert _longest_start("kab_" + "x" * 50, "layanan_sangat_panjang") == "-layanan_sangat_panjang"


def test_on_the_simulator_there_is_a_link_and_no_code(tmp_path: Path, url: str) -> None:
    with TestClient(create_app(settings_for(tmp_path, url))) as client:
        text = client.get("/layanan/ktp_el/kota_bandung").text

    assert "?start=kota_bandung-ktp_el" in text
    assert "<svg" not in text
    assert "t.me" not in text


@pytest.mark.parametrize(
    ("path", "target", "status"),
    [
        ("/layanan/ktp_el/34.04", "/layanan/ktp_el/kab_sleman", 308),
        ("/daerah/34.04", "/daerah/kab_sleman", 308),
        ("/layanan/ktp_el?daerah=sleman", "/layanan/ktp_el/kab_sleman", 303),
    ],
)
def test_codes_and_typed_names_lead_to_the_page(client: TestClient, path: str, target: str, status: int) -> None:
    said = client.get(path)

    assert (said.status_code, said.headers["location"]) == (status, target)


def test_a_name_that_several_regions_share_is_asked_back(client: TestClient) -> None:
    text = client.get("/layanan/ktp_el?daerah=bandung").text

    assert 'href="/layanan/ktp_el/kota_bandung"' in text
    assert 'href="/layanan/ktp_el/kab_bandung"' in text


def test_search_finds_services_by_what_citizens_call_them_and_regions(client: TestClient) -> None:
    assert 'href="/layanan/skck"' in client.get("/layanan?q=kelakuan baik").text
    assert 'href="/daerah/kab_sleman"' in client.get("/layanan?q=sleman").text
    assert 'href="/daerah/kab_sleman"' in client.get("/daerah?q=sleman").text
    assert 'href="/daerah/prov_jawa_barat"' in client.get("/daerah").text
    nothing = client.get("/layanan", params={"q": '"><script>x'}).text
    assert "<script" not in nothing
    assert "Tidak ada layanan yang cocok" in nothing


@pytest.mark.parametrize(
    "path", ["/layanan/x", "/layanan/x/kab_sleman", "/layanan/ktp_el/x", "/daerah/x", "/daerah/%00"]
)
def test_what_is_not_there_leads_on(client: TestClient, path: str) -> None:
    said = client.get(path)

    assert said.status_code == 404
    assert 'href="/layanan"' in said.text
    assert 'rel="canonical"' not in said.text


def test_a_service_of_one_region_is_not_offered_in_another(
    client: TestClient, open_seeded: sessionmaker[Session]
) -> None:
    with open_seeded.begin() as session:
        bandung = session.scalars(select(Region).where(Region.slug == "kota_bandung")).one()
        session.scalars(select(Service).where(Service.slug == "sampah")).one().region_id = bandung.id

    assert client.get("/layanan/sampah/kota_bandung").status_code == 200
    assert client.get("/layanan/sampah/kab_sleman").status_code == 404
    assert client.get("/api/v1/regions/34.04/standards/sampah").status_code == 404
    assert "sampah" not in client.get("/api/v1/services?region=34.04&per_page=200").text
    assert "/layanan/sampah/" not in client.get("/daerah/kab_sleman").text


def test_an_unchanged_page_is_not_sent_again_and_sets_no_cookie(client: TestClient) -> None:
    first = client.get("/daerah/kab_sleman")

    again = client.get("/daerah/kab_sleman", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
    assert "set-cookie" not in first.headers
    assert client.head("/daerah/kab_sleman").status_code == 200


def test_a_region_page_says_numbers_offices_and_services_with_their_sources(client: TestClient) -> None:
    text = text_of(client.get("/daerah/kota_bandung").text)

    assert "Kode wilayah 32.73" in text
    assert re.search(r"112 Panggilan darurat tunggal Dicek 23 Nov 2026, sumber: \S+", text)
    assert re.search(r"Disdukcapil Kota Bandung ?, Jalan Ambon.*? Dicek 23 Nov 2026, sumber: ", text)
    assert "Pembuatan KTP elektronik" in text
