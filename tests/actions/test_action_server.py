"""The action server: who may call it, and what the citizen gets when an action fails."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor
from structlog.testing import capture_logs

from actions.server import MAX_BODY_BYTES, create_app
from loket.settings import PROJECT_ROOT
from tests.actions.calls import TOKEN, answer_in, make_call, make_message
from tests.actions.conftest import serve

SECRET_WORDS = "nama saya Budi, NIK 3404000000000001"
PORT = 5151


def executor_of(run: Any) -> ActionExecutor:
    executor = ActionExecutor()
    executor.register_function("action_answer", run)
    return executor


async def fails(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
    dispatcher.utter_message(text="setengah jawaban")
    raise ValueError(f"cannot read {tracker.latest_message['text']}")


async def test_health_needs_no_secret(client: httpx.AsyncClient) -> None:
    response = await client.get("/health", headers={"authorization": ""})

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer salah", TOKEN, f"bearer {TOKEN}", f"Bearer {TOKEN}x", f"Basic {TOKEN}"]
)
async def test_a_wrong_secret_is_refused(client: httpx.AsyncClient, header: str) -> None:
    response = await client.post("/webhook", json=make_call(), headers={"authorization": header})

    assert response.status_code == 401


async def test_the_secret_may_come_in_the_query(client: httpx.AsyncClient) -> None:
    for token, status in ((TOKEN, 200), ("salah", 401), ("", 401)):
        response = await client.post(f"/webhook?token={token}", json=make_call(), headers={"authorization": ""})
        assert response.status_code == status


async def test_a_deflated_body_is_read(client: httpx.AsyncClient) -> None:
    body = zlib.compress(json.dumps(make_call()).encode())

    response = await client.post("/webhook", content=body, headers={"content-encoding": "deflate"})

    assert response.status_code == 200
    assert answer_in(response.json())["kind"] == "ask"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"", ""), (b"{", ""), (b"[]", ""), (b'{"next_action": 7}', ""), (b"\xff\xfe", ""), (b"[" * 200_000, ""),
        (b"no deflate", "deflate"), (zlib.compress(b" " * (MAX_BODY_BYTES + 1)), "deflate"),
        (b" " * (MAX_BODY_BYTES + 1), ""),
    ],
    ids=["empty", "cut", "list", "number", "bytes", "deep", "not-deflated", "bomb", "large"],
)  # fmt: skip
async def test_a_body_that_rasa_would_not_send_is_refused(
    client: httpx.AsyncClient, body: bytes, encoding: str
) -> None:
    response = await client.post("/webhook", content=body, headers={"content-encoding": encoding})

    assert response.status_code == 400
    assert response.json()["error"]


async def test_an_unknown_action_is_404(client: httpx.AsyncClient) -> None:
    response = await client.post("/webhook", json=make_call(action="action_x"))

    assert response.status_code == 404


async def test_a_failing_action_apologises_and_logs_an_id_without_the_message() -> None:
    async with serve(create_app(executor_of(fails), TOKEN, 5)) as client:
        with capture_logs() as logs:
            response = await client.post("/webhook", json=make_call(make_message(text=SECRET_WORDS)))

    body = response.json()
    answer = answer_in(body)
    assert (response.status_code, body["events"], answer["kind"]) == (200, [], "error")
    assert answer["error_id"] == logs[0]["error_id"]
    assert answer["error_id"] in json.dumps(answer["blocks"])
    assert "fails" in logs[0]["where"][-1]
    assert SECRET_WORDS not in str(logs) + response.text
    assert "Budi" not in str(logs)


async def test_a_slow_action_is_cut_off_and_others_go_on() -> None:
    started, cancelled = asyncio.Event(), asyncio.Event()

    async def hangs(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        return []

    async with serve(create_app(executor_of(hangs), TOKEN, 0.2)) as client:
        slow = asyncio.create_task(client.post("/webhook", json=make_call()))
        await started.wait()
        assert (await client.get("/health")).status_code == 200
        response = await slow

    assert cancelled.is_set()
    assert answer_in(response.json())["kind"] == "error"


async def test_without_a_database_the_citizen_still_gets_an_apology(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from actions import sessions
    from loket.threaded_sessions import ThreadedSessions

    empty = ThreadedSessions(f"sqlite:///{tmp_path}/empty.sqlite")
    monkeypatch.setattr(sessions, "database", lambda: empty)

    response = await client.post("/webhook", json=make_call())

    assert answer_in(response.json())["kind"] == "error"
    await empty.close()


def test_the_process_serves_loopback_and_stops_on_sigterm(tmp_path: Path) -> None:
    """``python -m actions`` as the supervisor runs it."""
    environment = {
        **os.environ,
        "LOKET_HOME": str(tmp_path),
        "LOKET_ACTIONS_PORT": str(PORT),
        "LOKET_ENGINE_TOKEN": TOKEN,
    }
    with subprocess.Popen([sys.executable, "-m", "actions"], cwd=PROJECT_ROOT, env=environment) as process:
        try:
            assert wait_until_healthy(process).json() == {"status": "ok"}
            assert not answers_on(other_address())
            process.send_signal(signal.SIGTERM)
            assert process.wait(5) in (0, -signal.SIGTERM)
        finally:
            process.kill()


def wait_until_healthy(process: subprocess.Popen[bytes]) -> httpx.Response:
    deadline = time.monotonic() + 60
    while True:
        try:
            return httpx.get(f"http://127.0.0.1:{PORT}/health")
        except httpx.TransportError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)


def other_address() -> str:
    """An address of this machine besides loopback's first."""
    return "127.0.0.2"


def answers_on(address: str) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((address, PORT)) == 0
