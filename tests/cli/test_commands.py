"""The command line on a database of its own: results, JSON, and refusals in one Indonesian sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from loket.bots.links import LinkTooLong, deep_link
from loket.cli.app import MODULES, build_app
from loket.settings import get_settings

runner = CliRunner()


@pytest.fixture
def home(tmp_path: Path, seeded_database_url: str, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """LOKET_HOME with a seeded database, on SQLite and again on PostgreSQL."""
    monkeypatch.setenv("LOKET_HOME", str(tmp_path))
    monkeypatch.setenv("LOKET_DATABASE_URL", seeded_database_url)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


def loket(*arguments: str):  # type: ignore[no-untyped-def]
    return runner.invoke(build_app(), arguments)


@pytest.mark.usefixtures("home")
def test_upgrade_of_a_current_database_changes_nothing() -> None:
    done = loket("db", "upgrade", "--json")

    assert done.exit_code == 0
    assert json.loads(done.stdout) == {"changed": False}


def test_publish_writes_the_lexicon_once(home: Path) -> None:
    first = json.loads(loket("lexicon", "publish", "--json").stdout)
    second = json.loads(loket("lexicon", "publish", "--json").stdout)

    assert (first["changed"], second["changed"]) == (True, False)
    assert json.loads((home / "lexicon.json").read_text())["version"] == first["version"] == second["version"]


@pytest.mark.usefixtures("home")
def test_seed_again_keeps_everything() -> None:
    report = json.loads(loket("seed", "--json").stdout)

    assert report["created"] == report["updated"] == report["withdrawn"] == 0
    assert report["unchanged"] > 1000


@pytest.mark.usefixtures("home")
def test_a_bot_is_added_once_and_listed_with_what_it_lacks() -> None:
    added = loket("bot", "add", "sleman", "--token-env", "TOKEN_SLEMAN", "--region", "kab_sleman")
    again = loket("bot", "add", "sleman", "--token-env", "TOKEN_SLEMAN")
    listed = json.loads(loket("bot", "list", "--json").stdout)

    assert added.exit_code == 0
    assert again.exit_code == 1
    assert "sudah ada" in again.stderr
    assert [bot["name"] for bot in listed] == ["simulator", "sleman"]
    assert listed[1]["state"] != "siap"


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["bot", "add", "X Y", "--token-env", "A"], "Nama bot"),
        (["bot", "add", "simulator", "--token-env", "A"], "Nama bot"),
        (["bot", "add", "a"], "--token-env"),
        (["bot", "add", "a", "--token-env", "123456:abc"], "bukan tokennya"),
        (["bot", "add", "a", "--token-env", "A", "--region", "atlantis"], "atlantis"),
        (["import", "boundaries", "tidak-ada.geojson"], "tidak ada"),
        (["qr"], "--username"),
        (["qr", "--username", "loket_bot", "--service", "paspor_antariksa"], "paspor_antariksa"),
        (["qr", "--username", "x y"], "bukan nama bot"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_code_1(arguments: list[str], word: str) -> None:
    refused = loket(*arguments)

    assert refused.exit_code == 1
    assert word in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert refused.stdout == ""


@pytest.mark.usefixtures("home")
def test_a_broken_boundary_file_changes_nothing_and_says_why(tmp_path: Path) -> None:
    file = tmp_path / "batas.geojson"
    file.write_text('{"type": "FeatureCollection", "features": [{"properties": {"slug": "x"}}]}')

    refused = loket("import", "boundaries", str(file))

    assert refused.exit_code == 1
    assert "feature 1" in refused.stderr


@pytest.mark.usefixtures("home")
def test_a_code_is_saved_as_png_and_svg(tmp_path: Path) -> None:
    arguments = ["--region", "kota_yogyakarta", "--service", "ktp_el", "--username", "@loket_bot", "--json"]

    said = json.loads(loket("qr", *arguments, "--out", str(tmp_path / "qr")).stdout)

    assert said["link"] == "https://t.me/loket_bot?start=kota_yogyakarta-ktp_el"
    png, svg = (Path(path) for path in said["files"])
    assert png.read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in svg.read_bytes()


@pytest.mark.parametrize(
    ("region", "service", "end"),
    [("", "", ""), ("kab_sleman", "", "?start=kab_sleman"), ("", "skck", "?start=-skck"), ("a", "b", "?start=a-b")],
)
def test_deep_links_follow_the_contract(region: str, service: str, end: str) -> None:
    assert deep_link("loket_bot", region, service) == f"https://t.me/loket_bot{end}"


def test_a_link_telegram_would_cut_is_refused() -> None:
    with pytest.raises(LinkTooLong, match="terlalu panjang"):
        deep_link("loket_bot", "x" * 40, "y" * 30)


@pytest.mark.parametrize("command", sorted(MODULES))
def test_every_command_has_help(command: str) -> None:
    said = loket(command, "--help")

    assert said.exit_code == 0
    assert command in said.stdout


def test_a_database_that_was_never_set_up_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOKET_HOME", str(tmp_path))
    monkeypatch.setenv("LOKET_DATABASE_URL", "")
    get_settings.cache_clear()

    refused = loket("lexicon", "publish")

    get_settings.cache_clear()
    assert refused.exit_code == 1
    assert "make setup" in refused.stderr


@pytest.mark.usefixtures("home")
def test_an_account_is_invited_listed_granted_reset_and_disabled() -> None:
    invited = json.loads(loket("account", "invite", "Ani@uji.go.id", "--name", "Ani", "--json").stdout)
    again = json.loads(loket("account", "invite", "ani@uji.go.id", "--json").stdout)
    loket("account", "grant", "ani@uji.go.id", "--role", "verifikator", "--region", "kab_sleman")
    listed = json.loads(loket("account", "list", "--json").stdout)
    disabled = loket("account", "disable", "ani@uji.go.id")

    assert "/admin/undangan/" in invited["link"]
    assert invited["link"] != again["link"]
    assert listed[0]["roles"] == ["admin_program:nasional", "verifikator:kab_sleman"]
    assert listed[0]["status"] == "invited"
    assert disabled.exit_code == 1  # the only programme admin
    assert "satu-satunya" in disabled.stderr
    assert "/admin/undangan/" in loket("account", "reset", "ani@uji.go.id").stdout


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["invite", "bukan-alamat"], "email belum benar"),
        (["invite", "a@b.id", "--role", "raja"], "Peran 'raja' tidak dikenal"),
        (["invite", "a@b.id", "--role", "penyusun", "--region", "atlantis"], "tidak dikenal"),
        (["reset", "tidak.ada@uji.go.id"], "tidak ditemukan"),
    ],
)
def test_a_refused_account_command_says_why(arguments: list[str], said: str) -> None:
    refused = loket("account", *arguments)

    assert refused.exit_code == 1
    assert said in refused.stderr
