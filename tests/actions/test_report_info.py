"""What the action server stores of "Info salah?": once, with what the citizen saw, nothing while measuring."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from loket.info_reports.models import InfoReport, Part
from tests.actions.calls import answer_in, entity, make_call, make_message, slots_in

SENDER = "c" * 64
ABOUT = [entity("about", "cost"), entity("service", "skck"), entity("region", "kab_sleman")]
SEEN = {"answer": "Biaya SKCK\n\nRp30.000", "question": "skck kena brp, NIK 0000000000000000"}


async def tap(
    client: httpx.AsyncClient, entities: list[dict[str, Any]], slot: Any = None, bot: str = "utama", **metadata: Any
) -> dict[str, Any]:
    message = make_message("report_info", '/report_info{"x": 1}', entities, region="kab_sleman")
    message["metadata"] |= {"bot": bot, **metadata}
    call = make_call(message, action="action_report_info", slots={"report": slot}, sender=SENDER)
    response = await client.post("/webhook", json=call)
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    return body


def kept(look: sessionmaker[Session]) -> list[InfoReport]:
    with look() as session:
        return list(session.scalars(select(InfoReport).order_by(InfoReport.id)))


async def test_two_taps_store_what_was_seen_once(client: httpx.AsyncClient, look: sessionmaker[Session]) -> None:
    asked = await tap(client, ABOUT, pressed=SEEN)
    assert kept(look) == []
    assert "Bagian mana" in str(answer_in(asked)["blocks"])

    for _ in range(2):
        thanked = await tap(client, [*ABOUT, entity("part", "hours")], slots_in(asked)["report"], message_id="u:2")
        assert "diterima" in answer_in(thanked)["title"]

    [row] = kept(look)
    assert (row.part, row.answer, row.is_recomposed) == (Part.HOURS, SEEN["answer"], False)
    assert row.question == "skck kena brp, NIK [disamarkan]"
    assert (row.pseudonym, row.region, row.home, row.service) == (SENDER, "kab_sleman", "kab_sleman", "skck")


async def test_measuring_stores_nothing_and_sees_the_same(
    client: httpx.AsyncClient, look: sessionmaker[Session]
) -> None:
    body = await tap(client, [*ABOUT, entity("part", "cost")], bot="evaluate")

    assert "diterima" in answer_in(body)["title"]
    assert kept(look) == []


@pytest.mark.parametrize(
    "entities",
    [[], [entity("about", "cost")], [entity("about", "cost"), entity("service", "tidak_ada")],
     [entity("about", "hack"), entity("service", "skck"), entity("part", "cost")],
     [entity("about", 7), entity("service", "skck")], [entity("about", "cost"), entity("service", ["x"])],
     [entity("about", "cost"), entity("service", "skck"), entity("region", {"a": 1}), entity("part", [])]],
)  # fmt: skip
async def test_odd_payloads_are_answered_and_store_nothing(
    client: httpx.AsyncClient, look: sessionmaker[Session], entities: list[dict[str, Any]]
) -> None:
    body = await tap(client, entities)

    assert answer_in(body)["kind"] != "error"
    assert kept(look) == []


async def test_the_next_typed_message_is_the_note_and_only_of_ones_own_report(
    client: httpx.AsyncClient, look: sessionmaker[Session]
) -> None:
    await tap(client, [*ABOUT, entity("part", "cost")])
    [row] = kept(look)
    waiting = slots_in(await tap(client, [entity("report", row.id)]))["report"]
    assert waiting == {"waits": row.id}

    for sender, expected in (("d" * 64, ""), (SENDER, "tarif naik, nama saya [disamarkan]")):
        text = make_message("cost", "tarif naik, nama saya Budi")
        call = make_call(text, slots={"report": waiting}, sender=sender)
        body = (await client.post("/webhook", json=call)).json()
        assert slots_in(body) == {"report": None}
        assert kept(look)[0].note == expected


async def test_a_button_in_between_ends_the_waiting(client: httpx.AsyncClient) -> None:
    tapped = make_message("cost", '/cost{"service": "skck"}', [entity("service", "skck")])

    body = (await client.post("/webhook", json=make_call(tapped, slots={"report": {"waits": 1}}))).json()

    assert answer_in(body)["title"].startswith("Biaya SKCK")
    assert slots_in(body)["report"] is None
