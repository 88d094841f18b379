"""What the open data says: field by field and per level, filtered, paged, and never what is not published."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from loket.regions.models import Region
from loket.services.models import Component, Service, Standard, StandardState
from tests.loket.builders import make_standard
from tests.web.openapi.conftest import SITE

API = "/api/v1"


def rows(client: TestClient, path: str) -> list[dict[str, Any]]:
    said = client.get(API + path)
    assert said.status_code == 200, said.text
    found: list[dict[str, Any]] = said.json()["data"]
    return found


@pytest.mark.parametrize("key", ["34.04", "kab_sleman"])
def test_a_region_is_found_by_code_and_by_slug(client: TestClient, key: str) -> None:
    found = client.get(f"{API}/regions/{key}").json()

    assert (found["code"], found["slug"], found["type"]) == ("34.04", "kab_sleman", "kabupaten")
    assert found["province"] == {"code": "34", "slug": "prov_di_yogyakarta", "name": "Daerah Istimewa Yogyakarta"}
    assert found["url"] == f"{SITE}/api/v1/regions/34.04"
    assert found["page"] == f"{SITE}/daerah/kab_sleman"


def test_regions_are_filtered_by_type_province_wave_and_name(client: TestClient) -> None:
    kota = rows(client, "/regions?type=kota&province=32&per_page=200")
    wave = rows(client, "/regions?wave=2017&per_page=200")

    assert {one["slug"] for one in kota} >= {"kota_bandung", "kota_bogor"}
    assert all(one["type"] == "kota" and one["code"].startswith("32.") for one in kota)
    assert len(wave) == 25
    assert [one["code"] for one in rows(client, "/regions?q=sleman")] == ["34.04"]


def test_every_page_of_all_regions_together_is_all_regions_once(client: TestClient) -> None:
    codes: list[str] = []
    address: str | None = f"{API}/regions?per_page=200"
    while address:
        said = client.get(address)
        codes += [one["code"] for one in said.json()["data"]]
        following = said.json()["links"]["next"]
        assert ('rel="next"' in said.headers["link"]) == (following is not None)
        address = following and following.removeprefix(SITE)

    assert len(codes) == len(set(codes)) == 552
    assert codes == sorted(codes)
    assert said.headers["x-total-count"] == "552"


def test_a_page_after_the_last_is_empty_and_leads_back(client: TestClient) -> None:
    said = client.get(f"{API}/regions?page=999&per_page=200").json()

    assert said["data"] == []
    assert said["links"]["next"] is None
    assert said["links"]["prev"].endswith("page=3")


def test_links_never_repeat_a_forged_host(client: TestClient) -> None:
    said = client.get(f"{API}/regions", headers={"Host": "jahat.example"})

    assert "jahat" not in said.text + said.headers["link"]


def test_services_are_filtered_by_category_and_by_what_citizens_call_them(client: TestClient) -> None:
    category = rows(client, "/services?category=identitas")

    assert "ktp_el" in {one["slug"] for one in category}
    assert all("identitas" in one["categories"] for one in category)
    assert "skck" in {one["slug"] for one in rows(client, "/services?q=kelakuan baik")}
    counts = {one["name"]: one["services"] for one in rows(client, "/categories?per_page=200")}
    assert counts["identitas"] == len(category)


def test_a_region_that_overrides_one_field_overrides_that_alone(
    both: TestClient, open_both: sessionmaker[Session]
) -> None:
    with open_both.begin() as session:
        service, sleman = _service(session), _region(session, "kab_sleman")
        make_standard(session, service, sleman, {Component.COST: {"amount_rupiah": 5000, "text": "", "note": ""}})

    said = both.get(f"{API}/regions/34.04/standards/ktp_el").json()

    parts = {one["component"]: one for one in said["components"]}
    assert (parts["cost"]["level"], parts["cost"]["region"]["code"]) == ("daerah", "34.04")
    assert parts["cost"]["lines"] == ["Rp5.000."]
    assert (parts["requirements"]["level"], parts["requirements"]["region"]) == ("nasional", None)
    assert all(one["source"] and one["verified_at"] for one in parts.values())
    everything = rows(both, "/regions/34.04/standards?per_page=200")
    assert said in everything
    national = both.get(f"{API}/regions/nasional/standards/ktp_el").json()
    assert {one["level"] for one in national["components"]} == {"nasional"}


def test_raw_standards_are_those_in_force_without_drafts_schedules_and_the_replaced(
    both: TestClient, open_both: sessionmaker[Session]
) -> None:
    today = date.today()
    cost = {Component.COST: {"amount_rupiah": 1, "text": "", "note": ""}}
    with open_both.begin() as session:
        service, sleman = _service(session), _region(session, "kab_sleman")
        for version, (state, begins) in enumerate(
            [
                (StandardState.PUBLISHED, today - timedelta(days=9)),
                (StandardState.PUBLISHED, today - timedelta(days=3)),
                (StandardState.PUBLISHED, today + timedelta(days=30)),
                (StandardState.DRAFT, None),
                (StandardState.IN_REVIEW, None),
                (StandardState.ARCHIVED, None),
            ],
            start=1,
        ):
            make_standard(session, service, sleman, cost, version=version, state=state, valid_from=begins)

    said = both.get(f"{API}/standards?region=34.04").json()

    assert [(one["service"]["slug"], one["version"], one["level"]) for one in said["data"]] == [("ktp_el", 2, "daerah")]
    assert said["meta"]["total"] == 1
    assert said["data"][0]["producer"] == "Pemerintah Kabupaten Sleman"
    assert [one["component"] for one in said["data"][0]["components"]] == ["cost"]
    assert both.get(f"{API}/standards?province=34&level=daerah&wave=2017&service=ktp_el").json()["meta"]["total"] == 1
    assert both.get(f"{API}/standards?level=provinsi").json()["meta"]["total"] == 0
    nation = both.get(f"{API}/standards?level=nasional&category=identitas").json()
    assert nation["meta"]["total"] == len(rows(both, "/services?category=identitas"))


def test_nobody_who_wrote_or_reviewed_is_named(both: TestClient, open_both: sessionmaker[Session]) -> None:
    with open_both.begin() as session:
        standard = session.scalar(select(Standard).where(Standard.service_id == _service(session).id))
        assert standard is not None
        standard.author, standard.reviewer, standard.editor = "Siti Penyusun", "Budi Verifikator", "Siti Penyusun"

    texts = [both.get(f"{API}{path}").text for path in ("/standards?service=ktp_el", "/regions/34/standards/ktp_el")]

    assert not any(name in text for name in ("Siti", "Budi") for text in texts)


def test_an_archived_service_is_gone(both: TestClient, open_both: sessionmaker[Session]) -> None:
    with open_both.begin() as session:
        _service(session).is_active = False

    assert both.get(f"{API}/services/ktp_el").status_code == 404
    assert "ktp_el" not in {one["slug"] for one in rows(both, "/services?per_page=200")}
    assert rows(both, "/standards?level=nasional&per_page=200&category=identitas&region=34.04") == []
    assert both.get(f"{API}/regions/34.04/standards/ktp_el").status_code == 404


def test_offices_have_hours_and_are_filtered(client: TestClient) -> None:
    bandung = rows(client, "/offices?region=32.73&per_page=200")
    serving = rows(client, "/offices?region=kota_bandung&service=ktp_el&per_page=200")

    assert {one["region"]["code"] for one in bandung} == {"32.73"}
    assert {one["kind"] for one in serving} < {one["kind"] for one in bandung}
    assert rows(client, "/offices?kind=samsat&service=ktp_el") == []
    known = [one for one in rows(client, "/offices?per_page=200") if one["hours"]]
    assert known
    first = known[0]["hours"][0]
    assert 1 <= first["weekday"] <= 7
    assert first["opens"] < first["closes"]
    assert client.get(f"{API}/offices/{known[0]['id']}").json() == known[0]


def test_only_numbers_we_are_sure_of_are_given(client: TestClient) -> None:
    found = rows(client, "/emergency-contacts?region=34.04&per_page=200")

    assert "112" in {one["number"] for one in found}
    assert all(one["region"] is None or one["region"]["code"] in ("34", "34.04") for one in found)


def test_metadata_says_what_satu_data_asks(client: TestClient) -> None:
    said = client.get(f"{API}/metadata").json()

    sets = {one["dct:identifier"]: one for one in said["dcat:dataset"]}
    assert set(sets) == {"wilayah", "layanan", "kategori", "standar", "standar-berlaku", "kantor", "nomor-darurat"}
    for one in sets.values():
        assert one["sdi:produsenData"]
        assert one["dct:source"]
        assert one["sdi:walidata"] == one["dct:license"] == "Belum ditetapkan oleh penyelenggara"
        assert {part["dcat:mediaType"] for part in one["dcat:distribution"]} == {"application/json", "text/csv"}
    assert sets["wilayah"]["sdi:jumlahBaris"] == 552
    assert "Kepmendagri" in sets["wilayah"]["sdi:kodeReferensi"][0]
    assert date.fromisoformat(sets["standar"]["dct:modified"]) <= date.today()


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("/regions?provinc=34", 422, "provinc"),
        ("/regions?page=0", 422, "page"),
        ("/regions?page=dua", 422, "page"),
        ("/regions?type=desa", 422, "type"),
        ("/regions?format=xml", 422, "format"),
        ("/offices/0", 422, "office"),
        ("/regions/99.99", 404, None),
        ("/regions?province=99", 404, None),
        ("/regions/x%00y", 404, None),
        ("/services/tidak_ada", 404, None),
        ("/offices/999999", 404, None),
        ("/tidak-ada", 404, None),
    ],
)
def test_a_refusal_is_a_problem_in_indonesian(client: TestClient, path: str, status: int, field: str | None) -> None:
    said = client.get(API + path)

    assert said.status_code == status
    assert said.headers["content-type"] == "application/problem+json"
    body = said.json()
    assert body["status"] == status
    assert body["title"] in ("Isian belum tepat", "Tidak ditemukan")
    assert [one["field"] for one in body["errors"]] == ([field] if field else [])
    assert all(one["detail"] and one["remedy"] for one in body["errors"])


def test_other_methods_are_a_problem_that_names_what_is_allowed(client: TestClient) -> None:
    said = client.delete(f"{API}/regions")

    assert said.status_code == 405
    assert said.headers["content-type"] == "application/problem+json"
    assert "GET" in said.headers["allow"]


def test_pages_of_other_sites_may_read_but_not_write(client: TestClient) -> None:
    origin = {"Origin": "https://lain.example"}

    said = client.get(f"{API}/regions", headers=origin)
    asked = {**origin, "Access-Control-Request-Method": "POST"}
    preflight = client.options(f"{API}/drafts", headers=asked)

    assert said.headers["access-control-allow-origin"] == "*"
    assert "ETag" in said.headers["access-control-expose-headers"]
    assert preflight.status_code == 400


def _service(session: Session) -> Service:
    return session.scalars(select(Service).where(Service.slug == "ktp_el")).one()


def _region(session: Session, slug: str) -> Region:
    return session.scalars(select(Region).where(Region.slug == slug)).one()
