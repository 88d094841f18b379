"""The audit's pages: filter, proof, export."""

from __future__ import annotations

import ast
import csv
import io
import re
from pathlib import Path

from sqlalchemy import text

from loket.accounts.models import Role
from loket.audit.operations import record
from loket.regions.models import Region
from tests.loket.builders import make_service, make_standard
from tests.web.signing_in import Site, text_of
from web.audit.wording import in_words


def fill(site: Site) -> None:
    with site.open_session.begin() as session:
        for slug, name in (("kab_sleman", "=HYPERLINK(1)"), ("kab_klaten", "<script>alert(1)</script>")):
            region = session.query(Region).filter_by(slug=slug).one()
            record(
                session, f"ani@{slug}.go.id", "office.change", "office", 7, {"name": "lama"}, {"name": name},
                "192.0.2.9", region_id=region.id,
            )  # fmt: skip


def test_who_what_when_and_from_where_is_shown_with_old_and_new(site: Site) -> None:
    fill(site)
    page = site.signed_in(site.make(Role.ADMIN_PROGRAM)).get("/admin/audit").text

    said = text_of(page)
    assert "ani@kab_klaten.go.id mengubah kantor 7, Kabupaten Klaten" in said
    assert "dari 192.0.2.9" in said
    assert "lama <script>alert(1)</script>" in said  # as text
    assert "<script>alert" not in page


def test_what_is_changed_has_its_name_and_its_number_only_when_it_is_gone(site: Site) -> None:
    person = site.make(Role.PENYUSUN, "kab_sleman")
    with site.open_session.begin() as session:
        standard = make_standard(session, make_service(session), None, {})
        service = standard.service.name
        record(session, "ani", "standard.publish", "standard", standard.id, None, None, "192.0.2.9")
        record(session, "ani", "standard.discard", "standard", 987654, None, None, "192.0.2.9")
        record(session, "ani", "service.archive", "service", standard.service.slug, None, None, "192.0.2.9")
        record(session, "ani", "account.disable", "account", person.id, None, None, "192.0.2.9")

    said = text_of(site.signed_in(site.make(Role.ADMIN_PROGRAM)).get("/admin/audit").text)

    assert f"ani menerbitkan standar {service} #" in said
    assert "ani membuang draf standar 987654 #" in said
    assert f"ani mengarsipkan layanan {service} #" in said
    assert f"ani menonaktifkan akun {person.name} #" in said


def test_every_action_and_value_is_in_plain_words(site: Site) -> None:
    wording = [action for action in recorded_actions() if in_words(action) == action]
    assert wording == []
    before = {"state": "draft", "cost": {"content": {"amount_rupiah": 0, "text": ""}, "source": "Perda 1"}}
    after = {"state": "published", "cost": {"content": {"amount_rupiah": 5000, "text": "x"}, "source": "Perda 2"},
             "requirements": {"content": {"items": ["KTP", "KK"]}}, "is_active": True}  # fmt: skip
    with site.open_session.begin() as session:
        record(session, "ani", "standard.publish", "standard", 7, before, after, "192.0.2.9")

    said = text_of(site.signed_in(site.make(Role.ADMIN_PROGRAM)).get("/admin/audit").text)

    assert "Biaya/tarif jumlah (rupiah): 0; sumber: Perda 1 jumlah (rupiah): 5000; teks: x; sumber: Perda 2" in said
    assert "Persyaratan KTP; KK" in said
    assert "keadaan draf terbit" in said
    assert "aktif ya" in said
    assert "{" not in said


def recorded_actions() -> set[str]:
    """Every action that a call of ours records: a plain word, a dot, a plain word as an argument of record or _note."""
    found = set()
    for path in [*Path("loket").rglob("*.py"), *Path("web").rglob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"record", "_note", "_record_status"}:
                texts = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                found |= {text for text in texts if re.fullmatch(r"[a-z_]+\.[a-z_]+", text)}
    assert len(found) > 30
    return found


def test_filters_narrow_and_what_cannot_be_read_is_said(site: Site) -> None:
    fill(site)
    client = site.signed_in(site.make(Role.ADMIN_PROGRAM))

    narrow = text_of(client.get("/admin/audit?wilayah=kab_sleman").text)
    assert "kab_sleman.go.id" in narrow
    assert "kab_klaten.go.id" not in narrow
    assert "Belum ada perubahan yang cocok" in client.get("/admin/audit?sampai=2020-01-01").text
    wrong = text_of(client.get("/admin/audit?dari=kemarin&wilayah=atlantis").text)
    assert "Dari tanggal belum terbaca" in wrong
    assert "“atlantis” tidak dikenal" in wrong


def test_pages_lead_to_the_oldest_entry(site: Site) -> None:
    with site.open_session.begin() as session:
        for number in range(60):
            record(session, "perintah", "office.change", "office", number, None, None, "cli")
    client = site.signed_in(site.make(Role.ADMIN_PROGRAM))

    assert "?before=" in client.get("/admin/audit").text
    older = text_of(client.get("/admin/audit?before=11").text)
    assert "#10," in older
    assert "#1," in older


def test_the_export_holds_the_readers_entries_and_no_formula(site: Site) -> None:
    fill(site)
    said = site.signed_in(site.make(Role.ADMIN_DAERAH, "kab_sleman")).get(
        "/admin/audit/unduh.csv?tindakan=office.change"
    )

    assert said.text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(said.text.removeprefix("\ufeff"))))
    assert [row["wilayah"] for row in rows] == ["kab_sleman"]
    assert rows[0]["sesudah"] == '{"name": "=HYPERLINK(1)"}'
    assert not any(value.startswith("=") for value in rows[0].values())


def test_the_proof_says_whole_or_broken(site: Site) -> None:
    fill(site)
    client = site.signed_in(site.make(Role.ADMIN_PROGRAM))
    assert "Utuh: 2 catatan" in text_of(client.get("/admin/audit/periksa").text)
    with site.open_session.begin() as session:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        guard = "DROP TRIGGER audit_entries_no_update" if is_sqlite else "ALTER TABLE audit_entries DISABLE TRIGGER ALL"
        session.execute(text(guard))
        session.execute(text("UPDATE audit_entries SET actor = 'lain' WHERE id = 2"))

    assert "Catatan nomor 2 tidak cocok" in text_of(client.get("/admin/audit/periksa").text)
