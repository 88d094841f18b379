"""Office pages without scripts: who sees what, what is refused, what citizens and open data read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from loket.accounts.models import LoginSession, Role
from loket.audit.models import AuditEntry
from loket.database import utc_now
from loket.offices.models import Office
from loket.regions.models import LocalHoliday
from loket.regions.operations import get_region
from tests.loket.builders import make_office
from tests.web.signing_in import PASSWORD, Site, text_of
from tests.web.standards.conftest import Browser, Fields, changed
from web.offices.form import LONGEST, form_of_content, form_of_pairs

Browse = Callable[[str], Browser]
HOME, HOLIDAYS = "/admin/kantor", "/admin/libur-daerah"
TODAY = date.today()
NEW = {
    "region": "kab_sleman", "name": "Puskesmas Uji", "kind": "puskesmas", "address": "Jalan Uji 1",
    "latitude": "-7.716", "longitude": "110.355", "opens_0": "08.00", "closes_0": "12.00", "source": "Laman dinas",
    "verified_at": TODAY.isoformat(), "confidence": "high", "op": "save",
}  # fmt: skip


def made(browser: Browser, **values: str) -> str:
    """A new office; returns its address."""
    response = browser.post(f"{HOME}/baru", NEW | values)
    assert response.status_code == 303, problems_in(response.text)
    return str(response.headers["location"])


def problems_in(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'class="problem"[^>]*>([^<]+)', html)]


def id_of(address: str) -> int:
    return int(address.rsplit("/", 1)[1])


@pytest.mark.parametrize("pasted", ["-7.714, 110.354", "-7.714;110.354", "-7.714 110.354"])
def test_a_point_copied_from_another_map_takes_the_old_ones_place(pasted: str) -> None:
    content, problems = form_of_pairs([("latitude", pasted), ("longitude", "110.3")]).content()

    assert (content.latitude, content.longitude) == (-7.714, 110.354)
    assert problems == []


def test_a_decimal_comma_is_no_second_number() -> None:
    content, _ = form_of_pairs([("latitude", "-7,714"), ("longitude", "110,3")]).content()

    assert (content.latitude, content.longitude) == (-7.714, 110.3)


@pytest.fixture
def open_data(browse: Browse) -> Callable[[str], dict]:
    """The open data of an office by its address here."""
    anybody = browse("ani")
    return lambda address: anybody.client.get(f"/api/v1/offices/{id_of(address)}").json()


def test_a_form_that_is_opened_and_sent_changes_nothing(browse: Browse, open_session: sessionmaker[Session]) -> None:
    ani = browse("ani")
    address = made(
        ani, opens_1="00.00", closes_1="24.00", hours_text="Baris satu\nBaris dua", open_on_holidays="ya",
        open_day="2027-01-01", closure_first="2026-12-28", closure_reason="Pindah", geo_precision="building",
    )  # fmt: skip

    assert ani.post(address, ani.form(address)).status_code == 303

    with open_session() as session:
        office = session.get_one(Office, id_of(address))
        assert (office.lock_version, office.closures[0].last_day) == (1, date(2026, 12, 28))


def test_open_data_shows_what_was_saved(browse: Browse, open_data: Callable[[str], dict]) -> None:
    ani = browse("ani")
    pairs = [*NEW.items(), ("opens_0", "13.00"), ("closes_0", "15.00"), ("open_day", "2027-01-01")]
    address = str(ani.post(f"{HOME}/baru", pairs).headers["location"])
    ani.post(HOLIDAYS, {"region": "kab_sleman", "name": "Hari Jadi", "first_day": "2027-05-15", "source": "SE 1"})

    said = open_data(address)

    assert [(one["day"], one["opens"], one["closes"]) for one in said["hours"]] == [
        ("Senin", "08:00", "12:00"), ("Senin", "13:00", "15:00"),
    ]  # fmt: skip
    assert said["hours_text"] == "Senin 08.00-12.00, 13.00-15.00"
    assert said["open_days"] == ["2027-01-01"]
    assert said["local_holidays"] == [
        {
            "first_day": "2027-05-15",
            "last_day": "2027-05-15",
            "name": "Hari Jadi",
            "region_code": "34.04",
            "source": "SE 1",
        }
    ]
    flat = ani.client.get(f"/api/v1/offices/{id_of(address)}?format=csv").text
    assert "Senin 08.00-12.00, 13.00-15.00" in flat


def test_what_is_refused_stays_in_the_form_with_its_field(browse: Browse, open_session: sessionmaker[Session]) -> None:
    typed = NEW | {
        "opens_2": "jam 8", "closes_2": "15", "opens_3": "08.00", "closes_3": "", "latitude": "tujuh",
        "longitude": "110",
        "verified_at": "31/02/2026", "source": "", "confidence": "", "closure_first": "", "closure_reason": "Renovasi",
    }  # fmt: skip
    response = browse("ani").post(f"{HOME}/baru", typed)

    assert response.status_code == 422
    told = " ".join(problems_in(response.text))
    for words in (
        "“jam 8” bukan jam", "Kamis: isi juga jam tutupnya", "“tujuh” bukan angka", "“31/02/2026” bukan tanggal",
        "Tulis dari mana", "Pilih seberapa pasti", "isi hari pertamanya",
    ):  # fmt: skip
        assert words in told
    kept = Fields(response.text, "editor").pairs
    for name in ("latitude", "verified_at", "opens_2", "opens_3", "name", "closure_reason"):
        assert (name, typed[name]) in kept
    with open_session() as session:
        assert session.scalar(select(Office).where(Office.name == "Puskesmas Uji")) is None


def test_second_editor_sees_the_difference_and_overwrites_only_on_purpose(
    browse: Browse, open_session: sessionmaker[Session]
) -> None:
    ani, budi = browse("ani"), browse("budi")
    address = made(ani)
    mine, theirs = changed(ani.form(address), phone="113"), changed(budi.form(address), phone="112", opens_0="09.00")
    assert budi.post(address, theirs).status_code == 303

    refused = ani.post(address, mine)

    assert refused.status_code == 409
    for words in ("Budi menyimpan perubahan", "Bandingkan dulu", "112", "Senin 09.00-12.00"):
        assert words in text_of(refused.text)
    again = Fields(refused.text, "editor").pairs
    assert ("phone", "113") in again
    with open_session() as session:
        assert session.get_one(Office, id_of(address)).phone == "112"
    assert ani.post(address, again).status_code == 303
    with open_session() as session:
        office = session.get_one(Office, id_of(address))
        assert (office.phone, office.editor, office.lock_version) == ("113", "Ani", 3)


def test_what_was_typed_survives_a_session_that_has_run_out(quick_site: Site) -> None:
    account = quick_site.make(Role.PENYUSUN, "kab_sleman")
    client = quick_site.signed_in(account)
    with quick_site.open_session.begin() as session:
        office_id = make_office(session, get_region(session, "kab_sleman"), kind="puskesmas").id
        session.execute(update(LoginSession).values(ended_at=utc_now()))
    typed = NEW | {
        "lock_version": "1",
        "name": 'Kantor "Uji" <b>',
        "opens_0": ["08.00", "13.00"],
        "closes_0": ["12.00", "15.00"],
    }

    expired = client.post(f"{HOME}/{office_id}", data={**typed, **quick_site.csrf})
    assert expired.status_code == 401
    resumed = log_in_again(client, expired.text, account.email)
    assert "Senin buka" in text_of(resumed)
    sent = [(name, unescape(value)) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', resumed)]
    fields: dict[str, list[str]] = {}
    for name, value in sent:
        fields.setdefault(name, []).append(value)
    saved = client.post(f"{HOME}/{office_id}", data=fields)

    assert saved.status_code == 303, problems_in(saved.text)
    with quick_site.open_session() as session:
        office = session.get_one(Office, office_id)
        assert (office.name, len(office.hours)) == ('Kantor "Uji" <b>', 2)


def log_in_again(client: TestClient, page: str, email: str) -> str:
    hidden = {
        name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    }
    return str(client.post("/admin/login", data={**hidden, "email": email, "password": PASSWORD}).text)


def test_html_is_text_in_every_field(browse: Browse) -> None:
    script = "<script>alert(1)</script>"
    ani = browse("ani")
    address = made(
        ani, name=f"A {script}", address=script, phone=script, source=script, note=script, hours_text=script,
        closure_first="2026-12-28", closure_reason=script,
    )  # fmt: skip
    ani.post(HOLIDAYS, {"region": "kab_sleman", "name": script, "first_day": (TODAY + timedelta(days=9)).isoformat(),
                        "source": script})  # fmt: skip
    fields = ("region", "kind", "latitude", "verified_at", "confidence", "opens_0", "open_day", "preview_at",
              "geo_precision", "lock_version")  # fmt: skip
    bad = NEW | dict.fromkeys(fields, script)

    pages = [ani.get(path) for path in (address, HOME, f"{HOME}?q={script}&jenis={script}&wilayah=", HOLIDAYS)]
    pages += [ani.post(f"{HOME}/baru", bad), ani.post(f"{address}/pratinjau", bad), ani.post(HOLIDAYS, bad)]
    pages += [ani.post(address, [*bad.items(), ("op", f"copy:{script}")]), ani.get("/daerah/kab_sleman")]

    for response in pages:
        assert "<script>alert" not in response.text, response.url
        assert response.status_code in (200, 422), (response.url, response.status_code)


def test_others_regions_are_closed(browse: Browse, open_session: sessionmaker[Session]) -> None:
    address = made(browse("ani"))
    citra, eko = browse("citra"), browse("eko")

    assert citra.post(f"{HOME}/baru", NEW).status_code == 403
    assert citra.post(f"{HOME}/baru/pratinjau", NEW).status_code == 403
    assert (
        citra.post(
            HOLIDAYS, {"region": "kab_sleman", "name": "x", "first_day": "2027-01-02", "source": "y"}
        ).status_code
        == 403
    )
    assert citra.get(f"{HOME}/peta/kab_sleman").status_code == 403
    assert citra.get(address).status_code == 403
    assert "Puskesmas Uji" not in citra.get(HOME).text
    assert "Puskesmas Uji" not in citra.get(f"{HOME}?wilayah=kab_sleman").text
    for path in (HOME, f"{HOME}/baru", HOLIDAYS, address):
        assert eko.get(path).status_code == 403, path
    with open_session() as session:
        assert session.scalars(select(LocalHoliday)).all() == []


def test_the_list_is_filtered(browse: Browse) -> None:
    ani = browse("ani")
    full = made(ani)
    bare = made(
        ani, name="Puskesmas Polos", latitude="", longitude="", opens_0="", closes_0="", address="Jalan Mangga 9"
    )

    def shown(query: str) -> set[str]:
        html = ani.get(f"{HOME}?{query}").text
        return {path for path in (full, bare) if f'href="{path}"' in html}

    assert shown("jenis=puskesmas") == {full, bare}
    assert shown("tanpa=titik&jenis=puskesmas") == shown("tanpa=jam&jenis=puskesmas") == shown("q=mangga") == {bare}
    assert shown("jenis=kua") == shown("keadaan=arsip") == shown("wilayah=prov_jawa_barat") == set()
    assert shown("wilayah=prov_di_yogyakarta&q=puskesmas") == {full, bare}
    assert ani.post(f"{bare}/arsip").status_code == 303
    assert shown("jenis=puskesmas") == {full}
    assert shown("keadaan=arsip") == {bare}
    assert "diarsipkan" in text_of(ani.get(bare).text)
    assert ani.post(f"{bare}/pulihkan").status_code == 303
    assert shown("keadaan=semua&jenis=puskesmas&hal=99999") == {full, bare}
    assert ani.get(f"{HOME}?wilayah=kab_tiada&hal=x").status_code == 404


def test_the_preview_answers_for_the_moment_asked_about(browse: Browse) -> None:
    ani = browse("ani")
    address = made(ani)

    for moment, words in (
        ("2026-11-30T09:00", "30 Nov 2026 09.00 WIB: Buka sekarang, tutup 12.00 WIB"),
        ("2026-11-30T13:00", "30 Nov 2026 13.00 WIB: Tutup"),
        ("9999-12-31T23:59", f"{TODAY.year}"),
        ("kapan-kapan", f"{TODAY.year}"),
    ):
        said = text_of(ani.post(f"{address}/pratinjau", NEW | {"preview_at": moment}).text)
        assert words in said
        assert "Puskesmas Uji" in said
    said = text_of(ani.post(f"{address}/pratinjau", NEW | {"latitude": "-6.2", "longitude": "106.8"}).text)
    assert "bukan di Kabupaten Sleman" in said
    assert "Pilih wilayah dulu" in ani.post(f"{HOME}/baru/pratinjau", {"name": "x"}).text


def test_hours_are_copied_without_scripts(browse: Browse) -> None:
    pairs = [*NEW.items(), ("opens_0", "13.00"), ("closes_0", "15.00")]
    copied = browse("ani").post(f"{HOME}/baru", [*[one for one in pairs if one[0] != "op"], ("op", "copy:0:56")])

    assert copied.status_code == 200
    fields = Fields(copied.text, "editor").pairs
    for day in (0, 5, 6):
        assert [value for name, value in fields if name == f"opens_{day}"][:2] == ["08.00", "13.00"], day
    assert [value for name, value in fields if name == "opens_1"] == ["", ""]


def test_holidays_of_the_region_are_offered_to_stay_open(browse: Browse) -> None:
    ani, dewi = browse("ani"), browse("dewi")
    address, day = made(ani), TODAY + timedelta(days=40)
    dewi.post(
        HOLIDAYS, {"region": "prov_di_yogyakarta", "name": "Hari DIY", "first_day": day.isoformat(), "source": "Pergub"}
    )

    page = ani.get(address).text

    assert f'name="open_day" value="{day.isoformat()}"' in page
    assert "Hari DIY (Daerah Istimewa Yogyakarta)" in text_of(page)
    listed = text_of(ani.get(HOLIDAYS).text)
    assert "Hari DIY" in listed
    assert "dari provinsi" in listed


def test_a_local_holiday_is_changed_and_a_second_editor_overwrites_nothing(
    browse: Browse, open_session: sessionmaker[Session]
) -> None:
    ani, dewi = browse("ani"), browse("dewi")
    day = TODAY + timedelta(days=40)
    ani.get(HOLIDAYS)
    ani.post(HOLIDAYS, {"region": "kab_sleman", "name": "Hari Jadi", "first_day": day.isoformat(), "source": "SE 1"})
    with open_session() as session:
        address = f"{HOLIDAYS}/{session.scalars(select(LocalHoliday.id)).one()}"
    assert f'href="{address}"' in ani.get(HOLIDAYS).text
    form = {"name": "Hari Jadi", "first_day": day.isoformat(), "last_day": "", "source": "SE 1", "lock_version": "1"}
    dewi.get(address)
    assert dewi.post(address, form | {"source": "SE 2"}).status_code == 303

    ani.get(address)
    refused = ani.post(address, form | {"name": "HUT Sleman"})

    assert refused.status_code == 409
    told = text_of(refused.text)
    assert "Dewi menyimpan perubahan setelah Anda membuka halaman ini" in told
    assert "SE 2" in told
    assert 'value="HUT Sleman"' in refused.text
    assert (wrong := ani.post(address, form | {"first_day": "besok"})).status_code == 422
    assert "bukan tanggal" in wrong.text
    assert 'value="besok"' in wrong.text
    version = re.search(r'name="lock_version" value="(\d+)"', refused.text)
    assert version
    assert ani.post(address, form | {"name": "HUT Sleman", "lock_version": version.group(1)}).status_code == 303
    ani.post(f"{address}/hapus")
    gone = ani.post(address, form | {"name": "Nama baru"})
    assert gone.status_code == 409
    assert "sudah dihapus orang lain" in gone.text
    assert 'value="Nama baru"' in gone.text


def test_every_change_is_in_the_audit_in_words(browse: Browse, open_session: sessionmaker[Session]) -> None:
    ani = browse("ani")
    address = made(ani)
    ani.post(address, changed(ani.form(address), phone="112"))
    ani.post(f"{address}/arsip")
    ani.post(HOLIDAYS, {"region": "kab_sleman", "name": "Hari Jadi", "first_day": "2027-05-15", "source": "SE 1"})
    with open_session() as session:
        holiday = session.scalars(select(LocalHoliday.id)).one()
    ani.post(f"{HOLIDAYS}/{holiday}/hapus")

    with open_session() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == [
        "office.create", "office.change", "office.archive", "local_holiday.create", "local_holiday.delete",
    ]  # fmt: skip
    told = text_of(browse("dewi").get("/admin/audit").text)
    for words in ("menambah kantor", "mengubah kantor", "mengarsipkan kantor", "menghapus hari libur daerah"):
        assert words in told


TEXT = st.text(max_size=30)
NAMES = st.sampled_from([*NEW, "opens_6", "closes_6", "closure_first", "closure_last", "closure_reason", "open_day",
                         "preview_at", "lock_version", "open_on_holidays", "op"])  # fmt: skip


@tries(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, TEXT), max_size=30))
def test_no_form_breaks_the_page(browse: Browse, pairs: list[tuple[str, str]]) -> None:
    ani = browse("ani")

    response = ani.post(f"{HOME}/baru", [("region", "kab_sleman"), *pairs])

    assert response.status_code in (200, 422), response.text
    assert ani.post(f"{HOME}/baru/pratinjau", [("region", "kab_sleman"), *pairs]).status_code == 200


@given(st.lists(st.tuples(NAMES, st.text()), max_size=40))
def test_nothing_typed_is_lost_in_the_form(pairs: list[tuple[str, str]]) -> None:
    form = form_of_pairs(pairs)

    for name, value in pairs:
        if name.startswith("opens_") and value.strip() and len(value) <= LONGEST:
            assert any(value == opens for opens, _ in form.hours[int(name[-1])])


def test_a_stored_form_reads_back_as_the_same_content() -> None:
    typed = form_of_pairs([*NEW.items(), ("opens_0", "13.00"), ("closes_0", "15.00"), ("closure_first", "2026-12-28")])
    content, problems = typed.content()

    assert problems == []
    assert form_of_content(content, 1).content() == (content, [])
