"""What citizens asked, on the pages: seen by region, acted on, nothing typed lost, nothing of a citizen shown."""

from __future__ import annotations

import json
import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from loket.accounts.models import Role
from loket.info_reports.models import InfoReport
from loket.regions.operations import get_region
from loket.services.models import Service
from loket.unanswered.models import Decision, LabelledExample, UnansweredMessage
from tests.loket.builders import make_office, make_service
from tests.loket.unanswered.builders import make_message, make_report
from tests.web.signing_in import Site, text_of

HOME = "/admin/pertanyaan"
REPORTS = "/admin/laporan-info"


@pytest.fixture
def asked(quick_site: Site) -> Site:
    """Two groups in Sleman, one in Klaten, one nowhere; a national service and one of Sleman."""
    with quick_site.open_session.begin() as session:
        make_service(session)
        make_service(session, "pasar", name="Retribusi pasar", region_id=1 + 1)
        for group, text, place in ((1, "brp duit kartu dukun di sleman", "kab_sleman"),
                                   (2, "<script>alert(1)</script> lapak pasar", "kab_sleman"),
                                   (3, "rahasia klaten", "kab_klaten"), (4, "entah di mana", None)):  # fmt: skip
            for number in range(group):
                make_message(session, f"{text} {number}" if number else text, group_id=100 + group, region=place,
                             pseudonym=f"{group}{number}" * 20)  # fmt: skip
    return quick_site


def reviewer(site: Site, region: str | None = "kab_sleman", role: Role = Role.VERIFIKATOR) -> TestClient:
    return site.signed_in(site.make(Role.ADMIN_PROGRAM if region is None else role, region))


def send(site: Site, client: TestClient, path: str, **form: str):  # type: ignore[no-untyped-def]
    return client.post(path, data={**site.csrf, "terbaru": str(10**9), **form})


def test_list_shows_own_groups_with_counts_and_reasons_and_no_citizen(asked: Site) -> None:
    page = reviewer(asked).get(HOME)
    said = text_of(page.text)

    assert "brp duit kartu dukun" in said
    assert "2 pesan Bot tidak paham" in said
    assert "2 kelompok" in said
    assert "rahasia klaten" not in said
    assert "entah di mana" not in said
    assert "<script>alert" not in page.text
    for path in (HOME, f"{HOME}/102", f"{HOME}/ditangani"):
        assert "20" * 10 not in reviewer(asked).get(path).text
        assert "utama:" not in reviewer(asked).get(path).text
    assert "entah di mana" in text_of(reviewer(asked, None).get(f"{HOME}?wilayah=-").text)


@pytest.mark.parametrize(
    "query",
    ["alasan=hack", "hal=0", "hal=99999999999", "q=%00", "q=" + "x" * 5000, "wilayah=%27%22", "hal=-1", "q=%25"],
)
def test_strange_filters_are_survived(asked: Site, query: str) -> None:
    client = reviewer(asked)
    for path in (HOME, f"{HOME}/ditangani", REPORTS):
        assert client.get(f"{path}?{query}").status_code == 200, path


@pytest.mark.parametrize(
    "path",
    [
        *(f"{HOME}/{group}" for group in (999, 0, "x", 2**70, 103, 104)),
        *(f"{REPORTS}/{report}" for report in (1, 2**70)),
    ],
)
def test_what_is_not_there_or_not_theirs_is_refused_in_words(asked: Site, path: str) -> None:
    response = reviewer(asked).get(path)

    assert response.status_code in (404, 422)
    assert "daftar" in text_of(response.text) or "Isian ini belum dapat dibaca" in text_of(response.text)


def test_new_messages_are_shown_at_once_and_grouped_meanwhile(asked: Site) -> None:
    with asked.open_session.begin() as session:
        first = make_message(session, "cara urus kartu tani", region="kab_sleman").id
        second = make_message(session, "cara urus kartu tani ya", region="kab_sleman").id
    client = reviewer(asked)

    assert "2 pesan sedang dikelompokkan" in text_of(client.get(HOME).text)
    assert "Tidak ada pertanyaan" not in text_of(client.get(f"{HOME}?q=kartu+tani").text)
    assert asked.app.state.grouping.wait() == 0
    assert "sedang dikelompokkan" not in text_of(client.get(HOME).text)
    assert client.get(f"{HOME}/{second}").headers["location"] == f"{HOME}/{first}"


