"""Contract 1 over real HTTP, with a trained model and a real action server."""

import json
import signal
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from engine_serving import TOKEN, ActionServer, Engine, echo


def new_id() -> str:
    return f"utama:{uuid.uuid4().hex}"


def new_sender() -> str:
    return uuid.uuid4().hex


def kinds(reply: dict[str, Any]) -> list[str]:
    return [each.get("answer", {}).get("kind", "text") for each in reply["replies"]]


def test_question_reaches_the_action_and_its_answer_comes_back_unchanged(engine: Engine, actions: ActionServer) -> None:
    reply = engine.say("berapa biaya bikin ktp di sleman", new_id(), metadata={"region": "kab_sleman", "bot": "utama"})

    assert reply["failed"] is False
    assert reply["nlu"]["intent"] == "cost"
    assert {e["entity"]: e["value"] for e in reply["nlu"]["entities"]} == {"service": "ktp_el", "region": "kab_sleman"}
    assert reply["reading"] == {"aspect": "cost", "service": "ktp_el", "region": "kab_sleman"}
    assert reply["replies"] == [{"answer": {"kind": "answer", "title": "cost", "reading": reply["reading"]}}]
    assert actions.calls[0]["tracker"]["latest_message"]["metadata"]["bot"] == "utama"
    assert actions.queries == [f"/webhook?token={TOKEN}"]


def test_social_message_is_answered_from_the_domain(engine: Engine, actions: ActionServer) -> None:
    actions.behaviour = lambda call: (
        200,
        json.dumps({"events": [], "responses": [{"response": "utter_greet"}]}).encode(),
    )

    reply = engine.say("halo", new_id())

    assert reply["reading"] == {"aspect": "greet", "service": None, "region": None}
    assert reply["replies"][0]["text"]
    assert reply["replies"][0]["buttons"]


def test_payload_is_taken_as_intent(engine: Engine, actions: ActionServer) -> None:
    reply = engine.say(None, new_id(), payload='/cost{"service": "ktp_el"}')

    assert reply["nlu"]["intent"] == "cost"
    assert actions.calls[0]["tracker"]["latest_message"]["entities"][0]["value"] == "ktp_el"


@pytest.mark.parametrize("payload", ["/start_chat", '/share_location{"latitude": -7.78, "longitude": 110.37}'])
def test_payload_only_intents_reach_the_action(engine: Engine, actions: ActionServer, payload: str) -> None:
    reply = engine.say(None, new_id(), payload=payload)

    assert not reply["failed"]
    assert actions.calls[0]["next_action"] == "action_answer"


def test_a_report_of_a_wrong_answer_has_an_action_of_its_own_that_hears_what_was_seen(
    engine: Engine, actions: ActionServer
) -> None:
    seen = {"answer": "Biaya KTP-el", "question": "brp"}
    payload = '/report_info{"about": "cost", "service": "ktp_el"}'
    reply = engine.say(None, new_id(), payload=payload, metadata={"region": None, "bot": "utama", "pressed": seen})

    assert not reply["failed"]
    assert actions.calls[0]["next_action"] == "action_report_info"
    assert actions.calls[0]["tracker"]["latest_message"]["metadata"]["pressed"] == seen


