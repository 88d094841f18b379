"""From the list to a published change, as officials do it, without scripts."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from loket.accounts.models import LoginSession
from loket.database import utc_now
from loket.regions.operations import get_region
from loket.services.models import Component, Service, Standard, StandardState
from loket.services.operations import get_service, resolve_standard
from loket.settings import Settings
from loket.standards.models import Autosave
from tests.web.standards.conftest import changed
from tests.web.standards.drafting import PLACE, TODAY, Browse, begin, filled, lock_of, submitted


def test_the_nations_rule_says_that_it_is_everybodys(browse: Browse) -> None:
    national = browse("dewi").get("/admin/standar/ktp_el/nasional").text
    regional = browse("ani").get(PLACE).text

    assert "berlaku untuk semua daerah" in national
    assert "bagi daerah ini saja" not in national
    assert "bagi daerah ini saja" in regional
    assert "berlaku untuk semua daerah" not in regional


def test_writer_and_reviewer_bring_a_change_to_the_citizen(browse: Browse, open_session: sessionmaker[Session]) -> None:
    draft = submitted(browse("ani"))
    budi = browse("budi")
    page = budi.get(f"{draft}/tinjau").text
    assert "Rp7.500" in page

    response = budi.post(f"{draft}/terbitkan", {"lock_version": lock_of(page), "text": "Sudah benar"})

    assert response.status_code == 303, response.text
    with open_session() as session:
        region, service = get_region(session, "kab_sleman"), get_service(session, "ktp_el")
        field = resolve_standard(session, service, region).fields[Component.COST]
        assert field.content["amount_rupiah"] == 7500
        assert field.source == "Perbup Sleman 1/2026"
    assert "Terbit. Bot sudah menjawab" in budi.get(response.headers["location"]).text


@pytest.mark.parametrize(
    "path",
    ["/admin/standar", "/admin/standar?wilayah=semua", "/admin/standar?wilayah=kab_sleman&umur=stale", "/admin/tugas",
     PLACE, f"{PLACE}/versi", "/admin/layanan/baru"],
)  # fmt: skip
def test_pages_open(browse: Browse, path: str) -> None:
    for name in ("ani", "budi", "dewi"):
        assert browse(name).get(path).status_code == 200, name


def test_others_regions_are_closed(browse: Browse) -> None:
    draft = begin(browse("ani"))
    citra = browse("citra")

    for path in (PLACE, draft, f"{draft}/tinjau", f"{PLACE}/versi", "/admin/standar?wilayah=kab_sleman"):
        assert citra.get(path).status_code == 403, path
    for path in (draft, f"{draft}/otomatis", f"{draft}/pratinjau", f"{draft}/terbitkan", f"{PLACE}/draf"):
        assert citra.post(path, {"text": "x"}).status_code == 403, path


def test_writer_has_no_button_to_publish_and_no_right_to(browse: Browse) -> None:
    ani = browse("ani")
    draft = submitted(ani)

    page = ani.get(f"{draft}/tinjau").text

    assert "Terbitkan</button>" not in page
    assert ani.post(f"{draft}/terbitkan", {"lock_version": "3"}).status_code == 403


def test_partner_writes_a_draft_of_its_own_which_the_region_publishes(
    browse: Browse, open_session: sessionmaker[Session]
) -> None:
    eko, budi = browse("eko"), browse("budi")
    draft = submitted(eko)
    assert eko.post(f"{draft}/terbitkan", {"lock_version": "3"}).status_code == 403
    page = budi.get(f"{draft}/tinjau").text
    assert "BPJS Kesehatan" in page

    assert budi.post(f"{draft}/terbitkan", {"lock_version": lock_of(page)}).status_code == 303


def test_second_editor_sees_the_difference_and_overwrites_only_on_purpose(
    browse: Browse, open_session: sessionmaker[Session]
) -> None:
    ani, budi = browse("ani"), browse("budi")
    draft = begin(ani)
    mine, theirs = filled(ani, draft, product__text="Milik Ani"), filled(budi, draft, cost__amount_rupiah="9000")
    assert budi.post(draft, [*theirs, ("op", "save")]).status_code == 303

    refused = ani.post(draft, [*mine, ("op", "save")])

    assert refused.status_code == 409
    assert "Bandingkan dulu" in refused.text
    assert "Rp9.000" in refused.text
    assert 'value="7500"' in refused.text, "what Ani typed still stands in her form"
    with open_session() as session:
        standard = session.scalars(select(Standard).where(Standard.state == "draft")).one()
        assert standard.editor == "Budi"
    again = changed(mine, lock_version=lock_of(refused.text))
    assert ani.post(draft, [*again, ("op", "save")]).status_code == 303


def test_what_is_refused_stays_in_the_form_with_the_reason_at_its_field(browse: Browse) -> None:
    ani = browse("ani")
    draft = begin(ani)

    response = ani.post(draft, [*filled(ani, draft, cost__amount_rupiah="tujuh ribu"), ("op", "save")])

    assert response.status_code == 422
    assert 'value="tujuh ribu"' in response.text
    assert "Tulis angka saja" in response.text
    assert 'value="tujuh ribu"' in ani.get(draft).text, "and it is there when the page is opened again"


def test_closed_browser_keeps_what_was_typed(browse: Browse) -> None:
    ani = browse("ani")
    draft = begin(ani)
    typed = filled(ani, draft, complaints__text="Setengah jadi")

    kept = ani.post(f"{draft}/otomatis", typed, accept="application/json")

    assert kept.status_code == 200
    page = ani.get(draft).text
    assert "Setengah jadi" in page
    assert "dipulihkan" in page
    assert "Setengah jadi" not in browse("budi").get(draft).text, "it is hers alone"
    ani.post(draft, {"op": "discard_typed"})
    assert "Setengah jadi" not in ani.get(draft).text


def test_session_that_ended_gives_back_what_was_typed(
    browse: Browse, settings: Settings, open_session: sessionmaker[Session]
) -> None:
    ani = browse("ani")
    draft = begin(ani)
    typed = filled(ani, draft, complaints__text="Jangan hilang")
    with open_session.begin() as session:
        for login in session.scalars(select(LoginSession)):
            login.ended_at = utc_now()

    response = ani.post(draft, [*typed, ("op", "save")], accept="text/html")

    assert response.status_code == 401
    assert "resume" in response.text


def test_lines_are_moved_added_and_removed_without_scripts(browse: Browse) -> None:
    ani = browse("ani")
    draft = begin(ani)
    ani.post(draft, [*ani.form(draft), ("op", "own:requirements")])
    before = [value for name, value in ani.form(draft) if name == "requirements.items" and value]

    ani.post(draft, [*ani.form(draft), ("op", "down:requirements:0")])
    ani.post(draft, [*ani.form(draft), ("op", "remove:requirements:2")])

    after = [value for name, value in ani.form(draft) if name == "requirements.items" and value]
    assert after == [before[1], before[0], *before[3:]]


def test_field_of_the_regions_own_goes_back_to_what_it_inherits(
    browse: Browse, open_session: sessionmaker[Session]
) -> None:
    ani = browse("ani")
    draft = begin(ani)
    ani.post(draft, [*filled(ani, draft), ("op", "save")])

    ani.post(draft, [*ani.form(draft), ("op", "inherit:cost")])
    ani.post(draft, [*ani.form(draft), ("op", "save")])

    with open_session() as session:
        standard = session.scalars(select(Standard).where(Standard.state == "draft")).one()
        assert [one.component for one in standard.components] == ["complaints"]


def test_markup_in_every_field_stays_text(browse: Browse) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    ani = browse("ani")
    draft = begin(ani)
    form = filled(ani, draft, complaints__text=evil, cost__text=evil, cost__note=evil, cost__source=evil)

    pages = [ani.post(draft, [*form, ("op", "submit"), ("remark", evil)]).text]
    pages += [ani.get(f"{draft}/tinjau").text, ani.post(f"{draft}/pratinjau", form).text, ani.get(PLACE).text]

    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_scheduled_publication_is_announced_and_waits(browse: Browse, open_session: sessionmaker[Session]) -> None:
    draft = submitted(browse("ani"))
    budi = browse("budi")
    page = budi.get(f"{draft}/tinjau").text
    later = (date.today() + timedelta(days=30)).isoformat()

    response = budi.post(f"{draft}/terbitkan", {"lock_version": lock_of(page), "valid_from": later})

    assert "Dijadwalkan" in budi.get(response.headers["location"]).text
    with open_session() as session:
        region, service = get_region(session, "kab_sleman"), get_service(session, "ktp_el")
        assert resolve_standard(session, service, region).fields[Component.COST].level == "nasional"
    assert "dijadwalkan" in budi.get(f"{PLACE}/versi").text


def test_earlier_version_is_compared_and_restored(browse: Browse, open_session: sessionmaker[Session]) -> None:
    budi = browse("budi")
    for amount in ("7500", "9000"):
        draft = submitted(browse("ani"), cost__amount_rupiah=amount)
        budi.post(f"{draft}/terbitkan", {"lock_version": lock_of(budi.get(f"{draft}/tinjau").text)})
    page = budi.get(f"{PLACE}/versi").text
    assert "<del>Rp7.500</del>" in page
    assert "<ins>Rp9.000</ins>" in page

    assert budi.post(f"{PLACE}/pulihkan", {"version": "1", "text": ""}).status_code == 422
    assert budi.post(f"{PLACE}/pulihkan", {"version": "1", "text": "Perda dicabut"}).status_code == 303

    with open_session() as session:
        region, service = get_region(session, "kab_sleman"), get_service(session, "ktp_el")
        assert resolve_standard(session, service, region).fields[Component.COST].content["amount_rupiah"] == 7500


def test_preview_shows_what_is_typed_and_not_saved(browse: Browse) -> None:
    ani = browse("ani")
    draft = begin(ani)

    text = ani.post(f"{draft}/pratinjau", filled(ani, draft, cost__amount_rupiah="12345")).text

    assert "Rp12.345" in text
    assert "daerah (Kabupaten Sleman)" in text
    assert "Rp12.345" not in ani.get(PLACE).text


def test_new_service_is_named_written_published_and_in_the_lexicon(
    browse: Browse, settings: Settings, open_session: sessionmaker[Session]
) -> None:
    ani, budi = browse("ani"), browse("budi")
    given = {
        "name": "Kartu Sleman Pintar", "short_name": "Kartu Pintar", "owner": "Dinas Pendidikan Sleman",
        "level": "daerah", "wilayah": "kab_sleman",
    }  # fmt: skip
    ani.get("/admin/layanan/baru")
    response = ani.post("/admin/layanan/baru", [*given.items(), ("phrase", "kartu pintar"), ("weight", "sure")])
    draft = response.headers["location"]
    form = ani.form(draft)
    pairs = changed(form, product__text="Kartu", procedure__items="Datang", requirements__items="KK",
                    duration__working_days="1", cost__amount_rupiah="0", complaints__text="Loket",
                    **{"default.source": "Perbup 2/2026", "default.verified_at": TODAY})  # fmt: skip
    assert ani.post(draft, [*pairs, ("op", "submit")]).status_code == 303
    assert not (settings.home / "lexicon.json").exists()

    page = budi.get(f"{draft}/tinjau").text
    assert budi.post(f"{draft}/terbitkan", {"lock_version": lock_of(page)}).status_code == 303

    assert "kartu pintar" in phrases_in(settings.home / "lexicon.json", "kartu_sleman_pintar")
    with open_session() as session:
        assert get_service(session, "kartu_sleman_pintar").is_active


def phrases_in(path: Path, slug: str) -> list[str]:
    services = json.loads(path.read_text(encoding="utf-8"))["services"]
    return [phrase["text"] for one in services if one["slug"] == slug for phrase in one["phrases"]]


def test_names_that_cannot_stand_are_told_by_row_in_indonesian(
    browse: Browse, open_session: sessionmaker[Session]
) -> None:
    dewi = browse("dewi")
    dewi.get("/admin/layanan/ktp_el")
    with open_session() as session:
        before = session.scalar(select(func.count()).select_from(Service))
    typed = ["ktp baru", "surat", "k.*tp", "skck", "sleman", "ktp baru"]
    given = [("name", "KTP"), ("short_name", "KTP"), ("owner", "Disdukcapil"), ("level", "nasional")]
    pairs = [pair for phrase in typed for pair in (("phrase", phrase), ("weight", "sure"))]

    response = dewi.post("/admin/layanan/ktp_el", [*given, *pairs])

    assert response.status_code == 422
    problems = re.findall(r'class="problem" role="alert">([^<]+)<', response.text)
    assert [text.split(":")[0] for text in problems] == ["Baris 2", "Baris 3", "Baris 4", "Baris 5", "Baris 6"]
    for text, words in zip(
        problems, ["kata umum", "Tanda *", "Sudah dipakai", "nama wilayah", "Sama dengan baris 1"], strict=True
    ):
        assert words in text
    with open_session() as session:
        assert session.scalar(select(func.count()).select_from(Service)) == before


def test_service_that_was_published_is_archived_not_deleted(
    browse: Browse, settings: Settings, open_session: sessionmaker[Session]
) -> None:
    dewi = browse("dewi")
    dewi.get("/admin/layanan/ktp_el")

    response = dewi.post("/admin/layanan/ktp_el/hapus")

    assert "diarsipkan, tidak dihapus" in dewi.get(response.headers["location"]).text
    with open_session() as session:
        service = session.scalars(select(Service).where(Service.slug == "ktp_el")).one()
        assert not service.is_active
        assert (
            session.scalar(select(Standard.state).where(Standard.service_id == service.id)) == StandardState.PUBLISHED
        )
    assert phrases_in(settings.home / "lexicon.json", "ktp_el") == []


def test_saved_draft_leaves_nothing_unsaved_behind(browse: Browse, open_session: sessionmaker[Session]) -> None:
    ani = browse("ani")
    draft = begin(ani)
    ani.post(draft, [*filled(ani, draft), ("op", "save")])

    with open_session() as session:
        assert session.scalars(select(Autosave)).all() == []


@pytest.mark.parametrize(("name", "next_step"), [("budi", "tekan Terbitkan"), ("ani", "Verifikator akan meninjau")])
def test_after_submitting_the_next_step_is_told(browse: Browse, name: str, next_step: str) -> None:
    own = browse(name)

    assert next_step in own.get(f"{submitted(own)}/tinjau").text


def test_first_page_reminds_of_what_waits(browse: Browse) -> None:
    draft = submitted(browse("ani"))

    told = browse("budi").get("/admin").text
    assert "1 draf menunggu tinjauan" in told
    assert draft in browse("budi").get("/admin/standar?wilayah=semua&status=in_review").text
    assert "menunggu tinjauan" not in browse("citra").get("/admin").text


def test_scheduled_version_is_said_wherever_one_edits_and_can_be_called_off(browse: Browse) -> None:
    draft, budi = submitted(browse("ani")), browse("budi")
    day = (date.today() + timedelta(days=30)).isoformat()
    lock = lock_of(budi.get(f"{draft}/tinjau").text)
    assert budi.post(f"{draft}/terbitkan", {"lock_version": lock, "valid_from": day}).status_code == 303

    other = begin(browse("ani"))
    for path in (PLACE, other, f"{other}/tinjau"):
        assert "Versi 1 sudah dijadwalkan" in browse("ani").get(path).text, path
    assert "Batalkan jadwal" not in browse("ani").get(f"{PLACE}/versi").text
    assert browse("ani").post(f"{PLACE}/batalkan-jadwal", {"version": "1"}).status_code == 403
    assert "Batalkan jadwal" in budi.get(f"{PLACE}/versi").text
    assert budi.post(f"{PLACE}/batalkan-jadwal", {"version": "1"}).status_code == 303
    assert "Versi 1 sudah dijadwalkan" not in budi.get(PLACE).text
    assert budi.post(f"{PLACE}/batalkan-jadwal", {"version": "1"}).status_code == 404


def test_task_shows_the_region_what_changed_above(browse: Browse) -> None:
    draft, budi = submitted(browse("ani")), browse("budi")
    budi.post(f"{draft}/terbitkan", {"lock_version": lock_of(budi.get(f"{draft}/tinjau").text)})
    dewi, place = browse("dewi"), "/admin/standar/ktp_el/nasional"
    national = begin(dewi, place)
    typed = {"cost__note": "Aturan nasional baru", "complaints__text": "SP4N", "default.source": "UU",
             "default.verified_at": TODAY}  # fmt: skip
    assert dewi.post(national, [*changed(dewi.form(national), **typed), ("op", "submit")]).status_code == 303
    dewi.post(f"{national}/terbitkan", {"lock_version": lock_of(dewi.get(f"{national}/tinjau").text)})

    told = re.sub(r"</?ins>", "", browse("ani").get("/admin/tugas").text)

    assert "Lihat yang berubah" in told
    assert "Catatan: Aturan nasional baru" in told