def test_a_synonym_is_in_the_lexicon_at_once_and_gone_after_undo(asked: Site) -> None:
    client = reviewer(asked, None)
    found = client.get(f"{HOME}/101?layanan=ktp")
    assert 'value="ktp_el" checked' in found.text
    assert 'name="sebutan" value="kartu dukun"' in found.text

    said = send(asked, client, f"{HOME}/101/sambungkan", layanan="ktp_el", sebutan="Kartu Dukun")

    assert said.status_code == 303
    assert "kini sebutan layanan itu" in text_of(client.get(HOME).text)
    assert "kartu dukun" in lexicon(asked)
    done = client.get(f"{HOME}/ditangani").text
    [number] = set(re.findall(r"keputusan/(\d+)/batal", done))
    assert send(asked, client, f"{HOME}/keputusan/{number}/batal").status_code == 303
    assert "kartu dukun" not in lexicon(asked)
    assert "brp duit kartu dukun" in text_of(client.get(HOME).text)
    assert send(asked, client, f"{HOME}/keputusan/{number}/batal").status_code == 422


def lexicon(site: Site) -> list[str]:
    services = json.loads((site.settings.home / "lexicon.json").read_text())["services"]
    return [phrase["text"] for service in services for phrase in service["phrases"]]


def test_a_refused_synonym_keeps_everything_typed(asked: Site) -> None:
    client = reviewer(asked, None)

    page = send(asked, client, f"{HOME}/101/sambungkan", layanan="ktp_el", sebutan="surat mau", kepastian="shared",
                dicari="ktp")  # fmt: skip

    assert page.status_code == 422
    assert "kata umum" in text_of(page.text)
    for kept in ('value="surat mau"', 'value="ktp_el" checked', 'value="shared" selected', 'value="ktp"'):
        assert kept in page.text
    without = send(asked, client, f"{HOME}/101/sambungkan", sebutan="kartu dukun")
    assert without.status_code == 422
    assert "Pilih layanannya dulu" in text_of(without.text)


def test_a_region_proposes_and_the_programme_takes_over(asked: Site) -> None:
    own, programme = reviewer(asked), reviewer(asked, None)

    send(asked, own, f"{HOME}/101/sambungkan", layanan="ktp_el", sebutan="kartu dukun")

    assert "dikirim ke admin program" in text_of(own.get(HOME).text)
    assert "1 usulan sebutan" in text_of(programme.get(HOME).text)
    assert "Terima usulan" not in own.get(f"{HOME}/ditangani").text
    [number] = re.findall(r"keputusan/(\d+)/terima", programme.get(f"{HOME}/ditangani?usulan=1").text)
    assert send(asked, own, f"{HOME}/keputusan/{number}/terima").status_code == 403
    assert send(asked, programme, f"{HOME}/keputusan/{number}/terima").status_code == 303
    assert "kartu dukun" in lexicon(asked)


def test_examples_dismissals_and_what_they_need(asked: Site) -> None:
    client = reviewer(asked)

    refused = send(asked, client, f"{HOME}/101/contoh", hal_ditanya="", contoh="brp duit kartu dukun")
    assert refused.status_code == 422
    assert "brp duit kartu dukun</textarea>" in refused.text
    assert (
        send(asked, client, f"{HOME}/101/contoh", hal_ditanya="cost", contoh="brp duitnya\nkena brp").status_code == 303
    )
    assert send(asked, client, f"{HOME}/102/tutup", alasan="other", catatan="").status_code == 422
    assert send(asked, client, f"{HOME}/102/tutup", alasan="trial", catatan="NIK 0000000000000000").status_code == 303
    said = text_of(client.get(f"{HOME}/ditangani").text)
    assert "Biaya: “kena brp”" in said
    assert "Pesan percobaan: NIK [disamarkan]" in said
    with asked.open_session() as session:
        assert [one.aspect for one in session.scalars(select(LabelledExample))] == ["cost", "cost"]
    assert "Tidak ada pertanyaan yang perlu ditangani" in text_of(client.get(HOME).text)


def test_only_what_was_on_the_page_is_closed(asked: Site) -> None:
    client = reviewer(asked)
    newest = re.search(r'name="terbaru" value="(\d+)"', client.get(f"{HOME}/101").text)
    assert newest
    with asked.open_session.begin() as session:
        make_message(session, "kartu dukun lagi", group_id=101, region="kab_sleman")

    send(asked, client, f"{HOME}/101/tutup", alasan="trial", terbaru=newest[1])

    said = text_of(client.get(HOME).text)
    assert "kartu dukun lagi" in said
    assert "muncul lagi, 1 pernah ditangani" in said