@pytest.mark.parametrize(
    "text",
    ['/cost{"service": "ktp_el"}', "/restart", "/session_start", "\u2003/back", "EXTERNAL: cost", "//share_location"],
)
def test_typed_payload_is_only_text(engine: Engine, actions: ActionServer, text: str) -> None:
    sender = new_sender()
    engine.say("berapa biaya bikin ktp", new_id(), sender)

    reply = engine.say(text, new_id(), sender)
    after = engine.say("berapa biaya bikin sim", new_id(), sender)

    assert reply["nlu"]["confidence"] < 1.0
    assert reply["nlu"]["intent"] not in {"restart", "session_start", "back", "share_location"}
    assert reply["replies"]
    spoken = [e["text"] for e in actions.calls[-1]["tracker"]["events"] if e["event"] == "user"]
    assert len(spoken) == 3, "the conversation was wiped"
    assert after["nlu"]["intent"] == "cost"


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "😅" * 50, "\u200f\u202e", "a" * 5000, "ktp " * 2000, "\ud800 ktp", "<b>&lt;", "' OR 1=1 --"],
)
def test_strange_text_gets_an_answer(engine: Engine, actions: ActionServer, text: str) -> None:
    reply = engine.say(text, new_id())

    assert not reply["failed"]
    assert reply["replies"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 5000,
        b'{"sender": "a", "message_id": "b"}',
        b'{"sender": "a", "message_id": "b", "text": 1}',
        b'{"sender": "a", "message_id": "b", "text": "x", "payload": "/cost"}',
        b'{"sender": "", "message_id": "b", "text": "x"}',
        b'{"message_id": "b", "text": "x"}',
        b'{"sender": "a", "message_id": "b", "payload": "cost"}',
        b'{"sender": "a", "message_id": "b", "payload": "/unknown"}',
        b'{"sender": "a", "message_id": "b", "payload": "/cost{"}',
        b'{"sender": "a", "message_id": "b", "text": "x", "metadata": []}',
        b'{"sender": "a", "message_id": "b", "payload": "/help", "metadata": {"pressed": "x"}}',
        b'{"sender": "a", "message_id": "b", "payload": "/help", "metadata": {"pressed": {"answer": 1}}}',
        b'{"sender": "a", "message_id": "b", "text": "' + b"x" * 70_000 + b'"}',
    ],
)
def test_malformed_body_is_refused_with_a_reason(engine: Engine, body: bytes) -> None:
    status, answer = engine.post("/webhooks/loket/webhook", body)

    assert status == 400
    assert answer["error"]


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x"])
def test_wrong_secret_is_refused(engine: Engine, actions: ActionServer, token: Any) -> None:
    body = json.dumps({"sender": "a", "message_id": new_id(), "text": "berapa biaya ktp"}).encode()

    assert engine.post("/webhooks/loket/webhook", body, token)[0] == 401
    assert engine.post("/model/parse", b'{"text": "x"}')[0] == 401
    assert actions.calls == []


def test_health_needs_no_secret(engine: Engine) -> None:
    status, health = engine.get("/webhooks/loket/health")

    assert health.pop("model_id")
    assert (status, health) == (200, {"status": "ok", "model": "loket.tar.gz", "lexicon": {"version": 7}})


def test_repeated_message_gets_the_first_reply_and_changes_nothing(engine: Engine, actions: ActionServer) -> None:
    sender, message_id = new_sender(), new_id()
    first = engine.say("berapa biaya bikin ktp", message_id, sender)

    again = engine.say("syarat perpanjang sim", message_id, sender)

    assert again == {**first, "replayed": True}
    assert len(actions.calls) == 1


def test_message_id_of_another_sender_is_refused(engine: Engine) -> None:
    message_id = new_id()
    engine.say("halo", message_id, "warga-a")
    body = json.dumps({"sender": "warga-b", "message_id": message_id, "text": "halo"}).encode()

    assert engine.post("/webhooks/loket/webhook", body)[0] == 400


