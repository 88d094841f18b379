"""The whole bot between a real simulator and a small engine: what a citizen sends, what a citizen gets."""

from __future__ import annotations

from typing import Any

import pytest

from bot import texts
from bot.service import Service
from bot.turn import SLOW_SECONDS
from tests.bot.conftest import Stage, known
from tests.bot.serving import running

pytestmark = pytest.mark.usefixtures("served")
CHAT = 501
PHONE = "+62" + "811223344"  # in parts: the tree holds nothing of a phone number's shape


async def test_text_goes_to_the_engine_as_text_and_the_answer_comes_back_escaped(stage: Stage) -> None:
    await stage.citizens.send(CHAT, "brp biaya <b>ktp</b> & kk")

    [message] = await stage.citizens.messages(CHAT)

    assert message["text"] == "jawaban: brp biaya <b>ktp</b> & kk"
    assert stage.engine.asked[0]["text"] == "brp biaya <b>ktp</b> & kk"
    assert stage.engine.asked[0]["metadata"] == {"region": None, "bot": "simulator"}
    assert len(stage.engine.asked[0]["sender"]) == 64
    assert await stage.citizens.violations() == []


@pytest.mark.parametrize(
    ("typed", "payload"),
    [
        ("/start", "/start_chat"),
        ("/start kab_sleman-ktp_el", '/overview{"region": "kab_sleman", "service": "ktp_el"}'),
        ("/start -ktp_el", '/overview{"service": "ktp_el"}'),
        ("/start kab_sleman", '/change_region{"region": "kab_sleman"}'),
        ('/start {"x":1}', "/start_chat"),
        ("/layanan", "/list_services"),
        ("/daerah", "/change_region"),
        ("/darurat", "/emergency"),
        ("/petugas", "/human"),
        ("/privasi", "/privacy"),
        ("/bantuan", "/help"),
        ("/help", "/help"),
    ],
)
async def test_command_becomes_a_trusted_payload(stage: Stage, typed: str, payload: str) -> None:
    await stage.citizens.send(CHAT, typed)

    assert await stage.citizens.texts(CHAT) == [f"jawaban: {payload}"]
    assert stage.engine.asked[0]["payload"] == payload


async def test_region_named_after_the_command_is_put_as_text(stage: Stage) -> None:
    await stage.citizens.send(CHAT, "/daerah sleman")

    assert await stage.citizens.texts(CHAT) == ["jawaban: ganti daerah ke sleman"]


@pytest.mark.parametrize(
    "typed", ['/inform{"x":1}', "/restart", "/session_start", "/cost", '/cost{"service": "ktp_el"} a b']
)
async def test_payload_typed_by_a_citizen_is_never_taken_as_one(stage: Stage, typed: str) -> None:
    await stage.citizens.send(CHAT, typed)

    [text] = await stage.citizens.texts(CHAT)

    assert text == texts.UNKNOWN_COMMAND
    assert stage.engine.asked == []


async def test_question_that_begins_with_a_slash_is_a_question(stage: Stage) -> None:
    await stage.citizens.send(CHAT, "/brp biaya ktp")

    assert await stage.citizens.texts(CHAT) == ["jawaban: brp biaya ktp"]


@pytest.mark.parametrize("typed", ["😀😀", "...", "🙏🏽", "?!"])
async def test_text_without_words_gets_a_kind_answer(stage: Stage, typed: str) -> None:
    await stage.citizens.send(CHAT, typed)

    assert await stage.citizens.texts(CHAT) == [texts.NO_WORDS]
    assert stage.engine.asked == []


@pytest.mark.parametrize(
    "typed",
    ["x" * 4096, "\u202eterbalik\u202c ktp", "'; DROP TABLE inbox; --", "<script>alert(1)</script>", "ktp\x00kk"],
)
async def test_strange_text_is_answered(stage: Stage, typed: str) -> None:
    await stage.citizens.send(CHAT, typed)

    found = await stage.citizens.texts(CHAT)

    assert found[0].startswith("jawaban: ")
    assert await stage.citizens.violations() == []


async def test_location_is_coarsened_before_it_goes_on(stage: Stage) -> None:
    await stage.citizens.send(CHAT, location={"latitude": -7.7812345, "longitude": 110.3712345})

    assert await stage.citizens.texts(CHAT) == ['jawaban: /share_location{"latitude": -7.781, "longitude": 110.371}']