def test_a_new_service_is_prefilled_and_closes_the_group(asked: Site) -> None:
    client = reviewer(asked)
    form = client.get("/admin/layanan/baru?dari=101").text
    assert 'value="Kartu dukun"' in form
    assert 'name="phrase" value="kartu dukun"' in form
    assert 'href="/admin/pertanyaan/101"' in form
    service = {"name": "Kartu dukun", "short_name": "Kartu dukun", "owner": "Dinas", "level": "daerah",
               "wilayah": "kab_sleman", "phrase": "kartu dukun", "dari": "101", "sampai": str(10**9)}  # fmt: skip

    kept = send(asked, client, "/admin/layanan/baru", **(service | {"owner": ""}))
    assert kept.status_code == 422
    assert 'name="dari" value="101"' in kept.text
    made = send(asked, client, "/admin/layanan/baru", **service)

    assert made.headers["location"].startswith("/admin/draf/")
    assert "Layanan baru Kartu dukun" in text_of(client.get(f"{HOME}/ditangani").text)
    with asked.open_session() as session:
        assert session.scalars(select(Service.slug).where(Service.name == "Kartu dukun")).all() == ["kartu_dukun"]
    foreign = client.get("/admin/layanan/baru?dari=103").text
    assert "rahasia" not in foreign.lower()


def test_a_writer_reads_but_does_not_decide(asked: Site) -> None:
    client = reviewer(asked, role=Role.PENYUSUN)

    assert "Jadikan sebutan" not in client.get(f"{HOME}/101").text
    assert "Buat layanan baru" in client.get(f"{HOME}/101").text
    assert send(asked, client, f"{HOME}/101/tutup", alasan="trial").status_code == 403


def test_another_regions_group_cannot_be_closed_by_address(asked: Site) -> None:
    client = reviewer(asked)

    for path in ("103/tutup", "104/tutup"):
        assert send(asked, client, f"{HOME}/{path}", alasan="trial").status_code == 404
    with asked.open_session() as session:
        assert session.scalars(select(Decision)).all() == []
        assert all(one.decision_id is None for one in session.scalars(select(UnansweredMessage)))


def test_a_report_is_shown_side_by_side_and_settled(asked: Site) -> None:
    with asked.open_session.begin() as session:
        number = make_report(session, region="kab_sleman", service="ktp_el", note="<b>naik</b>",
                             pseudonym="9" * 64).id  # fmt: skip
        make_report(session, region="kab_klaten", service="ktp_el")
    client = reviewer(asked)
    path = f"{REPORTS}/{number}"

    assert "1 laporan" in text_of(client.get(REPORTS).text)
    page = client.get(path).text
    said = text_of(page)
    for part in ("brp duit skck", "Biaya SKCK", "Sumber: Peraturan uji", "<b>naik</b>", "Yang salah: biaya"):
        assert part in said
    assert "9" * 64 not in page
    assert 'href="/admin/standar/ktp_el/kab_sleman"' in page
    assert "sudah berubah" not in said
    with asked.open_session.begin() as session:
        session.get_one(InfoReport, number).facts = {"standards": [{"id": 7, "version": 1, "region": None}]}
    assert "Datanya sudah berubah" in text_of(client.get(path).text)
    refused = send(asked, client, f"{path}/putuskan", hasil="right", catatan="")
    assert refused.status_code == 422
    assert 'value="right" checked' in refused.text
    assert send(asked, client, f"{path}/putuskan", hasil="fixed", catatan="tarif diganti").status_code == 303
    assert "0 laporan" in text_of(client.get(REPORTS).text)
    assert "Sudah diperbaiki" in text_of(client.get(f"{REPORTS}?keadaan=selesai").text)
    assert send(asked, client, f"{path}/buka").status_code == 303
    assert "1 laporan" in text_of(client.get(REPORTS).text)


def test_a_report_about_an_office_leads_to_the_office(asked: Site) -> None:
    with asked.open_session.begin() as session:
        office = make_office(session, get_region(session, "kab_sleman")).id
        number = make_report(session, region="kab_sleman", aspect="hours", service=None, office="disdukcapil",
                             facts={"standards": [], "offices": [office]}).id  # fmt: skip
    client = reviewer(asked)

    page = client.get(f"{REPORTS}/{number}").text

    assert "Jam buka, disdukcapil" in text_of(page)
    assert f'href="/admin/kantor/{office}"' in page
    assert client.get(f"/admin/kantor/{office}").status_code == 200
