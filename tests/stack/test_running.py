"""The whole stack: serves, restarts what dies, loses nothing, says so on the web room's pages."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from loket.secrets import SECRET_NAMES
from loket.stack.errors import StackError
from loket.stack.stack import Stack
from tests.stack.conditions import Citizen, until

QUESTIONS = {  # each answer's title names its service, which tells the order
    "syarat skck": "skck",
    "syarat paspor": "paspor",
    "syarat npwp": "npwp",
    "syarat kia": "kia",
    "syarat sktm": "sktm",
}
APOLOGIES = ("tertunda",)  # said besides the answer where it takes long
CHATS = 200
KILLS = 20
WRITERS = 8


def test_a_question_typed_at_the_simulator_is_answered(make_citizen: Callable[[], Citizen]) -> None:
    citizen = make_citizen()

    citizen.write("syarat skck di kabupaten sleman")

    [answer] = until(citizen.answers, 20, "an answer")
    assert "SKCK" in answer["text"]
    assert "Kabupaten Sleman" in answer["text"]
    assert "Sumber:" in answer["text"]


@pytest.mark.parametrize("name", ["simulator", "bot", "engine", "actions", "web"])
def test_a_killed_process_is_restarted_and_serves_again(
    running_stack: Stack, make_citizen: Callable[[], Citizen], name: str
) -> None:
    old = running_stack.kill(name)

    until(lambda: running_stack.pid_of(name) not in (0, old), 30, f"{name} is started again")
    running_stack.wait_healthy(90)
    citizen = make_citizen()
    # A simulator that lost its chats meets the bot again only when the bot polls.
    until(lambda: _accepts(citizen, "syarat skck"), 30, "the simulator takes a message")
    assert until(citizen.texts, 60, f"an answer after {name} was killed")


def _accepts(citizen: Citizen, text: str) -> bool:
    try:
        citizen.write(text)
    except httpx.HTTPError:
        return False
    return True


@contextmanager
def killing(stack: Stack, name: str, times: int) -> Iterator[None]:
    """Kill the process again and again, each time once it is well; the block ends after the last kill."""
    failures: list[Exception] = []

    def kill() -> None:
        try:
            for _ in range(times):
                until(lambda: stack.health(name), 90, f"{name} is well before the next kill")
                stack.kill(name)
        except (AssertionError, StackError, OSError) as error:
            failures.append(error)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        thread.join()
    assert not failures, failures


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", ["engine", "actions"])
def test_killed_under_load_every_message_is_answered_once_and_in_order(
    running_stack: Stack, make_citizen: Callable[[], Citizen], name: str
) -> None:
    running_stack.wait_healthy()
    citizens = [make_citizen() for _ in range(CHATS)]

    with killing(running_stack, name, KILLS), ThreadPoolExecutor(WRITERS) as writers:
        for question in QUESTIONS:
            list(writers.map(lambda citizen, question=question: citizen.write(question), citizens))

    running_stack.wait_healthy(90)
    for citizen in citizens:
        until(
            lambda citizen=citizen: len(_in_turn(citizen)) >= len(QUESTIONS),
            300,
            f"every answer; have {[text[:40] for text in citizen.texts()]}, queues {running_stack.health('bot')}",
        )
    for citizen in citizens:
        answers = _in_turn(citizen)
        assert len(answers) == len(QUESTIONS), answers
        for answer, named in zip(answers, QUESTIONS.values(), strict=True):
            assert named in answer.splitlines()[0].casefold(), answers


def _in_turn(citizen: Citizen) -> list[str]:
    return [text for text in citizen.texts() if not any(word in text for word in APOLOGIES)]


def test_terminating_one_process_restarts_it_too(running_stack: Stack) -> None:
    old = running_stack.kill("web", signal.SIGTERM)

    until(lambda: running_stack.pid_of("web") not in (0, old), 30, "web is started again")
    until(lambda: running_stack.health("web"), 60, "web is well")


def test_health_tells_of_every_process_and_queue(running_stack: Stack) -> None:
    running_stack.wait_healthy()

    said = httpx.get(f"{running_stack.web_url}health", timeout=10).json()

    assert said["status"] == "ok"
    assert {name for name, process in said["processes"].items() if process["is_well"]} == {
        "simulator", "engine", "actions", "bot",
    }  # fmt: skip
    assert {"inbox_new", "outbox_new"} <= set(said["queues"])


def test_no_secret_is_written_into_the_supervisors_files(running_stack: Stack) -> None:
    files = list((running_stack.home / "secrets").iterdir())
    assert {"engine_token", "citizen_key", "webhook_secret"} <= {path.name for path in files} <= set(SECRET_NAMES)
    secrets = [path.read_text() for path in files]

    for path in [*(running_stack.home / "run").glob("*.conf"), *(running_stack.home / "logs").iterdir()]:
        text = path.read_text(errors="replace")
        assert not any(secret in text for secret in secrets), path.name


def test_servers_listen_on_loopback_only(running_stack: Stack) -> None:
    ports = {process.port for process in running_stack.processes if process.port}
    listening = [
        line.split()[1].split(":")
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]
        if line.split()[3] == "0A"
    ]

    ours = [address for address, port in listening if int(port, 16) in ports]

    assert len(ours) >= len(ports)
    assert set(ours) == {"0100007F"}