async def test_phone_number_is_neither_taken_nor_kept(stage: Stage, open_sqlite: Any) -> None:
    await stage.citizens.send(CHAT, contact={"phone_number": PHONE, "first_name": "Rahasia"})

    assert await stage.citizens.texts(CHAT) == [texts.CONTACT]
    with open_sqlite() as session:
        stored = session.connection().exec_driver_sql("SELECT group_concat(raw) FROM inbox").scalar_one()
    assert PHONE.lstrip("+") not in stored
    assert "Rahasia" not in stored


async def test_button_does_what_it_says_as_often_as_it_is_pressed(stage: Stage) -> None:
    button = {"title": "Biaya", "payload": '/cost{"service": "ktp_el"}'}
    stage.engine.replies = [{"text": "Pilih", "buttons": [button]}]
    await stage.citizens.send(CHAT, "ktp")
    [asked] = await stage.citizens.messages(CHAT)
    stage.engine.replies = None

    data = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for _ in range(2):
        await stage.citizens.send(CHAT, callback=data, message_id=asked["message_id"])

    assert (await stage.citizens.texts(CHAT, 3))[1:] == ['jawaban: /cost{"service": "ktp_el"}'] * 2
    assert len(data.encode()) <= 64
    assert "ktp_el" not in data
    assert len(await stage.citizens.calls("answerCallbackQuery")) == 2


