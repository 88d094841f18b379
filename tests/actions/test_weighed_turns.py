"""A typed turn is weighed with its dialogue in the action, and the engine is told what it was read as."""

from __future__ import annotations

from typing import Any

import httpx

from tests.actions.calls import answer_in, entity, make_call, make_message, slots_in

RANKING = [{"name": "requirements", "confidence": 0.93}, {"name": "overview", "confidence": 0.04}]


def weighed(message: dict[str, Any], words: str, ranking: list[dict[str, Any]]) -> dict[str, Any]:
    """The message with what the engine hands on for weighing."""
    return {**message, "words": words.split(), "intent_ranking": ranking}


async def post(client: httpx.AsyncClient, call: dict[str, Any]) -> dict[str, Any]:
    response = await client.post("/webhook", json=call)
    body: dict[str, Any] = response.json()
    return body


async def test_a_new_question_on_another_service_goes_there(client: httpx.AsyncClient) -> None:
    asked = await post(client, make_call(make_message(entities=[entity("service", "skck")], region="kab_sleman")))
    text = "kalau bikin npwp syaratnya apa"
    names = [entity("service", "npwp", 6, 16, confidence=1.0, candidates=[{"value": "npwp", "score": 1.0}])]
    message = make_message("requirements", text, names, region="kab_sleman")

    told = await post(
        client,
        make_call(weighed(message, "kalau SERVICE syarat nya apa", RANKING), slots=slots_in(asked)),
    )

    said = slots_in(told)["reading"]
    assert (said["aspect"], said["service"], said["message_id"]) == ("requirements", "npwp", "simulator:7")
    assert 0.4 <= said["confidence"] <= 1
    assert answer_in(told)["reading"]["service"] == "npwp"


async def test_small_talk_tells_what_it_was_read_as(client: httpx.AsyncClient) -> None:
    ranking = [{"name": "thanks", "confidence": 0.99}]
    message = make_message("thanks", "makasih banyak ya", region="kab_sleman")

    told = await post(client, make_call(weighed(message, "terima kasih banyak ya", ranking)))

    said = slots_in(told)["reading"]
    assert (said["aspect"], said["service"], said["region"]) == ("thanks", None, None)
    assert said["message_id"] == "simulator:7"


async def test_a_button_is_told_without_confidence(client: httpx.AsyncClient) -> None:
    message = make_message("cost", "/cost", [entity("service", "skck")], region="kab_sleman")

    told = await post(client, make_call(weighed(message, "", RANKING)))

    assert slots_in(told)["reading"]["confidence"] is None
