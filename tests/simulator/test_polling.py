"""getUpdates: offsets, long polling, conflicts, kinds of updates."""

import asyncio
import time

import httpx

from tests.simulator.conftest import Bot, Citizen


async def texts(bot: Bot, **parameters: object) -> list[str]:
    updates = await bot("getUpdates", "Array of Update", **parameters)
    return [update["message"]["text"] for update in updates]


async def test_unconfirmed_updates_come_again_and_confirmed_ones_never(bot: Bot, citizen: Citizen) -> None:
    for text in ("satu", "dua", "tiga"):
        await citizen.send(text=text)
    first = (await bot("getUpdates"))[0]["update_id"]

    assert await texts(bot) == ["satu", "dua", "tiga"]
    assert await texts(bot, limit=2) == ["satu", "dua"]
    assert await texts(bot, offset=first + 1) == ["dua", "tiga"]
    assert await texts(bot) == ["dua", "tiga"]
    assert await texts(bot, offset=first + 3) == []


async def test_a_negative_offset_forgets_all_but_the_last(bot: Bot, citizen: Citizen) -> None:
    for text in ("satu", "dua", "tiga"):
        await citizen.send(text=text)

    assert await texts(bot, offset=-1) == ["tiga"]
    assert await texts(bot) == ["tiga"]


async def test_a_simulator_that_lost_its_data_uses_no_update_id_again(bot: Bot, citizen: Citizen) -> None:
    began = int(time.time())
    await citizen.send(text="halo")

    [update] = await bot("getUpdates")
    # An older simulator began at its own start, so it was below this one's, however many it has given out since.
    assert began <= update["update_id"] < 2**31


async def test_bots_that_poll_side_by_side_do_not_take_the_citizens_from_each_other(
    bot: Bot, citizen: Citizen, client: httpx.AsyncClient
) -> None:
    other = Bot(client, "77:lain")
    await other("getMe")
    for _ in range(2):
        await bot("getUpdates")
        await other("getUpdates")

    sent = [(await citizen.send(text="halo"))["bot"]]
    await bot("getUpdates")
    sent.append((await citizen.send(text="halo"))["bot"])
    assert sent == ["loket77_bot", "loket77_bot"]


async def test_a_held_poll_answers_as_soon_as_somebody_writes(bot: Bot, citizen: Citizen) -> None:
    poll = asyncio.create_task(bot("getUpdates", timeout=30))
    await asyncio.sleep(0.2)  # not for the result: the poll should be held when the message comes
    assert not poll.done()
    started = time.monotonic()

    await citizen.send(text="halo")

    assert [update["message"]["text"] for update in await poll] == ["halo"]
    assert time.monotonic() - started < 5


async def test_a_poll_without_news_ends_after_its_timeout(bot: Bot) -> None:
    started = time.monotonic()

    assert await bot("getUpdates", timeout=1) == []

    assert 0.9 < time.monotonic() - started < 5


async def test_the_second_poll_ends_the_first(bot: Bot) -> None:
    first = asyncio.create_task(bot.refused("getUpdates", timeout=30))
    await asyncio.sleep(0.2)  # the first must be held before the second comes

    await bot("getUpdates")

    code, description = await first
    assert code == 409
    assert description.startswith("Conflict: terminated by other getUpdates request")


async def test_a_webhook_forbids_polling_and_ends_a_held_poll(bot: Bot) -> None:
    held = asyncio.create_task(bot.refused("getUpdates", timeout=30))
    await asyncio.sleep(0.2)  # the poll must be held before the webhook is set

    await bot("setWebhook", url="http://127.0.0.1:9/nobody")

    conflict = (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    assert await held == conflict
    assert await bot.refused("getUpdates") == conflict
    await bot("deleteWebhook")
    assert await bot("getUpdates") == []


async def test_only_the_allowed_kinds_are_queued_from_then_on(bot: Bot, citizen: Citizen) -> None:
    sent = await citizen.send(text="satu")
    await bot("getUpdates", allowed_updates=["message"])
    await citizen.send(edit=sent["message_id"], text="satu, diubah")
    await citizen.send(text="dua")

    assert [sorted(update)[0] for update in await bot("getUpdates")] == ["message", "message"]
    await bot("getUpdates", allowed_updates=[])
    await citizen.send(edit=sent["message_id"], text="diubah lagi")
    assert (await bot("getUpdates"))[-1]["edited_message"]["text"] == "diubah lagi"


async def test_every_kind_of_message_is_a_valid_update(bot: Bot, citizen: Citizen, client: httpx.AsyncClient) -> None:
    first = await citizen.send(text="/start kab_sleman")
    await citizen.send(location={"latitude": -7.8, "longitude": 110.36})
    await citizen.send(contact={"phone_number": "0812", "first_name": "Siti"})
    await citizen.send(voice={"duration": 3})
    await citizen.send(sticker={"emoji": "👍"})
    await citizen.send(text="balasan", reply_to=first["message_id"])
    await client.post(f"/chats/{citizen.id}/send", files={"document": ("ktp.pdf", b"%PDF", "application/pdf")})
    await client.post(f"/chats/{citizen.id}/block")

    updates = await bot.updates()  # held against the schema

    kinds = [
        next(
            iter(
                set(update.get("message", update))
                & {
                    "location",
                    "contact",
                    "voice",
                    "sticker",
                    "reply_to_message",
                    "document",
                    "my_chat_member",
                    "text",
                }
            ),
            "",
        )
        for update in updates
    ]
    assert len(updates) == 8
    assert kinds[1:5] == ["location", "contact", "voice", "sticker"]
    assert updates[0]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert updates[5]["message"]["reply_to_message"]["message_id"] == first["message_id"]
    voice = updates[3]["message"]["voice"]["file_id"]
    assert (await bot("getFile", "File", file_id=voice))["file_path"].startswith("voice/")


async def test_groups_say_who_writes(bot: Bot, client: httpx.AsyncClient) -> None:
    person = {"id": 42, "first_name": "Butet"}
    await client.post("/chats/-100123/send", json={"text": "@loket1_bot halo", "from": person})
    await client.post("/chats/-1001234567890/send", json={"text": "/bantuan@loket1_bot"})

    group, supergroup = await bot.updates()

    assert (group["message"]["chat"]["type"], group["message"]["from"]["first_name"]) == ("group", "Butet")
    assert group["message"]["entities"][0]["type"] == "mention"
    assert supergroup["message"]["chat"]["type"] == "supergroup"
    await bot("sendMessage", "Message", chat_id=-100123, text="halo")
