"""A real python-telegram-bot application, by polling and by webhook, end to end."""

import socket
from collections.abc import AsyncIterator

import httpx
import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut
from telegram.ext import Application

from tests.simulator.conftest import Citizen, RunningSimulator
from tests.simulator.echo_bot import build_echo_bot
from tests.simulator.test_messages import png


@pytest.fixture(params=["polling", "webhook"])
async def echo(request: pytest.FixtureRequest, simulator: RunningSimulator) -> AsyncIterator[Application]:  # type: ignore[type-arg]
    application = build_echo_bot(simulator.url)
    await application.initialize()
    assert application.post_init is not None
    await application.post_init(application)
    assert application.updater is not None
    if request.param == "polling":
        await application.updater.start_polling(timeout=10)
    else:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        await application.updater.start_webhook(
            "127.0.0.1", port, "hook", secret_token="rahasia", webhook_url=f"http://127.0.0.1:{port}/hook"
        )
    await application.start()
    yield application
    await application.updater.stop()
    await application.stop()
    await application.shutdown()


async def answer(citizen: Citizen, **body: object) -> dict[str, object]:
    """Send one thing and return the bot's first message after it."""
    sent = await citizen.send(**body)
    [message, *_] = await citizen.read(after=sent["message_id"], wait=20)
    return message


@pytest.mark.usefixtures("echo")
async def test_a_conversation_of_every_kind(client: httpx.AsyncClient, citizen: Citizen) -> None:
    assert (await answer(citizen, text="/start kab_sleman-ktp_el"))["text"] == "Selamat datang: kab_sleman-ktp_el"
    assert (await answer(citizen, text="halo <b>"))["text"] == "Anda menulis: halo <b>"
    assert (await answer(citizen, location={"latitude": -7.8, "longitude": 110.36}))["text"] == "Lokasi -7.800 110.360"
    contact = {"phone_number": "0812", "first_name": "Siti"}
    assert (await answer(citizen, contact=contact))["text"] == "Kontak Siti"
    assert "venue" in await answer(citizen, text="/tempat")
    assert len((await answer(citizen, text="/gaya"))["entities"]) == 10  # type: ignore[arg-type]
    assert (await client.get("/violations")).json() == {"violations": []}


@pytest.mark.usefixtures("echo")
async def test_a_button_edits_its_message(client: httpx.AsyncClient, citizen: Citizen) -> None:
    message = await answer(citizen, text="/tombol")

    pressed = await citizen.send(callback="biaya", message_id=message["message_id"])

    [edited] = await citizen.read(since=pressed["revision"], wait=20)
    assert (edited["message_id"], edited["text"]) == (message["message_id"], "Pilihan: biaya")
    assert (await client.get("/violations")).json() == {"violations": []}


@pytest.mark.usefixtures("echo")
async def test_a_photo_is_downloaded_and_sent_back(client: httpx.AsyncClient, citizen: Citizen) -> None:
    sent = await client.post(f"/chats/{citizen.id}/send", files={"photo": ("p.png", png(30, 20), "image/png")})

    [message] = await citizen.read(after=sent.json()["message_id"], wait=20)

    assert message["caption"] == "Foto 30x20"
    assert (message["photo"][0]["width"], message["photo"][0]["height"]) == (20, 30)
    assert (await client.get("/violations")).json() == {"violations": []}


async def test_edits_reach_the_bot(echo: Application, citizen: Citizen) -> None:  # type: ignore[type-arg]
    sent = await citizen.send(text="satu")
    [first] = await citizen.read(after=sent["message_id"], wait=20)

    await citizen.send(edit=sent["message_id"], text="dua")

    [second] = await citizen.read(after=first["message_id"], wait=20)
    assert second["text"] == "Anda menulis (diedit): dua"


async def test_faults_become_python_telegram_bots_errors(
    simulator: RunningSimulator, client: httpx.AsyncClient
) -> None:
    application = build_echo_bot(simulator.url)
    async with application.bot as bot:
        await Citizen(client, 7).send(text="halo")
        for kind, error in {"429": RetryAfter, "5xx": NetworkError, "403": Forbidden, "drop": NetworkError}.items():
            await client.post("/faults", json={"kind": kind, "retry_after": 1})
            with pytest.raises(error):
                await bot.send_message(7, "x")
        await client.post("/faults", json={"kind": "timeout", "seconds": 5})
        with pytest.raises(TimedOut):
            await bot.send_message(7, "x", read_timeout=0.3)
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(8, "x")
