"""What the bot sends: stored and shown as Telegram does, refused in Telegram's words."""

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.simulator.conftest import Bot, Citizen

BUTTON = {"text": "Biaya", "callback_data": "c:1"}
UNCHANGED = "specified new message content and reply markup are exactly the same"


def with_data(data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Biaya", "callback_data": data}]]}


async def test_html_comes_back_as_plain_text_with_entities(bot: Bot, citizen: Citizen, chat: int) -> None:
    sent = await bot("sendMessage", "Message", chat_id=chat, text="<b>Rp 0</b> &lt;gratis&gt;", parse_mode="HTML")

    assert sent["text"] == "Rp 0 <gratis>"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    [shown] = await citizen.read()
    assert (shown["text"], shown["parse_mode"]) == ("Rp 0 <gratis>", "HTML")


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "  \n "}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "a < b", "parse_mode": "HTML"}, 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        ({"text": "é<p>", "parse_mode": "HTML"}, 'can\'t parse entities: Unsupported start tag "p" at byte offset 2'),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "x", "reply_to_message_id": 99}, "message to be replied not found"),
        ({"text": "x", "reply_markup": with_data("x" * 65)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": with_data("é" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": [1]}, "object expected as reply markup"),
    ],
)
async def test_refuses_as_telegram_refuses(bot: Bot, chat: int, parameters: dict[str, Any], description: str) -> None:
    assert await bot.refused("sendMessage", chat_id=chat, **parameters) == (400, f"Bad Request: {description}")


async def test_the_limit_counts_after_entity_parsing(bot: Bot, chat: int) -> None:
    sent = await bot("sendMessage", "Message", chat_id=chat, text=f"<b>{'x' * 4095}</b>&amp;", parse_mode="HTML")

    assert len(sent["text"]) == 4096


@pytest.mark.parametrize(
    "button",
    [
        {"text": "tanpa aksi"},
        {"text": "", "callback_data": "x"},
        {"text": "dua", "callback_data": "x", "url": "https://a.id"},
        {"text": "tautan", "url": "http://"},
        {"text": "tautan", "url": "bukan tautan"},
        "teks",
    ],
)
async def test_refuses_an_inline_button_that_telegram_refuses(bot: Bot, chat: int, button: object) -> None:
    code, description = await bot.refused(
        "sendMessage", chat_id=chat, text="x", reply_markup={"inline_keyboard": [[button]]}
    )

    assert (code, description[:13]) == (400, "Bad Request: ")


async def test_two_kinds_of_keyboard_exclude_each_other(bot: Bot, chat: int) -> None:
    both = {"inline_keyboard": [[BUTTON]], "keyboard": [["x"]]}

    code, _ = await bot.refused("sendMessage", chat_id=chat, text="x", reply_markup=both)

    assert code == 400


async def test_a_citizen_who_never_wrote_is_not_found(bot: Bot, chat: int) -> None:
    assert await bot.refused("sendMessage", chat_id=chat + 1, text="x") == (400, "Bad Request: chat not found")
    assert await bot.refused("sendMessage", chat_id="@nobody", text="x") == (400, "Bad Request: chat not found")
    assert await bot.refused("sendMessage", text="x") == (400, "Bad Request: chat_id is empty")


async def test_a_blocked_bot_is_forbidden_until_unblocked(
    bot: Bot, client: httpx.AsyncClient, citizen: Citizen, chat: int
) -> None:
    await client.post(f"/chats/{chat}/block")

    assert await bot.refused("sendMessage", chat_id=chat, text="x") == (403, "Forbidden: bot was blocked by the user")
    assert (await citizen.post(text="halo")).status_code == 409
    [update] = await bot.updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await client.post(f"/chats/{chat}/unblock")
    await bot("sendMessage", "Message", chat_id=chat, text="x")


async def test_an_edit_replaces_text_and_keyboard(bot: Bot, citizen: Citizen, chat: int) -> None:
    markup = {"inline_keyboard": [[BUTTON]]}
    sent = await bot("sendMessage", "Message", chat_id=chat, text="satu", reply_markup=markup)
    where = {"chat_id": chat, "message_id": sent["message_id"]}
    before = (await citizen.read())[0]["revision"]

    edited = await bot("editMessageText", "Message", **where, text="dua")

    assert (edited["text"], "reply_markup" in edited) == ("dua", False)
    [shown] = await citizen.read(since=before)
    assert (shown["text"], shown["edit_date"] > 0) == ("dua", True)
    code, description = await bot.refused("editMessageText", **where, text="dua")
    assert (code, UNCHANGED in description) == (400, True)
    await bot("editMessageReplyMarkup", "Message", **where, reply_markup=markup)
    code, description = await bot.refused("editMessageReplyMarkup", **where, reply_markup=markup)
    assert description.startswith("Bad Request: message is not modified")


