"""``loket unanswered``: lists, filters and exports."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select
from typer.testing import CliRunner

from loket.accounts.models import Role
from loket.cli.app import build_app
from loket.database import make_engine, make_session_factory
from loket.settings import get_settings
from loket.unanswered.decisions import Target, teach
from loket.unanswered.models import Reason, UnansweredMessage
from loket.unanswered.operations import Seen, choose, keep
from tests.web.signing_in import make_account

runner = CliRunner()


@pytest.fixture
def kept(tmp_path: Path, seeded_database_url: str, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Three messages, two of them alike."""
    monkeypatch.setenv("LOKET_HOME", str(tmp_path))
    monkeypatch.setenv("LOKET_DATABASE_URL", seeded_database_url)
    get_settings.cache_clear()
    engine = make_engine(seeded_database_url).execution_options(loket_write=True)
    texts = ["brp biaya ktp ilang", "berapa biaya ktp hilang", "jam buka samsat mn [b]0"]
    payload = '/cost{"service": "ktp_el"}'
    with make_session_factory(engine).begin() as session:
        for number, text in enumerate(texts):
            region = "kab_sleman" if number == 2 else None
            keep(
                session,
                Seen(
                    f"b:{number}", f"p{number}", "utama", date(2026, 11, 20 + number), text, "duration", 0.3,
                    region=region, offered=(payload,),
                ),
                Reason.FALLBACK,
            )  # fmt: skip
        choose(session, "p1", payload)
    engine.dispose()
    yield tmp_path
    get_settings.cache_clear()


def loket(*arguments: str):  # type: ignore[no-untyped-def]
    return runner.invoke(build_app(["unanswered"]), ["unanswered", *arguments])


@pytest.mark.usefixtures("kept")
def test_groups_are_listed_largest_first() -> None:
    found = json.loads(loket("--json").stdout)

    assert [(one["text"], one["count"], one["chosen_aspect"]) for one in found] == [
        ("brp biaya ktp ilang", 2, "cost"),
        ("jam buka samsat mn [b]0", 1, None),
    ]
    shown = " ".join(loket().stdout.replace("│", " ").split())
    assert "brp biaya ktp" in shown
    assert "[b]0" in shown


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["--region", "kab_sleman"], 1),
        (["--since", "2026-11-21"], 2),
        (["--aspect", "cost"], 1),
        (["--reason", "corrected"], 0),
        (["--bot", "utama", "--limit", "1"], 1),
    ],
)
def test_filters(arguments: list[str], count: int) -> None:
    assert len(json.loads(loket("--json", *arguments).stdout)) == count


def test_exports_are_for_labelling(kept: Path) -> None:
    done = loket("--export", str(kept / "out" / "nlu.yml"), "--csv", str(kept / "out" / "all.csv"))

    assert done.exit_code == 0
    exported = yaml.safe_load((kept / "out" / "nlu.yml").read_text(encoding="utf-8"))
    assert [part["intent"] for part in exported["nlu"]] == ["cost", "duration"]
    rows = list(csv.DictReader((kept / "out" / "all.csv").open(encoding="utf-8")))
    assert [row["text"] for row in rows][:2] == ["brp biaya ktp ilang", "berapa biaya ktp hilang"]
    assert "pseudonym" not in rows[0]


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(("option", "value"), [("--region", "atlantis"), ("--aspect", "harga")])
def test_an_unknown_filter_is_one_sentence(option: str, value: str) -> None:
    refused = loket(option, value)

    assert refused.exit_code == 1
    assert value in refused.stderr


def test_what_officials_labelled_is_exported_and_their_groups_are_done(kept: Path) -> None:
    loket("--json")
    engine = make_engine(get_settings().resolved_database_url).execution_options(loket_write=True)
    with make_session_factory(engine).begin() as session:
        programme = make_account(session, Role.ADMIN_PROGRAM)
        first = session.scalars(select(UnansweredMessage.group_id).order_by(UnansweredMessage.id)).first()
        target = Target(first or 0, 9)
        teach(session, programme, target, "cost", ["duit [ktp](x) ilang brp"])
    engine.dispose()

    content = yaml.safe_load(loket("--export", "-").stdout)

    by_intent = {one["intent"]: one["examples"] for one in content["nlu"]}
    assert by_intent["cost"] == [{"text": "duit (ktp)(x) ilang brp\n", "metadata": {"label": "petugas"}}]
    assert [one["text"] for one in by_intent["duration"]] == ["jam buka samsat mn (b)0\n"]
    assert "petugas" not in loket("--export", "-", "--aspect", "hours").stdout.split("version", 1)[1]
