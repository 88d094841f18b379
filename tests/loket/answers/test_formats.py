"""How amounts, lines and enumerations read."""

from __future__ import annotations

import pytest

from loket.answers import formats
from tests.loket.answers.asking import Ask


@pytest.mark.parametrize(
    ("given", "inside"),
    [("Gratis", "gratis"), ("Rp30.000", "Rp30.000"), ("SIM baru", "SIM baru"), ("KTP-el baru", "KTP-el baru"),
     ("Akta kelahiran", "akta kelahiran"), ("Umumnya 1 hari", "umumnya 1 hari"), ("14 hari", "14 hari"), ("", "")],
)  # fmt: skip
def test_inside_a_line_only_ordinary_words_lose_their_capital(given: str, inside: str) -> None:
    assert formats.lead(given) == inside


@pytest.mark.parametrize(
    ("given", "shown"),
    [("aplikasi IKD", "Aplikasi IKD"), ("oss.go.id", "oss.go.id"), ("imigrasi.go.id (lama)", "imigrasi.go.id (lama)"),
     ("KK lama", "KK lama"), ("", "")],
)  # fmt: skip
def test_a_line_of_a_list_starts_large_but_an_address_stays(given: str, shown: str) -> None:
    assert formats.item(given) == shown


@pytest.mark.parametrize(
    ("parts", "text"),
    [(["a"], "a"), (["a", "b"], "a dan b"), (["a", "b", "c"], "a, b, dan c"), ([], "")],
)
def test_enumerations(parts: list[str], text: str) -> None:
    assert formats.joined(parts) == text


def test_several_prices_stand_one_a_line(ask: Ask) -> None:
    first = ask("cost", "sim_baru", "kab_sleman").answer.blocks[0]

    assert first.type == "list"
    assert first.items == ["SIM A Rp120.000", "SIM B Rp120.000", "SIM C Rp100.000", "SIM D Rp50.000"]


@pytest.mark.parametrize(("service", "line"), [("skck", "Biaya: Rp30.000"), ("ktp_el", "Biaya: gratis")])
def test_the_price_in_an_overview(ask: Ask, service: str, line: str) -> None:
    listed = next(block for block in ask("overview", service).answer.blocks if block.type == "list")

    assert line in listed.items


def test_what_all_prices_share_is_their_heading(ask: Ask) -> None:
    first = ask("cost", "pln", "kab_sleman").answer.blocks[0]

    assert first.type == "list"
    assert first.heading == "Penyambungan:"
    assert first.items[0] == "450 VA Rp421.000"


def test_one_price_with_a_semicolon_stays_a_sentence(ask: Ask) -> None:
    first = ask("cost", "nikah_kua", "kab_sleman").answer.blocks[0]

    assert first.type == "text"


def test_sources_are_merged_and_names_with_and_stay_whole() -> None:
    summary = "Ringkasan tim Loket dari {}; belum dicek ke naskah aslinya"
    given = [summary.format("UU 8/2019, Permen Haji dan Umrah 3/2025, dan pasal.id"), summary.format("UU 8/2019")]

    assert (
        formats.sources(given) == "UU 8/2019, Permen Haji dan Umrah 3/2025, dan pasal.id (ringkasan Loket, belum dicek)"
    )
