"""The citizen's JSON: what is taken, what is refused with a reason, never a 500."""

import asyncio
import io
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.simulator.conftest import Bot, Citizen, RunningSimulator

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["text", "location", "contact", "callback", "message_id", "edit", "voice", "sticker", "from", "reply_to", "photo"]
)


async def test_send_answers_202_with_ids_in_order(bot: Bot, citizen: Citizen) -> None:
    first, second = await citizen.send(text="satu"), await citizen.send(text="dua")

    assert (first["message_id"], second["message_id"]) == (1, 2)
    assert second["revision"] > first["revision"]


async def test_messages_gives_the_bots_messages_after_a_number(bot: Bot, citizen: Citizen, chat: int) -> None:
    for text in ("satu", "dua"):
        await bot("sendMessage", chat_id=chat, text=text)
    everything = await citizen.read(after=0)

    assert [message["text"] for message in everything] == ["satu", "dua"]
    assert [m["text"] for m in await citizen.read(after=everything[0]["message_id"])] == ["dua"]
    assert await citizen.read(after=everything[1]["message_id"]) == []


async def test_messages_waits_for_the_answer(bot: Bot, citizen: Citizen, chat: int) -> None:
    waiting = asyncio.create_task(citizen.read(after=1, wait=30))
    await asyncio.sleep(0.2)  # the request must be held before the bot answers
    started = time.monotonic()

    await bot("sendMessage", chat_id=chat, text="jawaban")

    assert [message["text"] for message in await waiting] == ["jawaban"]
    assert time.monotonic() - started < 5


async def test_the_keyboard_is_given_as_the_bot_sent_it(bot: Bot, citizen: Citizen, chat: int) -> None:
    markup = {"keyboard": [[{"text": "Bagikan lokasi", "request_location": True}]], "resize_keyboard": True}
    await bot("sendMessage", "Message", chat_id=chat, text="x", reply_markup=markup)

    assert (await citizen.read())[0]["reply_markup"] == markup


async def test_a_photo_of_20_megabytes_is_taken_and_a_larger_one_refused(
    client: httpx.AsyncClient, bot: Bot, citizen: Citizen
) -> None:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(content, "PNG")
    padding = b"\0" * (20 * 2**20 - len(content.getvalue()))
    path = f"/chats/{citizen.id}/send"

    taken = await client.post(path, files={"photo": ("p.png", content.getvalue() + padding, "image/png")})
    refused = await client.post(path, files={"photo": ("p.png", content.getvalue() + padding + b"\0", "image/png")})
    no_picture = await client.post(path, files={"photo": ("p.png", b"MZ", "image/png")})

    assert (taken.status_code, refused.status_code, no_picture.status_code) == (202, 413, 400)
    [update] = await bot.updates()
    assert update["message"]["photo"][0]["file_size"] == 20 * 2**20


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"text": ""}, 400),
        ({"text": " \n"}, 400),
        ({"text": 5}, 400),
        ({"text": "x" * 4097}, 400),
        ({"text": "x", "location": {}}, 400),
        ({"location": {"latitude": 91, "longitude": 0}}, 400),
        ({"location": {"latitude": "x", "longitude": 0}}, 400),
        ({"contact": {"first_name": "Siti"}}, 400),
        ({"photo": "x"}, 400),
        ({"callback": "x" * 65, "message_id": 1}, 400),
        ({"callback": "x"}, 400),
        ({"callback": "x", "message_id": 10**30}, 400),
        ({"edit": 99, "text": "x"}, 404),
        ({"text": "x", "reply_to": 99}, 404),
        ({"text": "x", "from": {"id": 8}}, 400),
    ],
)
async def test_refuses_with_a_reason(bot: Bot, citizen: Citizen, chat: int, body: dict[str, Any], status: int) -> None:
    response = await citizen.post(**body)

    assert response.status_code == status
    assert response.json()["error"]


@pytest.mark.parametrize("chat_id", ["0", "x", "-", "1.5", "99999999999999999", "%00", "١"])
async def test_refuses_a_chat_id_that_is_none(client: httpx.AsyncClient, bot: Bot, chat_id: str) -> None:
    assert (await client.post(f"/chats/{chat_id}/send", json={"text": "x"})).status_code == 400