async def test_only_own_messages_that_are_there_are_edited(bot: Bot, chat: int) -> None:
    assert await bot.refused("editMessageText", chat_id=chat, message_id=99, text="x") == (
        400,
        "Bad Request: message to edit not found",
    )
    assert await bot.refused("editMessageText", chat_id=chat, message_id=1, text="x") == (
        400,
        "Bad Request: message can't be edited",
    )


async def test_a_deleted_message_is_gone(bot: Bot, citizen: Citizen, chat: int) -> None:
    sent = await bot("sendMessage", "Message", chat_id=chat, text="x")
    where = {"chat_id": chat, "message_id": sent["message_id"]}
    revision = (await citizen.read())[0]["revision"]

    assert await bot("deleteMessage", **where) is True

    assert await citizen.read() == []
    [gone] = await citizen.read(since=revision)
    assert gone["deleted"] is True
    assert await bot.refused("deleteMessage", **where) == (400, "Bad Request: message to delete not found")


async def test_venue_and_location_reach_the_citizen(bot: Bot, citizen: Citizen, chat: int) -> None:
    place = {"latitude": -7.8, "longitude": 110.36}
    await bot("sendVenue", "Message", chat_id=chat, **place, title="Kantor", address="Jalan Contoh 1")
    await bot("sendLocation", "Message", chat_id=chat, **place)
    await bot("sendContact", "Message", chat_id=chat, phone_number="112", first_name="Darurat")

    venue, location, contact = await citizen.read()

    assert venue["venue"] == {"location": place, "title": "Kantor", "address": "Jalan Contoh 1"}
    assert location["location"] == place
    assert contact["contact"]["phone_number"] == "112"


@pytest.mark.parametrize(
    ("change", "description"),
    [
        ({"address": " "}, "venue address must be non-empty"),
        ({"title": ""}, "venue title must be non-empty"),
        ({"latitude": 91}, "latitude must be in the range from -90 to 90"),
        ({"longitude": -181}, "longitude must be in the range from -180 to 180"),
        ({"latitude": "nan"}, "latitude must be in the range from -90 to 90"),
        ({"latitude": None}, "latitude is empty"),
    ],
)
async def test_refuses_a_venue_that_telegram_refuses(
    bot: Bot, chat: int, change: dict[str, Any], description: str
) -> None:
    venue = {"latitude": -7.8, "longitude": 110.36, "title": "Kantor", "address": "Jalan", **change}

    assert await bot.refused("sendVenue", chat_id=chat, **venue) == (400, f"Bad Request: {description}")


def png(width: int = 30, height: int = 20) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(content, "PNG")
    return content.getvalue()


async def test_a_photo_goes_up_comes_down_and_is_sent_again_by_id(
    client: httpx.AsyncClient, bot: Bot, citizen: Citizen, chat: int
) -> None:
    form = {"chat_id": str(chat), "caption": "<b>Peta</b>", "parse_mode": "HTML"}
    answer = (
        await client.post("/bot1:simulator/sendPhoto", data=form, files={"photo": ("p.png", png(), "image/png")})
    ).json()
    [size] = answer["result"]["photo"]
    assert (size["width"], size["height"], answer["result"]["caption"]) == (30, 20, "Peta")

    again = await bot("sendPhoto", "Message", chat_id=chat, photo=size["file_id"])
    file = await bot("getFile", "File", file_id=size["file_id"])

    assert again["photo"][0]["file_id"] == size["file_id"]
    assert (await client.get(f"/file/bot1:simulator/{file['file_path']}")).content == png()
    assert [message["photo"] for message in await citizen.read()] == [[size], [size]]
    assert (await client.get("/violations")).json() == {"violations": []}


async def test_refuses_files_that_telegram_refuses(client: httpx.AsyncClient, bot: Bot, chat: int) -> None:
    async def upload(method: str, field: str, content: bytes) -> str:
        answer = await client.post(f"/bot1:simulator/{method}", data={"chat_id": chat}, files={field: ("x", content)})
        return str(answer.json()["description"])

    assert await upload("sendPhoto", "photo", b"no picture") == "Bad Request: IMAGE_PROCESS_FAILED"
    assert await upload("sendPhoto", "photo", b"") == "Bad Request: file must be non-empty"
    assert await upload("sendPhoto", "photo", b"x" * (10 * 2**20 + 1)) == "Bad Request: file is too big"
    assert await upload("sendPhoto", "photo", png(2100, 100)) == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    assert await upload("sendDocument", "document", b"x" * 53_000_000) == "Request Entity Too Large"
    caption = {"chat_id": chat, "caption": "x" * 1025}
    answer = await client.post("/bot1:simulator/sendPhoto", data=caption, files={"photo": ("x", png())})
    assert answer.json()["description"] == "Bad Request: message caption is too long"
    assert (await bot.refused("getFile", file_id="nope"))[0] == 400
    assert (await bot.refused("sendPhoto", chat_id=chat))[1] == "Bad Request: there is no photo in the request"


