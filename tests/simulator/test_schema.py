"""The published schema catches what the lax reader would let through, and the simulator notes it."""

from typing import Any

import httpx
import pytest

from simulator.bot_api.routes import METHODS
from simulator.schema.checks import call_problems, method_name, type_problems
from simulator.schema.condense import condense
from tests.simulator.conftest import Bot

RIGHT: dict[str, Any] = {
    "chat_id": 1,
    "text": "x",
    "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "https://a.id"}]]},
}


def test_a_right_call_has_no_problems() -> None:
    assert call_problems("sendMessage", RIGHT) == []


@pytest.mark.parametrize(
    "change",
    [
        {"text": 5},
        {"chat_id": True},
        {"unknown": 1},
        {"disable_notification": "ya"},
        {"reply_markup": {"inline_keyboard": [[{"title": "a", "callback_data": "x"}]]}},
        {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 33}]]}},
        {"reply_markup": {"inline_keyboard": [{"text": "a"}]}},
        {"reply_parameters": {"message_id": "1"}},
        {"entities": [{"type": "bold", "offset": "0", "length": 1}]},
    ],
)
def test_a_wrong_call_has(change: dict[str, Any]) -> None:
    assert call_problems("sendMessage", RIGHT | change) != []


def test_required_fields_and_lengths_are_checked() -> None:
    assert call_problems("sendVenue", {"chat_id": 1, "latitude": 1, "longitude": 1, "title": "x"}) != []
    assert call_problems("setMyCommands", {"commands": [{"command": "x" * 33, "description": "x"}]}) != []
    assert type_problems("Update", {"update_id": 1, "message": {"message_id": 1}}) != []
    assert (
        type_problems("ChatMember", {"status": "member", "user": {"id": 1, "is_bot": False, "first_name": "x"}}) == []
    )


def test_every_method_of_the_simulator_is_published() -> None:
    assert [name for name in METHODS if method_name(name.upper()) != name] == []


def test_condensing_keeps_names_types_required_lengths_and_constants() -> None:
    fields = [
        {"name": "type", "type": "String", "required": True, "description": "Type, always 'photo'"},
        {"name": "text", "type": "String", "required": False, "description": "Text, 1-64 bytes"},
    ]
    entry = {"name": "Thing", "category": "types", "description": "", "annotations": fields}
    union = {"name": "Some", "category": "types", "description": "One of\n - Thing\n - Other", "annotations": []}

    result = condense({"api": {"version": "1"}, "items": [{"children": [entry, union]}]})

    assert result["types"] == {"Thing": {"type": "String!", "text": "String"}}
    assert result["unions"] == {"Some": ["Thing", "Other"]}
    assert (result["bytes"], result["constants"]) == ({"Thing.text": [1, 64]}, {"Thing.type": "photo"})


async def test_a_call_that_telegram_lets_through_is_still_noted(client: httpx.AsyncClient, bot: Bot, chat: int) -> None:
    await bot("sendMessage", "Message", chat_id=chat, text="x", made_up=1)

    [violation] = (await client.get("/violations")).json()["violations"]

    assert violation["method"] == "sendMessage"
    assert "made_up" in violation["problem"]
    await client.delete("/calls")
    assert (await client.get("/violations")).json() == {"violations": []}
