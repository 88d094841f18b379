"""What a turn may mean: what is named, what was spoken of, and what follow-ups often ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from loket.answers.answer import Reading
from loket.answers.heard import Context
from loket.dialogue_state.aspect_candidates import aspect_candidates
from loket.dialogue_state.region_candidates import region_candidates
from loket.dialogue_state.service_candidates import akin, service_candidates
from loket.dialogue_state.situation import signals_of
from tests.loket.dialogue_state.situations import SKCK, ktp_is_of_another_place, named, situation


def test_aspects_come_from_the_engine_the_rules_and_the_conversation_but_never_the_fallback() -> None:
    given = situation(
        "trus?", "terus ?", {"hours": 0.4, "contact": 0.3}, ruled=Reading(aspect="nlu_fallback"), context=SKCK
    )

    values = [one.value for one in aspect_candidates(given)]

    assert {"hours", "contact", "cost"} <= set(values)
    assert "nlu_fallback" not in values
    assert len(values) == len(set(values))


def test_services_are_the_topic_the_named_ones_those_spoken_of_and_none() -> None:
    given = ktp_is_of_another_place()
    given = replace(given, context=replace(given.context, earlier=("paspor",)))

    values = [one.value for one in service_candidates(given, ("nib",))]

    assert values == ["skck", "ktp_el", "ktp_hilang", "paspor", "nib", ""]


def test_the_words_beside_a_name_tell_for_the_service_that_is_named_only() -> None:
    found = {one.value: one.features for one in service_candidates(ktp_is_of_another_place(), ())}

    assert "go|near >saya" in found["ktp_el"]
    assert not any(name.startswith("go|") for name in found["skck"])
    assert any(name.startswith("stay|") for name in found["skck"])


def test_how_near_the_words_come_to_another_service_is_seen_on_both() -> None:
    given = ktp_is_of_another_place()
    assert given.service
    close = replace(given.service, candidates=("ktp_el", "ktp_hilang"), scores=(0.8, 0.7))
    far = replace(close, scores=(0.8, 0.3))

    seen = [
        {one.value: {name for name in one.features if "|near=" in name} for one in service_candidates(which, ())}
        for which in (replace(given, service=close), replace(given, service=far))
    ]

    assert seen[0]["ktp_el"] == {"named|near=3", f"named|near=3|linking={given.linking}"}
    assert "namesake|near=3" in seen[0]["ktp_hilang"]
    assert "named|near=0" in seen[1]["ktp_el"]
    assert "namesake|near=0" in seen[1]["ktp_hilang"]
    assert seen[0]["skck"] == set()


def test_a_region_is_taken_or_left_only_where_another_one_is_named() -> None:
    given = ktp_is_of_another_place()

    assert [one.value for one in region_candidates(given)] == ["take", "stay"]
    assert region_candidates(replace(given, region=None)) == []
    same = replace(given, context=Context(region="kota_bogor"))
    assert region_candidates(same) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("sim_baru", "sim_perpanjang", True),
        ("nikah_kua", "akta_nikah", True),
        ("akta_nikah", "nikah_kua", True),
        ("ktp_el", "kk_baru", False),
        ("ktp_el", "ktp_el", False),
    ],
)
def test_services_of_one_family_are_akin(one: str, other: str, expected: bool) -> None:
    assert akin(one, other) is expected


def test_words_around_a_name_reach_to_the_ends() -> None:
    given = situation(
        "skck?",
        "SERVICE ?",
        {"overview": 1.0},
        ruled=Reading(aspect="overview"),
        service=named("skck", "skck", "skck?"),
    )

    assert given.around("SERVICE") == ("<^", ">?", "<^ ^", ">? $")
    assert given.around("REGION") == ()


@pytest.mark.parametrize(
    "understood",
    [{}, {"words": ["a"]}, {"words": "a", "intent_ranking": []}, {"words": ["a"], "intent_ranking": [{"name": "cost"}]},
     {"words": ["a"], "intent_ranking": [{"name": "nlu_fallback", "confidence": 0.4}]}],
)  # fmt: skip
def test_without_words_or_probabilities_there_are_no_signals(understood: dict[str, object]) -> None:
    assert signals_of(understood) is None


def test_signals_leave_out_the_fallback_and_what_is_no_word() -> None:
    ranking = [{"name": "nlu_fallback", "confidence": 0.45}, {"name": "cost", "confidence": 0.3}]

    found = signals_of({"words": ["berapa", 3], "intent_ranking": ranking})

    assert found is not None
    assert found.words == ("berapa",)
    assert found.ranking == (("cost", 0.3),)