@pytest.mark.parametrize("is_typed", [True, False])
async def test_a_report_of_a_wrong_answer_carries_what_was_seen_and_asked(stage: Stage, is_typed: bool) -> None:
    about = '/report_info{"about": "cost", "service": "ktp_el"}'
    reported = {"title": "Info salah?", "payload": about}
    stage.engine.replies = [{"text": "Pilih", "buttons": [{"title": "Biaya", "payload": "/cost"}]}]
    await stage.citizens.send(CHAT, "halo")
    [menu] = await stage.citizens.messages(CHAT)
    stage.engine.replies = [{"text": "Biaya KTP-el\n\nGratis.", "buttons": [reported]}]
    if is_typed:
        await stage.citizens.send(CHAT, f"brp bikin ktp, hp {PHONE}")
    else:
        button = menu["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await stage.citizens.send(CHAT, callback=button, message_id=menu["message_id"])
    answer = (await stage.citizens.messages(CHAT, 2))[-1]
    data = answer["reply_markup"]["inline_keyboard"][0][0]["callback_data"]

    await stage.citizens.send(CHAT, callback=data, message_id=answer["message_id"])

    await stage.citizens.texts(CHAT, 3)
    asked = stage.engine.asked[-1]
    question = "brp bikin ktp, hp [disamarkan]" if is_typed else "Biaya"
    assert asked["payload"] == about
    assert asked["metadata"]["pressed"] == {"answer": "Biaya KTP-el\n\nGratis.", "question": question}
    assert all("pressed" not in one["metadata"] for one in stage.engine.asked[:-1])


@pytest.mark.parametrize("foreign", ["c:tidak-ada", '/cost{"service": "ktp_el"}', "versi-lama", "c:"])
async def test_button_we_do_not_know_gets_a_kind_answer(stage: Stage, foreign: str) -> None:
    await stage.citizens.send(CHAT, "halo")
    [message] = await stage.citizens.messages(CHAT)

    await stage.citizens.send(CHAT, callback=foreign, message_id=message["message_id"])

    assert (await stage.citizens.texts(CHAT, 2))[1] == texts.BUTTON_OLD
    [call] = await stage.citizens.calls("answerCallbackQuery")
    assert len(stage.engine.asked) == 1
    assert call


async def test_button_of_another_chat_does_nothing(stage: Stage) -> None:
    stage.engine.replies = [{"text": "Pilih", "buttons": [{"title": "Biaya", "payload": "/cost"}]}]
    await stage.citizens.send(CHAT, "ktp")
    [asked] = await stage.citizens.messages(CHAT)
    await stage.citizens.send(CHAT + 1, "ktp")
    [other] = await stage.citizens.messages(CHAT + 1)

    data = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await stage.citizens.send(CHAT + 1, callback=data, message_id=other["message_id"])

    assert (await stage.citizens.texts(CHAT + 1, 2))[1] == texts.BUTTON_OLD


async def test_typing_is_shown_only_while_an_answer_takes_long(stage: Stage) -> None:
    await stage.citizens.send(CHAT, "halo")
    await stage.citizens.messages(CHAT)
    assert await stage.citizens.calls("sendChatAction") == []

    stage.engine.delay = 2 * SLOW_SECONDS
    await stage.citizens.send(CHAT, "halo")
    await stage.citizens.messages(CHAT, 2)

    assert len(await stage.citizens.calls("sendChatAction")) == 1


async def test_bot_introduces_itself_in_indonesian(stage: Stage) -> None:
    await stage.citizens.send(CHAT, "halo")
    await stage.citizens.messages(CHAT)

    made = {call["method"] for call in await stage.citizens.calls()}
    assert {"setMyCommands", "setMyDescription", "setMyShortDescription"} <= made
    assert await stage.citizens.violations() == []


async def test_long_answer_comes_in_parts_with_the_buttons_on_the_last(stage: Stage) -> None:
    blocks = [{"type": "list", "items": [f"syarat ke-{n} " + "kata " * 20 for n in range(80)], "ordered": True}]
    answer = {"title": "Syarat", "blocks": blocks, "buttons": [[{"title": "Biaya", "payload": "/cost"}]],
              "request_location": True}  # fmt: skip
    stage.engine.replies = [{"answer": answer}]

    await stage.citizens.send(CHAT, "syarat")

    found = await stage.citizens.messages(CHAT, 4)
    assert [bool(message.get("reply_markup")) for message in found] == [False, False, True, True]
    assert found[3]["reply_markup"]["keyboard"][0][0]["request_location"] is True
    assert await stage.citizens.violations() == []


async def test_engine_that_is_down_is_asked_again_and_the_citizen_told_once(stage: Stage, served: Service) -> None:
    stage.engine.status = 503
    served._runner._settings.delay_notice_seconds = 0.5
    await stage.citizens.send(CHAT, "satu")
    await stage.citizens.send(CHAT, "dua")
    assert await stage.citizens.texts(CHAT) == [texts.DELAYED]

    stage.engine.status = 200

    found = await stage.citizens.texts(CHAT, 3)
    assert [text for text in found if text != texts.DELAYED] == ["jawaban: satu", "jawaban: dua"]
    assert found.count(texts.DELAYED) <= 2  # once for each message at most


async def test_one_chat_that_waits_for_the_engine_does_not_hold_up_the_others(stage: Stage) -> None:
    stage.engine.hang_on = "macet"
    await stage.citizens.send(CHAT, "macet")

    await stage.citizens.send(CHAT + 1, "lancar")

    assert await stage.citizens.texts(CHAT + 1, seconds=3) == ["jawaban: lancar"]


async def test_flood_from_one_chat_gets_one_warning_and_delays_nobody(stage: Stage) -> None:
    for number in range(1000):
        await stage.citizens.send(CHAT, f"pesan {number}")
    await stage.citizens.send(CHAT + 1, "lancar")

    assert await stage.citizens.texts(CHAT + 1, seconds=5) == ["jawaban: lancar"]
    found = await stage.citizens.texts(CHAT, 31)
    assert found[30:] == [texts.FLOOD]
    assert len(stage.engine.asked) == 31


async def test_order_is_kept_within_a_chat(stage: Stage) -> None:
    stage.engine.delay = 0.01
    for number in range(20):
        await stage.citizens.send(CHAT, f"pesan {number}")

    assert await stage.citizens.texts(CHAT, 20) == [f"jawaban: pesan {number}" for number in range(20)]


async def test_answer_that_never_comes_is_an_apology_and_not_silence(stage: Stage) -> None:
    stage.engine.replies = [{"answer": {"title": "x", "unknown_field": 1}}]
    await stage.citizens.send(CHAT, "halo")

    assert await stage.citizens.texts(CHAT) == [texts.OTHER_FAILURE]


async def test_blocked_and_unblocked_is_remembered(stage: Stage, open_sqlite: Any) -> None:
    from loket.citizens.models import Citizen
    from tests.bot.serving import eventually

    await stage.citizens.send(CHAT, "halo")
    await stage.citizens.messages(CHAT)

    def reachable() -> bool:
        with open_sqlite() as session:
            return bool(session.query(Citizen).one().is_reachable)

    await stage.citizens.http.post(f"/chats/{CHAT}/block")
    await eventually(lambda: not reachable())
    await stage.citizens.http.post(f"/chats/{CHAT}/unblock")
    await eventually(reachable)


async def test_what_came_in_while_the_bot_was_away_is_answered_at_its_return(stage: Stage) -> None:
    async def again() -> None:
        async with running(stage.settings):
            await known(stage)
            await stage.citizens.texts(CHAT + 7, 2)

    await stage.citizens.send(CHAT + 7, "satu")
    await stage.citizens.texts(CHAT + 7)
    await stage.citizens.send(CHAT + 7, "dua")
    await again()
    assert await stage.citizens.texts(CHAT + 7, 2) == ["jawaban: satu", "jawaban: dua"]
