"""Papers and circumstances named beside the service spoken of."""

from __future__ import annotations

import pytest

from loket.answers.aspects import FALLBACK
from loket.answers.conditions import as_condition, without_place
from loket.answers.heard import Context, Heard, Linked

SKCK = Context(aspect="duration", main="procedure", service="skck", region="kota_tangerang_selatan")


def told(
    text: str, paper: str, slug: str, score: float = 0.4, aspect: str = FALLBACK, region: str = ""
) -> Heard | None:
    """What the message becomes after a question about SKCK; ``paper`` and ``region`` are the words linked."""
    start = text.index(paper)
    place = Linked("kab_bogor", span=(text.index(region), text.index(region) + len(region))) if region else None
    heard = Heard(aspect, text, Linked(slug, (slug,), span=(start, start + len(paper)), score=score), place)
    return as_condition(heard, SKCK)


@pytest.mark.parametrize(
    ("text", "paper", "slug", "score"),
    [
        ("kalau ktp saya masih alamat lama bisa ga", "ktp", "ktp_el", 0.38),
        ("ktp aslinya udah patah gpp?", "ktp", "ktp_el", 0.45),
        ("kk belum diperbarui ngaruh gak", "kk", "kk_baru", 0.41),
        ("nikah siri, boleh teu?", "nikah siri", "nikah_kua", 0.88),
        ("harus bawa kk asli ga", "kk", "kk_baru", 0.41),
    ],
)
def test_a_circumstance_is_a_requirement_of_the_service_spoken_of(
    text: str, paper: str, slug: str, score: float
) -> None:
    heard = told(text, paper, slug, score)

    assert heard is not None
    assert (heard.aspect, heard.service) == ("requirements", None)


def test_a_sure_question_keeps_its_aspect() -> None:
    heard = told("ktp luar kota bisa di kantor mana aja ga", "ktp", "ktp_el", aspect="online_link")

    assert heard is not None
    assert heard.aspect == "online_link"


@pytest.mark.parametrize(
    ("text", "paper", "slug", "score"),
    [
        ("ganti ktp juga bisa ga", "ktp", "ktp_el", 0.38),  # done to get that paper
        ("ktp gimana", "ktp", "ktp_el", 0.38),  # asks nothing of what goes
        ("syarat kk bisa dikirim ga", "kk", "kk_baru", 0.41),  # names an aspect of its own
        ("kalau pinjam modal bisa ga", "pinjam modal", "kur_umkm", 1.0),  # named in full
        ("bukan skck, ktp bisa ga", "ktp", "ktp_el", 0.38),  # put right
    ],
)
def test_a_topic_of_its_own_is_left_alone(text: str, paper: str, slug: str, score: float) -> None:
    assert told(text, paper, slug, score) is None


@pytest.mark.parametrize(
    ("text", "region", "stays"),
    [
        ("ktp saya bogor bisa ga", "bogor", False),
        ("ktp masih di bogor ngaruh ga", "bogor", False),
        ("kalau ktp dipakai ke bogor bisa ga", "bogor", True),
    ],
)
def test_where_the_paper_comes_from_is_not_where_the_person_is_served(text: str, region: str, *, stays: bool) -> None:
    heard = told(text, "ktp", "ktp_el", region=region)

    assert heard is not None
    assert (heard.region is not None) is stays


def test_nothing_is_a_condition_of_nothing() -> None:
    text = "ktp saya bogor bisa ga"
    assert as_condition(Heard(FALLBACK, text, Linked("ktp_el", span=(0, 3), score=0.38)), Context()) is None


def test_the_form_of_a_paper_is_a_requirement() -> None:
    heard = told("buku nikahnya asli atau cukup fotokopi", "buku nikahnya", "nikah_kua", 0.95, "requirements")

    assert heard is not None
    assert heard.service is None


def test_a_place_of_papers_is_left_out_whatever_is_named() -> None:
    text = "kalo kk ku masih bogor boleh rekam di situ ga"
    place = Linked("kab_bogor", span=(text.index("bogor"), text.index("bogor") + 5))

    assert without_place(Heard("requirements", text, None, place), SKCK).region is None
    assert without_place(Heard("requirements", text, None, place), Context(region="kab_sleman")).region == place
