"""The tree holds no secret, token, database, personal data or place of one machine, and its docs are whole."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

import pytest

from loket.cli.app import MODULES
from loket.settings import PROJECT_ROOT, Settings

FORBIDDEN_FILES = re.compile(
    r"(^|/)\.env(\.|$)(?!example)|\.(sqlite3?|db|pem|key|p12|pfx)$|(^|/)(models|secrets|var|\.venv)/|\.tar\.gz$"
    r"|(^|/)\.python-version$"
)
SECRETS = {
    "Telegram bot token": re.compile(r"\b\d{8,10}:[A-Za-z0-9_-]{30,}\b"),
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    "cloud or forge token": re.compile(r"\b(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|xox[bap]-[A-Za-z0-9-]{20,})\b"),
    "password in an address": re.compile(r"://[^/\s:@{}<>\"']+:(?!rahasia@|sandi@)[^/\s:@{}<>\"']{3,}@(?!host)"),
}
# A NIK has 16 digits: place (6), day of birth (day + 40 for women), month, year, number.
NIK = re.compile(
    r"(?<![\d.])[1-9]\d{5}(0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(0[1-9]|1[0-2])\d{2}(?!0000)\d{4}(?![\d.])"
)
MOBILE = re.compile(r"(?<![\d+])(?:\+62|62|0)8\d{2}[- .]?\d{3,4}[- .]?\d{3,5}(?!\d)")
PLACES = re.compile(
    r"(?<![\w.])(/root/|/home/[a-z]|/work/|/Users/[A-Za-z])|index-url|find-links\s|https?://\S+/simple\b"
)
HASHES = re.compile(r"sha256:[0-9a-f]{64}")
# Numbers offices publish for the public to call stand in the seed, with their source.
PUBLIC_NUMBERS = ("data/seed/",)
# This file and its like speak of what they look for; the lock tool names uv's options.
SPEAK_OF_PLACES = {"tests/test_tree.py", "loket/stack/lock.py"}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (PROJECT_ROOT / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    for name in tracked():
        content = (PROJECT_ROOT / name).read_bytes()
        if b"\0" not in content[:8000]:
            yield name, HASHES.sub("", content.decode("utf-8", "replace"))


def test_no_database_model_key_or_environment_file_is_in_the_tree() -> None:
    assert [name for name in tracked() if FORBIDDEN_FILES.search(name) and name != ".env.example"] == []


@pytest.mark.parametrize("kind", sorted(SECRETS))
def test_no_secret_is_in_the_tree(kind: str) -> None:
    found = [(name, hit.group()[:12]) for name, text in texts() for hit in SECRETS[kind].finditer(text)]

    assert found == []


def test_no_citizen_number_is_in_the_tree() -> None:
    assert [(name, hit.group()[:6]) for name, text in texts() for hit in NIK.finditer(text)] == []


def test_no_persons_phone_number_is_in_the_tree() -> None:
    found = [
        (name, hit.group())
        for name, text in texts()
        if not name.startswith(PUBLIC_NUMBERS) and not name.startswith("requirements/")
        for hit in MOBILE.finditer(text)
    ]

    assert found == []


def test_no_path_of_a_machine_and_no_registry_is_in_the_tree() -> None:
    found = [
        (name, hit.group()) for name, text in texts() if name not in SPEAK_OF_PLACES for hit in PLACES.finditer(text)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (SECRETS["Telegram bot token"], "123456789" + ":" + "A" * 35),
        (SECRETS["private key"], "-----BEGIN RSA " + "PRIVATE KEY-----"),
        (SECRETS["password in an address"], "postgresql://loket" + ":geheim@db/loket"),
        (NIK, "340401" + "450190" + "0001"),
        (MOBILE, "0812" + "34567890"),
        (PLACES, "/ro" + "ot/x"),
        (FORBIDDEN_FILES, "var/loket.sqlite"),
        (FORBIDDEN_FILES, ".env"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


def test_every_setting_is_documented_with_its_default() -> None:
    page = (PROJECT_ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]*) \|", page, re.MULTILINE))

    wanted = {str(field.validation_alias or f"LOKET_{name.upper()}") for name, field in Settings.model_fields.items()}

    assert set(rows) == wanted
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, (int, float)) and not isinstance(field.default, bool):
            shown = rows[str(field.validation_alias or f"LOKET_{name.upper()}")].strip()
            assert shown == f"{field.default:g}", name


def test_every_command_is_documented() -> None:
    pages = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT_ROOT / "docs").glob("*.md"))

    assert [name for name in MODULES if f"loket {name}" not in pages] == []


def test_every_make_target_with_help_is_documented() -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    pages = (PROJECT_ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)

    assert {"run", "test", "lint"} <= set(targets)
    assert [target for target in targets if f"make {target}" not in pages] == []


def test_no_file_has_outgrown_its_topic() -> None:
    lengths = {name: len(text.splitlines()) for name, text in texts() if name.endswith(".py")}

    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}