async def test_a_callback_is_answered_once_known_and_shown(
    client: httpx.AsyncClient, bot: Bot, citizen: Citizen, chat: int
) -> None:
    sent = await bot("sendMessage", chat_id=chat, text="Pilih", reply_markup={"inline_keyboard": [[BUTTON]]})
    pressed = await citizen.send(callback="c:1", message_id=sent["message_id"])
    [update] = await bot.updates()
    query = update["callback_query"]
    assert (query["id"], query["data"], query["message"]["text"]) == (pressed["callback_query_id"], "c:1", "Pilih")

    await bot("answerCallbackQuery", callback_query_id=query["id"], text="Baik", show_alert=True)

    news = (await client.get("/page/updates", params={"chats": chat, "since": pressed["revision"]})).json()
    [answer] = news["chats"][str(chat)]["callback_answers"]
    assert (answer["text"], answer["show_alert"]) == ("Baik", True)
    assert await bot.refused("answerCallbackQuery", callback_query_id="1") == (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )


async def test_a_button_of_a_message_that_is_gone_names_an_inaccessible_message(bot: Bot, citizen: Citizen) -> None:
    await citizen.send(callback="c:9", message_id=4711)

    [update] = await bot.updates()

    assert update["callback_query"]["message"]["date"] == 0


async def test_profile_is_kept_and_shown(client: httpx.AsyncClient, bot: Bot) -> None:
    commands = [{"command": "bantuan", "description": "Cara memakai"}]
    await bot("setMyCommands", commands=commands, language_code="id")
    await bot("setMyDescription", description="Loket layanan")
    await bot("setMyName", name="Loket Sleman")

    assert await bot("getMyCommands", "Array of BotCommand", language_code="id") == commands
    assert await bot("getMyDescription", "BotDescription") == {"description": "Loket layanan"}
    page = (await client.get("/page/updates")).json()["bot"]
    assert (page["name"], page["description"], page["commands"]) == ("Loket Sleman", "Loket layanan", commands)
    assert (await bot.refused("setMyCommands", commands=[{"command": "Ä", "description": "x"}]))[1].endswith("INVALID")
    assert (await bot.refused("setMyDescription", description="x" * 513))[0] == 400
    await bot("deleteMyCommands", language_code="id")
    assert await bot("getMyCommands", language_code="id") == []


async def test_chat_and_menu_button(bot: Bot, chat: int) -> None:
    described = await bot("getChat", "ChatFullInfo", chat_id=chat)
    assert (described["id"], described["type"]) == (chat, "private")
    await bot("setChatMenuButton", menu_button={"type": "commands"})
    assert await bot("getChatMenuButton", "MenuButton") == {"type": "commands"}


async def test_wrong_addresses_are_refused_in_the_bot_apis_shape(client: httpx.AsyncClient, bot: Bot) -> None:
    answers = {
        "/botnotoken/getMe": (401, "Unauthorized"),
        "/bot1:simulator/getNothing": (404, "Not Found"),
        "/bot1:simulator": (404, "Not Found"),
        "/bot1:simulator/sendPoll": (501, "Not Implemented: the simulator does not have sendPoll"),
    }
    for path, (code, description) in answers.items():
        response = await client.get(path)
        assert response.status_code == code
        assert response.json() == {"ok": False, "error_code": code, "description": description}


@pytest.mark.parametrize("way", ["query", "json", "form", "multipart"])
async def test_every_way_to_pass_parameters(client: httpx.AsyncClient, bot: Bot, chat: int, way: str) -> None:
    markup = '{"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}'
    values = {"chat_id": str(chat), "text": "halo", "disable_notification": "true", "reply_markup": markup}
    path = "/bot1:simulator/SENDmessage"
    if way == "query":
        response = await client.get(path, params=values)
    elif way == "json":
        response = await client.post(path, json=values)
    elif way == "form":
        response = await client.post(path, data=values)
    else:
        response = await client.post(path, files={name: (None, value) for name, value in values.items()})

    assert response.json()["result"]["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "b"
    assert (await client.get("/violations")).json() == {"violations": []}


async def test_several_bots_have_their_own_chats(
    client: httpx.AsyncClient, bot: Bot, citizen: Citizen, chat: int
) -> None:
    other = Bot(client, "2:simulator")
    me = await other("getMe", "User")

    await citizen.send(text="halo bot kedua")

    assert [u["message"]["text"] for u in await other.updates()] == ["halo bot kedua"]
    assert await bot.updates() == []
    await client.post(f"/chats/{chat}/send?bot=loket1_bot", json={"text": "halo bot pertama"})
    assert [u["message"]["text"] for u in await bot.updates()] == ["halo bot pertama"]
    bots = (await client.get("/chats")).json()["bots"]
    assert {b["username"] for b in bots} == {"loket1_bot", me["username"]}