async def test_refuses_what_is_no_json_too_large_or_of_another_kind(client: httpx.AsyncClient, bot: Bot) -> None:
    async def post(content: bytes, kind: str) -> int:
        return (await client.post("/chats/7/send", content=content, headers={"content-type": kind})).status_code

    assert await post(b"{", "application/json") == 400
    assert await post(b"[]", "application/json") == 400
    assert await post(b'{"text": NaN}', "application/json") == 400
    assert await post(b"[" * 100_000, "application/json") == 400
    assert await post(b'{"text": "' + b"x" * 300_000 + b'"}', "application/json") == 413
    assert await post(b"text=x", "application/x-www-form-urlencoded") == 415
    assert await post(b"x", "multipart/form-data") == 400
    assert (await client.get("/chats/7/messages", params={"wait": "x"})).status_code == 400
    assert (await client.get("/chats/7/messages", params={"after": "-1"})).status_code == 400
    assert (await client.get("/page/updates", params={"chats": "1,x"})).status_code == 400
    assert (await client.get("/chats/7/send")).status_code == 405
    assert (await client.get("/nothing")).json() == {"error": "not found"}


async def test_without_a_bot_it_says_so(client: httpx.AsyncClient) -> None:
    response = await client.post("/chats/7/send", json={"text": "x"})

    assert (response.status_code, response.json()["error"]) == (503, "no bot has called yet; start the bot first")
    assert (await client.get("/page/updates", params={"chats": "7"})).json()["bot"] is None


async def test_another_sites_page_and_another_name_for_this_machine_are_refused(
    client: httpx.AsyncClient, bot: Bot
) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}

    assert (await client.post("/chats/7/send", json={"text": "x"}, headers=foreign)).status_code == 403
    assert (await client.get("/", headers=foreign)).status_code == 200
    assert (await client.get("/health", headers={"Host": "evil.example"})).status_code == 400
    page = await client.get("/")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]


METHODS = st.sampled_from(
    [
        "sendMessage",
        "editMessageText",
        "sendVenue",
        "sendPhoto",
        "answerCallbackQuery",
        "getUpdates",
        "setWebhook",
        "setMyCommands",
        "sendContact",
        "getFile",
        "deleteMessage",
        "setChatMenuButton",
        "sendDocument",
        "getChat",
    ]
)
PARAMETERS = st.sampled_from(
    [
        "text",
        "message_id",
        "reply_markup",
        "parse_mode",
        "entities",
        "latitude",
        "longitude",
        "title",
        "offset",
        "commands",
        "scope",
        "photo",
        "caption",
        "callback_query_id",
        "url",
        "limit",
        "reply_parameters",
        "file_id",
    ]
)
MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def browser(simulator: RunningSimulator) -> Iterator[httpx.Client]:
    """A plain client, with a bot known and a chat begun."""
    with httpx.Client(base_url=simulator.url, trust_env=False) as opened:
        opened.get("/bot1:simulator/getMe")
        opened.post("/chats/7/send", json={"text": "halo"})
        yield opened


def post_raw(client: httpx.Client, path: str, body: dict[str, Any]) -> httpx.Response:
    """Post what httpx itself would refuse to encode (NaN, halves of surrogate pairs)."""
    return client.post(path, content=json.dumps(body), headers={"content-type": "application/json"})


@MANY
@given(body=st.dictionaries(FIELDS, JSON, max_size=3))
def test_no_body_makes_it_fail(browser: httpx.Client, body: dict[str, Any]) -> None:
    sent = post_raw(browser, "/chats/7/send", body)

    assert sent.status_code in (202, 400, 404), sent.text
    assert browser.get("/bot1:simulator/getUpdates", params={"offset": -100}).status_code == 200
    assert browser.get("/page/updates", params={"chats": "7"}).status_code == 200


@MANY
@given(method=METHODS, parameters=st.dictionaries(PARAMETERS, JSON, max_size=5))
def test_no_call_makes_it_fail(browser: httpx.Client, method: str, parameters: dict[str, Any]) -> None:
    answer = post_raw(browser, f"/bot1:simulator/{method}", {"chat_id": 7, **parameters, "timeout": 0})

    assert answer.status_code in (200, 400, 409, 501), answer.text
    assert isinstance(answer.json()["ok"], bool)
    assert browser.get("/page/updates", params={"chats": "7"}).status_code == 200
