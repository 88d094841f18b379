"""What is linked in a message, and what is not."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def service(linker: Any, text: str) -> str | None:
    linked = linker.link(text)
    return linked.service.value if linked.service else None


def region(linker: Any, text: str) -> str | None:
    linked = linker.link(text)
    return linked.region.value if linked.region else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mau bikin ktp", "ktp_el"),
        ("ktp saya hilang di jalan", "ktp_hilang"),
        ("KTP ku ilang kak", "ktp_hilang"),
        ("bikin ktp lagi", "ktp_hilang"),
        ("sim saya mau saya perpanjang", "sim_perpanjang"),
        ("perpanjangan SIM", "sim_perpanjang"),
        ("bukan bikin sim tapi perpanjang sim", "sim_perpanjang"),
        ("ganti data kartu keluarga bawa apa selain ktp", "kk_ubah"),
        ("selain ktp bisa pakai apa", None),
        ("ganti data kartu keluarga", "kk_ubah"),
        ("syrt bkin ak.1", "kartu_kuning"),
        ("AK1 itu apa", "kartu_kuning"),
        ("akte kematian bapak", "akta_mati"),
        ("b1k1n 5im", "sim_baru"),
        ("perpnjang sim", "sim_perpanjang"),
        ("resep rendang padang", None),
        ("halo", None),
        ("", None),
    ],
)
def test_service_is_read_from_everyday_words(linker: Any, text: str, expected: str | None) -> None:
    assert service(linker, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ktp di sleman", "kab_sleman"),
        ("skck grsik dmn", "kab_gresik"),
        ("sim sby", "kota_surabaya"),
        ("kab bandung", "kab_bandung"),
        ("perpanjang di bandung kota bawa apa", "kota_bandung"),
        ("kk bandung barat", "kab_bandung_barat"),
        ("ktp bandar lampung", "kota_bandar_lampung"),
        ("beli batu di toko", None),
        ("what should i prepare for ktp", None),
        ("bikin ktp di batu", "kota_batu"),
        ("kota batu bikin ktp", "kota_batu"),
        ("lapor di tempat kerja baru. kira-kira selesai kapan", None),
        ("ktp sleman jawa barat", "kab_sleman"),
        ("pindah datang dari surabaya ke sleman", "kab_sleman"),
        ("saya kab bandung bukan kota bandung", "kab_bandung"),
        ("bukan kab bandung tapi kota bandung", "kota_bandung"),
        ("bukan sleman", "kab_sleman"),
        ("pindah keluar dari surabaya ke sleman", "kota_surabaya"),
    ],
)
def test_region_is_read_with_its_type_and_its_role(linker: Any, text: str, expected: str | None) -> None:
    assert region(linker, text) == expected


def test_kota_and_kabupaten_of_one_name_are_asked_back(linker: Any) -> None:
    link = linker.link("bikin ktp bandung").region

    assert link.ambiguous
    assert [slug for slug, _ in link.candidates] == ["kota_bandung", "kab_bandung"]


def test_services_that_fit_equally_are_asked_back(linker: Any) -> None:
    link = linker.link("surat pindah").service

    assert link.ambiguous
    assert {slug for slug, _ in link.candidates} == {"pindah_datang", "pindah_keluar"}


def test_places_point_into_the_citizens_own_text(linker: Any) -> None:
    text = "\u200bmau  B1K1N   KTP\u202e dong di SLEMAN!!"

    linked = linker.link(text)

    assert text[linked.service.start : linked.service.end].upper() == "B1K1N   KTP"
    assert text[linked.region.start : linked.region.end] == "SLEMAN"


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text_is_linked_with_spans_inside_it(linker: Any, text: str) -> None:
    linked = linker.link(text)

    for token in linked.tokens:
        assert 0 <= token.start < token.end <= len(text)
    for entity in linked.entities():
        assert 0 <= entity["start"] < entity["end"] <= len(text)
        assert entity["candidates"][0]["value"] == entity["value"]
        assert 0 < entity["confidence"] <= 1


@given(
    st.lists(
        st.sampled_from(
            [
                "ktp",
                "sim",
                "hilang",
                "bikin",
                "kota",
                "kab",
                "bandung",
                "sleman",
                "batu",
                "dari",
                "ke",
                "bukan",
                "tapi",
                ".",
                "?",
                "pindah",
            ]
        )
    )
)
@settings(max_examples=300, deadline=None)
def test_any_order_of_words_is_linked(linker: Any, words: list) -> None:
    linked = linker.link(" ".join(words))

    assert len(linked.entities()) <= 2
    assert linked.service_tokens.isdisjoint(linked.region_tokens)


def test_a_filler_that_tells_two_services_apart_does_not_make_the_plain_phrase_ambiguous(linker: Any) -> None:
    linked = linker.link("brp sih biaya bikin ktp")

    assert (linked.service.value, linked.service.ambiguous) == ("ktp_el", False)
