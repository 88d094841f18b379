"""The actions end to end over HTTP: Rasa's call in, Answer and slots out, the chosen region in the database."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa_sdk import Tracker
from sqlalchemy.orm import Session, sessionmaker

from actions.conversation import read_turn, slots_of
from loket.answers.answer import Answer
from loket.answers.heard import Context, Pending
from loket.citizens.operations import find_citizen
from tests.actions.calls import answer_in, entity, make_call, make_message, slots_in

SENDER = "c" * 64


async def post(client: httpx.AsyncClient, call: dict[str, Any]) -> dict[str, Any]:
    response = await client.post("/webhook", json=call)
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    Answer.model_validate(answer_in(body))
    return body


async def test_a_question_is_answered_and_kept_for_the_next(client: httpx.AsyncClient) -> None:
    first = await post(client, make_call(make_message(entities=[entity("service", "skck")], region="kab_sleman")))
    assert answer_in(first)["title"] == "Biaya SKCK, Kabupaten Sleman"
    assert answer_in(first)["reading"] == {"aspect": "cost", "service": "skck", "region": None}

    second = await post(
        client, make_call(make_message("duration", "lama ga", region="kab_sleman"), slots=slots_in(first))
    )
    assert answer_in(second)["title"] == "Lama pengurusan SKCK, Kabupaten Sleman"
    kept = slots_in(second)["aspect"]
    assert (kept["aspect"], kept["main"], kept["asked"]) == ("duration", "cost", ["cost", "duration"])


async def test_an_asked_region_is_stored_and_the_question_goes_on(
    client: httpx.AsyncClient, look: sessionmaker[Session]
) -> None:
    asked = await post(client, make_call(make_message("location", "kantornya", [entity("service", "skck")])))
    assert answer_in(asked)["kind"] == "ask"

    named = make_message("change_region", "sleman", [entity("region", "kab_sleman", 0, 6)])
    told = await post(client, make_call(named, slots=slots_in(asked), sender=SENDER))

    assert answer_in(told)["title"] == "Tempat mengurus SKCK, Kabupaten Sleman"
    with look() as session:
        citizen = find_citizen(session, SENDER)
        assert citizen is not None
        assert citizen.region is not None
        assert citizen.region.slug == "kab_sleman"


async def test_a_region_only_said_is_not_stored(client: httpx.AsyncClient, look: sessionmaker[Session]) -> None:
    said = [entity("service", "skck"), entity("region", "kab_sleman")]

    await post(client, make_call(make_message("cost", "skck sleman bayar", said), sender=SENDER))

    with look() as session:
        assert find_citizen(session, SENDER) is None


async def test_a_deep_link_and_a_location_come_as_payloads(client: httpx.AsyncClient) -> None:
    link = [entity("region", "kab_sleman"), entity("service", "skck")]
    landed = await post(client, make_call(make_message("overview", '/overview{"x": 1}', link), sender=SENDER))
    assert "Kabupaten Sleman" in answer_in(landed)["title"]

    point = [entity("latitude", -6.99), entity("longitude", 110.42)]
    shared = await post(client, make_call(make_message("share_location", '/share_location{"x": 1}', point)))
    assert slots_in(shared)["place"] == [-6.99, 110.42]
    assert "kota_semarang" in str(answer_in(shared)["buttons"])


async def test_the_fallback_action_reads_the_message_as_not_understood(client: httpx.AsyncClient) -> None:
    message = make_message("cost", "zzz skck", [entity("service", "skck", 4, 8)], ranking=["nlu_fallback", "hours"])

    body = await post(client, make_call(message, action="action_fallback"))

    assert answer_in(body)["reading"]["aspect"] == "nlu_fallback"
    assert answer_in(body)["buttons"][0][0]["payload"] == '/hours{"service": "skck"}'


async def test_the_same_call_twice_gives_the_same_answer(client: httpx.AsyncClient) -> None:
    named = make_message("change_region", "aku di sleman", [entity("region", "kab_sleman", 8, 14)])
    call = make_call(named, sender=SENDER)

    assert await post(client, call) == await post(client, call)


def tracker_of(call: dict[str, Any]) -> Tracker:
    return Tracker.from_dict(call["tracker"])


def test_what_is_kept_is_read_back_the_same() -> None:
    context = Context(
        "hours", "cost", "skck", "kab_sleman", None, ("cost", "hours"), Pending("hours", "skck", None, "region")
    )
    slots = {event["name"]: event["value"] for event in slots_of(context, (-7.5, 110.0))}

    turn = read_turn(tracker_of(make_call(slots=slots)))

    assert turn.context == context
    assert turn.place == (-7.5, 110.0)


KEYS = st.sampled_from(["entity", "value", "name", "needs", "aspect", "candidates", "region"])
SLOTS = ("service", "region", "aspect", "place", "pending")
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
)
junk = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=8
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(slots=st.fixed_dictionaries(dict.fromkeys(SLOTS, junk)),
       entities=st.lists(st.fixed_dictionaries({"entity": st.sampled_from(
           ["service", "region", "latitude", "longitude", "page"]), "value": junk, "candidates": junk,
           "start": junk, "end": junk, "ambiguous": junk}), max_size=4),
       intent=st.sampled_from(["cost", "hours", "location", "change_region", "share_location", "start_chat", "overview",
                               "list_services", "nlu_fallback", "emergency", "human", "queue_book"]),
       text=st.text(max_size=30), metadata=junk)  # fmt: skip
async def test_whatever_a_tracker_holds_there_is_an_answer(
    client: httpx.AsyncClient, slots: Any, entities: Any, intent: str, text: str, metadata: Any
) -> None:
    message = {**make_message(intent, text, entities), "metadata": metadata}

    body = await post(client, make_call(message, slots=slots))

    assert answer_in(body)["kind"] != "error"


@pytest.mark.parametrize("text", ["", "\0", "<b>x</b>", "' OR 1=1 --", "{{7*7}}", "‮abc", "😀" * 900])
@pytest.mark.parametrize("intent", ["change_region", "nlu_fallback", "emergency"])
async def test_strange_text_is_answered(client: httpx.AsyncClient, text: str, intent: str) -> None:
    pending = {"aspect": "location", "service": "skck", "region": None, "needs": "region"}

    body = await post(client, make_call(make_message(intent, text), slots={"service": "skck", "pending": pending}))

    assert answer_in(body)["kind"] != "error"
    assert "7*7" not in str(answer_in(body))