def together(calls: list[tuple[Any, ...]], engine: Engine) -> list[dict[str, Any]]:
    """Send all at once; return the replies in the order of the calls."""
    replies: list[dict[str, Any]] = [{} for _ in calls]

    def send(index: int) -> None:
        replies[index] = engine.say(*calls[index])

    threads = [threading.Thread(target=send, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return replies


def test_same_message_sent_at_once_is_processed_once(engine: Engine, actions: ActionServer) -> None:
    sender, message_id = new_sender(), new_id()

    replies = together([("berapa biaya bikin ktp", message_id, sender)] * 5, engine)

    assert sorted(reply["replayed"] for reply in replies) == [False, True, True, True, True]
    assert len(actions.calls) == 1


def test_messages_of_one_sender_do_not_wait_in_steps_of_a_second(engine: Engine) -> None:
    sender = new_sender()
    began = time.monotonic()

    replies = together([("berapa biaya bikin ktp", new_id(), sender) for _ in range(5)], engine)

    assert not any(reply["failed"] for reply in replies)
    assert time.monotonic() - began < 2.0


FAILURES = {
    "error": lambda call: (500, b"Traceback: rahasia warga"),
    "not json": lambda call: (200, b"<html>"),
    "wrong shape": lambda call: (200, b'{"events": {}, "responses": "x"}'),
    "no replies": lambda call: (200, b'{"events": [], "responses": []}'),
    "unknown event": lambda call: (200, b'{"events": [{"event": "nonsense"}], "responses": [{"text": "x"}]}'),
    "rejection": lambda call: (400, b'{"action_name": "action_answer", "error": "x"}'),
    "too slow": lambda call: (threading.Event().wait(4), (200, b'{"events": [], "responses": [{"text": "late"}]}'))[1],
}


@pytest.mark.parametrize("failure", sorted(FAILURES))
def test_failing_action_is_an_apology_with_an_id(engine: Engine, actions: ActionServer, failure: str) -> None:
    actions.behaviour = FAILURES[failure]

    reply = engine.say("berapa biaya bikin ktp rahasia warga", new_id(), new_sender())

    assert reply["failed"] is True
    assert kinds(reply) == ["error"]
    assert reply["error_id"] == reply["replies"][0]["answer"]["error_id"] != ""
    log = engine.log.read_text()
    assert reply["error_id"] in log
    assert "rahasia" not in log


def test_failed_turn_leaves_the_conversation_as_it_was(engine: Engine, actions: ActionServer) -> None:
    sender = new_sender()
    engine.say("berapa biaya bikin ktp", new_id(), sender)
    actions.behaviour = FAILURES["error"]
    engine.say("syarat perpanjang sim", new_id(), sender)
    actions.behaviour = echo

    engine.say("biayanya berapa", new_id(), sender)

    tracker = actions.calls[-1]["tracker"]
    assert [event["text"] for event in tracker["events"] if event["event"] == "user"] == [
        "berapa biaya bikin ktp",
        "biayanya berapa",
    ]
    assert tracker["slots"]["service"] == "ktp_el"


def test_action_server_that_is_down_is_an_apology(engine: Engine, actions: ActionServer) -> None:
    actions.stop()

    message_id = new_id()
    reply = engine.say("berapa biaya bikin ktp", message_id)
    actions.start()
    again = engine.say("berapa biaya bikin ktp", message_id)

    assert (reply["failed"], reply["retry"]) == (True, True)
    assert kinds(reply) == ["error"]
    assert (again["failed"], again["replayed"]) == (False, False)


def test_action_server_that_restarts_is_waited_for(engine: Engine, actions: ActionServer) -> None:
    actions.stop()
    later = threading.Timer(0.8, actions.start)
    later.start()

    reply = engine.say("berapa biaya bikin ktp", new_id())
    later.join()

    assert reply["failed"] is False


def test_action_server_that_comes_back_too_late_may_be_asked_again(engine: Engine, actions: ActionServer) -> None:
    actions.stop()
    actions.behaviour = FAILURES["too slow"]
    later = threading.Timer(0.8, actions.start)
    later.start()

    reply = engine.say("berapa biaya bikin ktp", new_id())
    later.join()

    assert (reply["failed"], reply["retry"]) == (True, True)


def test_parse_follows_contract_2(engine: Engine) -> None:
    parsed = engine.parse("berapa biaya bikin ktp di bandung")

    assert parsed["intent"]["name"] == "cost"
    assert parsed["intent_ranking"][0]["name"] == "cost"
    by_name = {entity["entity"]: entity for entity in parsed["entities"]}
    assert by_name["service"]["extractor"] == "CatalogueLinker"
    assert by_name["region"]["ambiguous"] is True
    assert [each["value"] for each in by_name["region"]["candidates"]] == ["kota_bandung", "kab_bandung"]


def test_reply_and_conversation_survive_a_kill(trained_home: Path, actions: ActionServer) -> None:
    engine = Engine(trained_home, actions.port)
    sender, message_id = new_sender(), new_id()
    engine.start()
    first = engine.say("berapa biaya bikin ktp", message_id, sender)
    engine.end(signal.SIGKILL)
    engine.start()

    again = engine.say("berapa biaya bikin ktp", message_id, sender)
    engine.say("syaratnya apa saja", new_id(), sender)
    stopped_in = engine.end()

    assert again == {**first, "replayed": True}
    assert len(actions.calls) == 2
    assert actions.calls[-1]["tracker"]["slots"]["service"] == "ktp_el"
    assert stopped_in < 5


def test_missing_lexicon_stops_training_with_the_remedy(tmp_path: Path) -> None:
    done = Engine(tmp_path, 1).run("train")

    assert done.returncode == 2
    assert "publish it first" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_missing_model_stops_the_server_with_the_remedy(tmp_path: Path) -> None:
    done = Engine(tmp_path, 1).run()

    assert done.returncode == 2
    assert "python -m engine train" in done.stderr
