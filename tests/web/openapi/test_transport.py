"""How it is sent: ETag and 304, HEAD, CSV for spreadsheets, the polite limit, sizes."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Databases
from tests.web.openapi.conftest import settings_for
from web.app import create_app
from web.openapi import conditional
from web.openapi.tabular import as_csv

API = "/api/v1"


def test_what_is_known_already_is_not_sent_again(client: TestClient) -> None:
    first = client.get(f"{API}/services")

    again = client.get(f"{API}/services", headers={"If-None-Match": f'"lain", W/{first.headers["etag"]}'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "link" in again.headers
    assert client.get(f"{API}/services", headers={"If-None-Match": '"lain"'}).status_code == 200
    assert client.get(f"{API}/services", headers={"If-None-Match": "*"}).status_code == 304


def test_json_and_csv_have_tags_of_their_own(client: TestClient) -> None:
    tags = {client.get(f"{API}/services", headers={"Accept": kind}).headers["etag"] for kind in ("text/csv", "*/*")}

    assert len(tags) == 2


def test_a_date_is_trusted_only_when_its_second_is_over(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get(f"{API}/categories?per_page=7")
    since = {"If-Modified-Since": first.headers["last-modified"]}

    now = time.time()
    monkeypatch.setattr(conditional.time, "time", lambda: now + 5)

    assert client.get(f"{API}/categories?per_page=7", headers=since).status_code == 304
    # RFC 9110, 13.1.3: a tag that does not fit wins over a date that does.
    both = {**since, "If-None-Match": '"lain"'}
    assert client.get(f"{API}/categories?per_page=7", headers=both).status_code == 200
    assert client.get(f"{API}/categories?per_page=7", headers={"If-Modified-Since": "kemarin"}).status_code == 200


def test_changed_content_is_newer_however_it_changed() -> None:
    seen = conditional.Seen()
    seen.since("a", "satu")

    seen._known["a"] = ("satu", 1000.0)

    assert seen.since("a", "satu") == 1000.0
    assert seen.since("a", "dua") > 1000.0


def test_head_is_get_without_the_body(client: TestClient) -> None:
    got, head = client.get(f"{API}/regions"), client.head(f"{API}/regions")

    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["etag"] == got.headers["etag"]
    assert head.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv", "text/csv"),
        ("application/json;q=0.5, text/csv", "text/csv"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("application/json, text/csv", "application/json"),
        ("", "application/json"),
    ],
)
def test_accept_decides_where_the_address_does_not(client: TestClient, accept: str, kind: str) -> None:
    said = client.get(f"{API}/regions", headers={"Accept": accept})

    assert said.headers["content-type"].startswith(kind)
    assert "Accept" in said.headers["vary"]
    assert client.get(f"{API}/regions?format=csv", headers={"Accept": accept}).text.startswith("\ufeff")


def test_who_takes_neither_is_told_what_there_is(client: TestClient) -> None:
    said = client.get(f"{API}/regions", headers={"Accept": "application/xml"})

    assert said.status_code == 406
    assert "text/csv" in said.json()["detail"]


@pytest.mark.parametrize(("name", "sign"), [("koma", ","), ("titik_koma", ";")])
def test_csv_opens_as_a_table(client: TestClient, name: str, sign: str) -> None:
    said = client.get(f"{API}/regions/34.04/standards?format=csv&separator={name}")

    assert said.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in said.headers["content-disposition"]
    table = list(csv.DictReader(io.StringIO(said.content.decode("utf-8-sig")), delimiter=sign))
    cost = next(row for row in table if (row["service_slug"], row["component"]) == ("ktp_el", "cost"))
    assert (cost["region_code"], cost["level"], cost["amount_rupiah"]) == ("34.04", "nasional", "0")
    assert cost["source"]
    assert cost["verified_at"] == "2026-11-23"
    assert len({row["service_slug"] for row in table}) == int(said.headers["x-total-count"])


def test_standards_come_in_smaller_files_than_other_rows(client: TestClient) -> None:
    assert client.get(f"{API}/standards?format=csv&per_page=501").status_code == 422
    assert client.get(f"{API}/regions?format=csv&per_page=2000").status_code == 200


def test_every_list_has_the_same_keys_in_csv_as_its_columns_say(client: TestClient) -> None:
    for path in ("/regions", "/services", "/categories", "/standards", "/offices", "/emergency-contacts"):
        said = client.get(f"{API}{path}?format=csv&per_page=5")
        table = list(csv.DictReader(io.StringIO(said.content.decode("utf-8-sig"))))
        assert table, path
        assert all(None not in row and None not in row.values() for row in table), path


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",))))
def test_no_text_becomes_a_formula_or_another_cell(text: str) -> None:
    body = as_csv(["satu", "dua"], [{"satu": text, "dua": 2}], "titik_koma").decode("utf-8-sig")

    read = list(csv.reader(io.StringIO(body, newline=""), delimiter=";"))

    assert len(read) == 2
    assert read[1][1] == "2"
    assert read[1][0] in (text, f"'{text}")
    assert not read[1][0].lstrip(" \n").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_numbers_below_nought_stay_numbers() -> None:
    assert as_csv(["latitude"], [{"latitude": -7.78}]).decode("utf-8-sig") == '"latitude"\r\n-7.78\r\n'


def test_one_address_is_asked_to_wait_and_another_is_not(tmp_path: Path, sqlite_databases: Databases) -> None:
    settings = settings_for(tmp_path, sqlite_databases.migrated()).model_copy(update={"api_per_minute": 3})
    app = create_app(settings)
    with TestClient(app, client=("2001:db8::1", 1)) as one, TestClient(app, client=("2001:db8:1::1", 1)) as other:
        left = [one.get(f"{API}/regions").headers["ratelimit-remaining"] for _ in range(3)]
        refused = TestClient(app, client=("2001:db8::2", 1)).get(f"{API}/regions", headers={"Origin": "https://x.id"})

        assert left == ["2", "1", "0"]
        assert refused.status_code == 429  # the same /64
        assert refused.headers["retry-after"] == "60"
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["access-control-allow-origin"] == "*"
        assert other.get(f"{API}/regions").status_code == 200


def test_a_database_that_is_away_is_a_problem_without_its_words(tmp_path: Path) -> None:
    with TestClient(create_app(settings_for(tmp_path, "")), raise_server_exceptions=False) as client:
        said = client.get(f"{API}/regions")

    assert said.status_code == 503
    assert said.json()["title"] == "Layanan sedang tidak tersedia"
    assert "sqlite" not in said.text.lower()


def test_too_much_is_refused_before_it_is_read_as_anything(client: TestClient) -> None:
    said = client.post(f"{API}/drafts", content=b"x" * (300 * 1024))
    streamed = client.post(f"{API}/drafts", content=(b"x" * 1024 for _ in range(300)))

    assert (said.status_code, streamed.status_code) == (413, 413)


def test_the_documentation_needs_nothing_from_outside(client: TestClient) -> None:
    said = client.get(f"{API}/docs")

    assert said.status_code == 200
    assert "<script" not in said.text
    assert "Daftar wilayah" in said.text
    assert 'src="http' not in said.text
    document = client.get(f"{API}/openapi.json").json()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["description"], path
            assert all(one.get("description") for one in operation.get("parameters", [])), path
