"""What each kind of update gets, by real updates through the real application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import texts
from bot.runner import Done, Later
from loket.delivery.models import InboxState
from loket.delivery.operations import waiting_updates
from tests.bot.desk import BOT_ID, USERNAME, Desk, message
from tests.bot.serving import StandInEngine, make_settings, serve

GROUP = -1001
FILE: dict[str, Any] = {"file_id": "f", "file_unique_id": "u"}


@pytest.fixture
async def engine() -> AsyncIterator[tuple[StandInEngine, int]]:
    stand_in = StandInEngine()
    async with serve(stand_in.app) as port:
        yield stand_in, port


@pytest.fixture
async def desk(tmp_path: Path, sqlite_url: str, engine: tuple[StandInEngine, int]) -> AsyncIterator[Desk]:
    opened = await Desk.open(sqlite_url, make_settings(tmp_path, sqlite_url, engine_port=engine[1]))
    yield opened
    await opened.store.close()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"photo": [FILE | {"width": 1, "height": 1}]}, texts.PHOTO),
        ({"document": FILE}, texts.DOCUMENT),
        ({"voice": FILE | {"duration": 1}}, texts.VOICE),
        ({"audio": FILE | {"duration": 1}}, texts.VOICE),
        ({"video": FILE | {"duration": 1, "width": 1, "height": 1}}, texts.VIDEO),
        ({"video_note": FILE | {"duration": 1, "length": 1}}, texts.VIDEO),
        ({"sticker": FILE | {"width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"}},
         texts.STICKER),
        ({"dice": {"emoji": "🎲", "value": 3}}, texts.STICKER),
        ({"contact": {"phone_number": "1", "first_name": "A"}}, texts.CONTACT),
        ({"story": {"chat": {"id": 1, "type": "private"}, "id": 1}}, texts.OTHER_CONTENT),
        ({"game": {"title": "x", "description": "y", "photo": []}}, texts.OTHER_CONTENT),
        ({"something_of_next_year": {"x": 1}}, texts.OTHER_CONTENT),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_gets_a_kind_answer(desk: Desk, content: dict[str, Any], expected: str) -> None:
    assert await desk.texts({"message": message(**content)}) == [expected]


async def test_caption_is_the_question(desk: Desk) -> None:
    photo = [FILE | {"width": 1, "height": 1}]

    assert await desk.texts({"message": message(photo=photo, caption="ini ktp saya rusak")}) == [
        "jawaban: ini ktp saya rusak"
    ]


async def test_album_is_answered_once(desk: Desk) -> None:
    photo = [FILE | {"width": 1, "height": 1}]
    said = [
        await desk.texts({"message": message(number=number, photo=photo, media_group_id="album")})
        for number in (1, 2, 3)
    ]

    assert said == [[texts.PHOTO], [], []]


async def test_venue_is_a_location(desk: Desk) -> None:
    place = {"latitude": -7.78123, "longitude": 110.36789}
    venue = {"location": place, "title": "Rumah", "address": "Jalan"}

    assert await desk.texts({"message": message(location=place, venue=venue)}) == [
        'jawaban: /share_location{"latitude": -7.781, "longitude": 110.368}'
    ]


async def test_last_message_is_answered_anew_when_edited_and_shows_which_it_was(desk: Desk) -> None:
    await desk.run({"message": message("biaya kpt", number=5)})
    outcome = await desk.run({"edited_message": message("biaya ktp", number=5, edit_date=1)})

    assert isinstance(outcome, Done)
    [sent] = outcome.finished.messages
    assert sent.params["text"] == "jawaban: biaya ktp"
    assert sent.params["reply_parameters"]["message_id"] == 5


async def test_older_message_is_left_alone_when_edited(desk: Desk) -> None:
    await desk.run({"message": message("biaya kpt", number=5)})
    await desk.run({"message": message("halo", number=7)})

    assert await desk.texts({"edited_message": message("biaya ktp", number=5, edit_date=1)}) == []


async def test_moving_live_location_is_not_answered_again(desk: Desk) -> None:
    place = {"latitude": 1.0, "longitude": 110.0}

    assert await desk.texts({"edited_message": message(number=5, edit_date=1, location=place)}) == []


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("halo semua", []),
        ("/layanan", []),
        ("/layanan@bot_lain", []),
        ("@bot_lain biaya ktp", []),
        (f"/layanan@{USERNAME}", ["jawaban: /list_services"]),
        (f"@{USERNAME} biaya ktp", ["jawaban: biaya ktp"]),
        (f"biaya ktp @{USERNAME.upper()}", ["jawaban: biaya ktp"]),
        (f"@{USERNAME}", [texts.GROUP_EMPTY_MENTION.format(username=USERNAME)]),
    ],
)
async def test_group_is_answered_only_when_it_addresses_us(desk: Desk, said: str, heard: list[str]) -> None:
    assert await desk.texts({"message": message(said, chat=GROUP)}) == heard


async def test_reply_to_us_in_a_group_addresses_us_and_is_answered_as_a_reply(desk: Desk) -> None:
    ours = message("Ya?", chat=GROUP) | {"from": {"id": BOT_ID, "is_bot": True, "first_name": "Loket"}}
    outcome = await desk.run({"message": message("biaya ktp", chat=GROUP, number=9, reply_to_message=ours)})

    assert isinstance(outcome, Done)
    assert outcome.finished.messages[0].params["reply_parameters"]["message_id"] == 9


async def test_members_of_a_group_are_different_citizens(desk: Desk, engine: tuple[StandInEngine, int]) -> None:
    for user in (1, 2):
        said = message(f"@{USERNAME} ktp", chat=GROUP) | {"from": {"id": user, "is_bot": False, "first_name": "A"}}
        await desk.run({"message": said})

    assert len({asked["sender"] for asked in engine[0].asked}) == 2


async def test_chatter_of_a_group_is_no_flood(desk: Desk) -> None:
    for number in range(60):
        assert await desk.texts({"message": message("halo", chat=GROUP, number=number)}) == []

    assert await desk.texts({"message": message(f"@{USERNAME} ktp", chat=GROUP)}) == ["jawaban: ktp"]


@pytest.mark.parametrize("kind", ["new_chat_title", "pinned_message", "left_chat_member"])
async def test_what_a_chat_says_of_itself_is_not_answered(desk: Desk, kind: str) -> None:
    user = {"id": 3, "is_bot": False, "first_name": "A"}
    value = {"new_chat_title": "x", "pinned_message": message("x", chat=7), "left_chat_member": user}[kind]

    assert await desk.texts({"message": message(**{kind: value})}) == []


async def test_group_that_takes_us_in_is_greeted(desk: Desk) -> None:
    bot = {"id": BOT_ID, "is_bot": True, "first_name": "Loket"}
    change = {
        "chat": {"id": GROUP, "type": "supergroup"}, "from": {"id": 1, "is_bot": False, "first_name": "A"}, "date": 1,
        "old_chat_member": {"status": "left", "user": bot}, "new_chat_member": {"status": "member", "user": bot},
    }  # fmt: skip

    assert await desk.texts({"my_chat_member": change}) == [texts.GROUP_WELCOME.format(username=USERNAME)]


@pytest.mark.parametrize(
    "content",
    [
        {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -5, "type": "channel"}, "text": "berita"}},
        {"poll": {"id": "1"}},
        {"unknown_kind": {"chat": {"id": 7}}},
        {},
    ],
)
async def test_what_is_not_for_us_is_done_in_silence(desk: Desk, content: dict[str, Any]) -> None:
    outcome = await desk.run(content)

    assert isinstance(outcome, Done)
    assert outcome.finished.messages == ()


async def test_update_that_cannot_be_read_fails_with_an_id_and_the_next_is_served(desk: Desk) -> None:
    outcome = await desk.run({"message": {"chat": {"id": 7}, "text": 5, "from": {"nonsense": True}}})

    assert isinstance(outcome, Done)
    assert outcome.finished.state == InboxState.FAILED
    assert outcome.finished.error_id
    assert await desk.texts({"message": message("halo")}) == ["jawaban: halo"]


async def test_engine_that_refuses_a_message_is_an_apology_with_an_id(
    desk: Desk, engine: tuple[StandInEngine, int]
) -> None:
    engine[0].status = 400
    outcome = await desk.run({"message": message("halo")})

    assert isinstance(outcome, Done)
    assert outcome.finished.error_id in outcome.finished.messages[0].params["text"]


async def test_engine_that_is_killed_again_and_again_costs_no_message(
    desk: Desk, engine: tuple[StandInEngine, int]
) -> None:
    engine[0].status = 500
    await desk.run({"message": message("halo")})
    [row] = await desk.store.read(lambda session: waiting_updates(session, "utama:7", 5))
    row.attempts = 50

    assert isinstance(await desk.runner.run(row), Later)


async def test_apology_that_may_be_mended_is_not_given_yet(desk: Desk, engine: tuple[StandInEngine, int]) -> None:
    engine[0].away = True

    assert isinstance(await desk.run({"message": message("halo")}), Later)


async def test_message_the_engine_stumbles_over_is_given_up_in_the_end(
    desk: Desk, engine: tuple[StandInEngine, int]
) -> None:
    engine[0].status = 500
    await desk.run({"message": message("halo")})
    [row] = await desk.store.read(lambda session: waiting_updates(session, "utama:7", 5))
    row.attempts = 5
    row.received_at -= timedelta(minutes=3)

    outcome = await desk.runner.run(row)

    assert isinstance(outcome, Done)
    assert outcome.finished.messages[0].params["text"] == texts.GAVE_UP
