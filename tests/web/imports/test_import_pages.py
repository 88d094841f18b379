"""From the choice of a kind to rows in the database, and every file that must be refused with one clear sentence."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from loket.accounts.models import Account, Role
from loket.audit.models import AuditEntry
from loket.imports.jobs import ImportJobs
from loket.imports.operations import KINDS
from loket.imports.reading import MAX_BYTES
from loket.imports.writing import csv_lines, write_xlsx
from loket.offices.models import Office
from loket.partners.models import Partner, PartnerKind
from loket.regions.models import Region
from loket.services.models import Service
from tests.loket.builders import make_office, make_service
from tests.web.signing_in import Site, text_of
from web.imports.upload_limit import MAX_BODY_BYTES

HOME = "/admin/impor"
OFFICE = {
    "wilayah": "kab_sleman", "nama": "Kantor Depok", "jenis": "kantor kecamatan", "alamat": "Jalan Uji",
    "sumber": "uji", "tanggal_dicek": "2026-11-20",
}  # fmt: skip
PATIENCE = 60.0


def csv_of(*records: dict[str, str], kind: str = "offices") -> bytes:
    return "".join(csv_lines(KINDS[kind].columns, records)).encode()


def xlsx_of(*records: dict[str, str], kind: str = "offices") -> bytes:
    out = io.BytesIO()
    write_xlsx(out, KINDS[kind].columns, records, {})
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The workbook with one more file in its archive."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return out.getvalue()


def with_entities(content: bytes) -> bytes:
    """The workbook with a sheet whose entities grow a thousandfold when they are read."""
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 8))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "lol">{levels}]><worksheet>&a7;</worksheet>'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            new.writestr(part, bomb if part.filename == "xl/worksheets/sheet1.xml" else old.read(part))
    return out.getvalue()


@pytest.fixture
def account(quick_site: Site) -> Account:
    return quick_site.make(Role.PENYUSUN, "kab_sleman")


@pytest.fixture
def client(quick_site: Site, account: Account) -> TestClient:
    return quick_site.signed_in(account)


@pytest.fixture
def send(quick_site: Site, client: TestClient) -> Callable[..., str]:
    """Uploads a file; returns the page once it has been checked."""

    def upload(content: bytes, name: str = "kantor.csv", kind: str = "offices", **fields: str) -> str:
        said = client.post(f"{HOME}/{kind}", data={**quick_site.csrf, **fields}, files={"berkas": (name, content)})
        assert said.status_code == 303, text_of(said.text)
        return settled(client, said.headers["location"])

    return upload


def settled(client: TestClient, address: str) -> str:
    """The page of an import once it no longer works in the background; returns its text after its address."""
    end = time.monotonic() + PATIENCE
    while client.get(f"{address}/keadaan").json()["stage"] in ("checking", "importing"):
        assert time.monotonic() < end
        time.sleep(0.02)  # between two looks
    return f"{address} {text_of(client.get(address).text)}"


def offices(site: Site) -> int:
    with site.open_session() as session:
        return session.scalar(select(func.count()).select_from(Office)) or 0


@pytest.mark.parametrize("made", [csv_of, xlsx_of])
def test_from_template_to_stored(
    quick_site: Site, client: TestClient, send: Callable[..., str], made: Callable[..., bytes]
) -> None:
    assert "Kantor" in text_of(client.get(HOME).text)
    assert "Templat Excel" in text_of(client.get(f"{HOME}/offices").text)
    assert client.get(f"{HOME}/offices/templat.xlsx").content.startswith(b"PK")
    name = f"kantor.{'csv' if made is csv_of else 'xlsx'}"
    checked = send(made(OFFICE, OFFICE | {"nama": "Kantor Lain"}), name)
    assert "Siap disimpan: 2 baris baru" in checked
    assert offices(quick_site) == 0
    address = checked.partition(" ")[0]

    assert client.post(address, data=quick_site.csrf).status_code == 303

    assert "Tersimpan: 2 baris baru" in settled(client, address)
    assert offices(quick_site) == 2
    again = client.post(address, data=quick_site.csrf)  # a second tap stores nothing more
    assert again.status_code == 303
    assert offices(quick_site) == 2
    with quick_site.open_session() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "import.apply")).one()
        assert (entry.subject_id, entry.origin) == (address.rpartition("/")[2], "testclient")


def test_problems_are_listed_filtered_and_downloaded(client: TestClient, send: Callable[..., str]) -> None:
    said = send(csv_of(OFFICE | {"lintang": "x", "jenis": "<b>warung</b>"}, OFFICE | {"nama": ""}))
    address = said.partition(" ")[0]

    assert "2 hal harus diperbaiki" in said
    assert "Simpan" not in said.replace("Tidak ada yang disimpan", "")
    only = text_of(client.get(address, params={"saring": "Nama kantor"}).text)
    assert "belum diisi" in only
    assert "bukan angka" not in only
    assert "bukan angka" in client.get(f"{address}/masalah.csv").text
    assert "<b>warung" not in client.get(address).text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "kosong"),
        (b"\x89PNG\r\n\x1a\n123", "a.csv", "gambar"),
        (b"%PDF-1.7", "a.xlsx", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "Excel lama"),
        (b"PK\x03\x04 rusak", "a.xlsx", "rusak"),
        (xlsx_of(OFFICE), "a.xlsm", "makro"),
        (with_part(xlsx_of(OFFICE), "xl/vbaProject.bin", b"x"), "a.xlsx", "makro"),
        (with_part(xlsx_of(OFFICE), "xl/media/nol.bin", b"\0" * 30_000_000), "a.xlsx", "tidak aman"),
        (with_entities(xlsx_of(OFFICE)), "a.xlsx", "rusak"),
        (xlsx_of(OFFICE)[:3000], "a.xlsx", "rusak"),
        (b"Wilayah;Nama kantor;Wilayah\na;b;c\n", "a.csv", "ada dua kali"),
        (b"Wilayah;Alamat\na;b\n", "a.csv", "Kolom ini tidak ada di baris judul: Nama kantor, Jenis kantor"),
        (b"\xff\xfea\xd8\x00", "a.csv", "sandinya rusak"),
        (csv_of(), "a.csv", "Tidak ada baris yang diisi"),
        (csv_of(*[OFFICE] * 20_001), "a.csv", "lebih dari 20.000 baris"),
        (csv_of(OFFICE) + b'"tidak ditutup;' + b"x" * 200_000, "a.csv", "tanda kutip yang tidak ditutup"),
    ],
    ids=["empty", "image", "pdf", "old", "broken", "xlsm", "macro", "bomb", "entities", "cut", "twice", "missing",
         "encoding", "no rows", "rows", "quotes"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    quick_site: Site, send: Callable[..., str], content: bytes, name: str, words: str
) -> None:
    said = send(content, name)

    assert "Impor belum berhasil" in said
    assert words in said
    assert offices(quick_site) == 0
    assert not list((quick_site.settings.home / "imports").glob("*"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_every_usual_encoding_and_separator_is_read(
    quick_site: Site, client: TestClient, send: Callable[..., str], encoding: str, separator: str
) -> None:
    header = ["Wilayah", "Nama kantor", "Jenis kantor", "Sumber", "Tanggal dicek"]
    row = ["kab_sleman", "Kafé “Loket” – unit layanan", "kantor kecamatan", "laman résmi", "20/11/2026"]
    text = "\r\n".join(separator.join(line) for line in (header, row))
    said = send(text.encode(encoding))
    assert "1 baris baru" in said
    assert ("Windows-1252" in said) == (encoding == "cp1252")

    address = said.partition(" ")[0]
    client.post(address, data=quick_site.csrf)
    settled(client, address)

    with quick_site.open_session() as session:
        assert session.scalars(select(Office.name)).one() == "Kafé “Loket” – unit layanan"


def test_fifty_megabytes_are_refused_before_they_are_read(quick_site: Site, client: TestClient) -> None:
    sent = 0

    def slowly() -> object:
        nonlocal sent
        for _ in range(50):
            sent += 1
            yield b"x" * 2**20

    announced = client.post(f"{HOME}/offices", content=b"x" * (MAX_BODY_BYTES + 1))
    boundary = {"Content-Type": "multipart/form-data; boundary=x"}
    streamed = client.post(f"{HOME}/offices", content=slowly(), headers=boundary)  # type: ignore[arg-type]

    for said in (announced, streamed):
        assert said.status_code == 413
        assert f"lebih besar dari {MAX_BYTES // 2**20} MB" in text_of(said.text)
        assert "content-security-policy" in said.headers
    assert not (quick_site.settings.home / "imports").exists()


def test_a_form_without_a_file_comes_back(quick_site: Site, client: TestClient) -> None:
    said = client.post(f"{HOME}/standards", data={**quick_site.csrf, "tujuan": "review"})

    assert said.status_code == 422
    assert "Belum ada berkas" in text_of(said.text)
    assert 'value="review" checked' in said.text


def test_an_import_belongs_to_who_uploaded_it(quick_site: Site, send: Callable[..., str]) -> None:
    address = send(csv_of(OFFICE)).partition(" ")[0]
    other = quick_site.signed_in(quick_site.make(Role.ADMIN_DAERAH, "kab_sleman"))

    for path in (address, f"{address}/keadaan", f"{address}/masalah.csv"):
        assert other.get(path).status_code == 404
    assert other.post(address, data=quick_site.csrf).status_code == 404


def test_cancelled_means_gone(quick_site: Site, client: TestClient, send: Callable[..., str]) -> None:
    address = send(csv_of(OFFICE)).partition(" ")[0]

    assert client.post(f"{address}/batal", data=quick_site.csrf).status_code == 303

    assert client.get(address).status_code == 404
    assert not list((quick_site.settings.home / "imports").glob("*"))


def test_after_a_restart_the_audit_says_whether_it_was_stored(
    quick_site: Site, client: TestClient, send: Callable[..., str], tmp_path: Path
) -> None:
    stored, waiting = send(csv_of(OFFICE)).partition(" ")[0], send(csv_of(OFFICE | {"nama": "Lain"})).partition(" ")[0]
    client.post(stored, data=quick_site.csrf)
    settled(client, stored)
    database = quick_site.app.state.database
    fresh = ImportJobs(tmp_path / "imports", database.reading, database.writing, lambda: None)
    quick_site.app.state.imports.close()
    quick_site.app.state.imports = fresh

    assert "tersimpan: 1 baris baru" in text_of(client.get(stored).text)
    assert "tidak ada yang disimpan darinya" in text_of(client.get(waiting).text)
    fresh.close()


def test_synonyms_are_in_the_lexicon_once_they_are_stored(quick_site: Site) -> None:
    admin = quick_site.signed_in(quick_site.make(Role.ADMIN_PROGRAM))
    with quick_site.open_session.begin() as session:
        make_service(session)
    content = csv_of({"layanan": "ktp_el", "sebutan": "bikin katepe", "arti": "pasti"}, kind="synonyms")
    said = admin.post(f"{HOME}/synonyms", data=quick_site.csrf, files={"berkas": ("s.csv", content)})
    address = said.headers["location"]
    settled(admin, address)

    admin.post(address, data=quick_site.csrf)

    assert "Tersimpan" in settled(admin, address)
    assert "bikin katepe" in (quick_site.settings.home / "lexicon.json").read_text(encoding="utf-8")


def test_exports_hold_the_own_region_and_no_formula(quick_site: Site, client: TestClient) -> None:
    with quick_site.open_session.begin() as session:
        places = {slug: session.query(Region).filter_by(slug=slug).one() for slug in ("kab_sleman", "kab_klaten")}
        make_office(session, places["kab_sleman"], name="=1+1", phone="+62 274")
        make_office(session, places["kab_klaten"], name="Kantor sana")

    text = client.get("/admin/ekspor/offices.csv").text

    assert text.startswith("\ufeffWilayah;Nama kantor")
    assert "kab_sleman;'=1+1;" in text
    assert "Kantor sana" not in text
    assert client.get("/admin/ekspor/offices.xlsx").content.startswith(b"PK")
    assert client.get("/admin/ekspor/offices.csv?wilayah=kab_klaten").text.count("\n") == 1
    assert client.get("/admin/ekspor/offices.pdf").status_code == 404


def test_who_does_not_manage_offices_is_not_offered_them(quick_site: Site) -> None:
    with quick_site.open_session.begin() as session:
        make_service(session)
        partner = Partner(slug="mitra_uji", name="Mitra Uji", kind=PartnerKind.NIRLABA)
        session.add(partner)
        session.flush()
    mitra = quick_site.signed_in(quick_site.make(Role.MITRA, "kab_sleman", partner=partner))

    assert "/admin/impor/offices" not in mitra.get(HOME).text
    assert mitra.get(f"{HOME}/offices").status_code == 403
    with quick_site.open_session() as session:
        assert session.scalar(select(func.count()).select_from(Service)) == 1
