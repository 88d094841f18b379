"""Places named side by side: the one tells the other apart, and a place with its province is one name."""

from typing import Any

import pytest


def region(linker: Any, text: str) -> str | None:
    linked = linker.link(text)
    return linked.region.value if linked.region else None


def candidates(link: Any) -> set[str]:
    return {slug for slug, _ in link.candidates} if link else set()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("banyu leding di Martapura kabupaten Banjar kada jalan", "kab_banjar"),
        ("samsat Martapura Banjar buka jam berapa", "kab_banjar"),
        ("ktp di martapura kalsel", "kab_banjar"),
        ("ktp di martapura, sumsel", "kab_ogan_komering_ulu_timur"),
        ("pbb sawah di Martapura OKU Timur", "kab_ogan_komering_ulu_timur"),
    ],
)
def test_a_name_of_two_places_is_told_by_the_place_beside_it(seed_linker: Any, text: str, slug: str) -> None:
    linked = seed_linker.link(text)
    assert linked.region.value == slug
    assert not linked.region.ambiguous


@pytest.mark.parametrize("text", ["ktp solok sumbar", "biaya sim bandung jabar", "kota bandung, kab bandung"])
def test_a_place_beside_that_tells_nothing_changes_nothing(seed_linker: Any, text: str) -> None:
    linked = seed_linker.link(text)
    assert linked.region.ambiguous or linked.region.value in ("kota_bandung", "kab_bandung")
    assert candidates(linked.region) & {"kota_bandung", "kab_bandung", "kota_solok", "kab_solok"}


def test_where_one_moves_from_does_not_narrow_where_one_moves_to(seed_linker: Any) -> None:
    assert region(seed_linker, "pindah dari kabupaten solok ke solok") == "kota_solok"


def test_of_two_towns_of_one_name_neither_is_first_for_lacking_it_as_an_alias(seed_linker: Any) -> None:
    assert region(seed_linker, "ktp di martapura") == "kab_banjar"
    assert candidates(seed_linker.link("ktp di martapura").region) == {"kab_banjar", "kab_ogan_komering_ulu_timur"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("kalo di martapura kalsel?", "martapura kalsel"),
        ("kalau di Slawi, Jawa Tengah gimana", "Slawi, Jawa Tengah"),
        ("di Martapura kabupaten Banjar", "Martapura kabupaten Banjar"),
        ("provinsi jambi, kota jambi", "provinsi jambi, kota jambi"),
        ("pindah dari bandung, sleman", "sleman"),
        ("kalau di bantul?", "bantul"),
    ],
)
def test_a_place_and_the_province_beside_it_are_one_name(seed_linker: Any, text: str, named: str) -> None:
    """What is left of the message decides whether it asks anything: "kalsel" asks nothing."""
    region = seed_linker.link(text).region
    assert text[region.start : region.end] == named
