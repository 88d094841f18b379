"""The whole stack under load while its model is switched: every message is answered, once, and in order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from loket.stack.errors import StackError
from loket.stack.model_store import ModelStore
from loket.stack.model_switch import go_live
from loket.stack.setup import mark_trained, train
from loket.stack.stack import Stack
from tests.stack.conditions import Citizen, until

QUESTIONS = {"syarat skck": "skck", "syarat paspor": "paspor", "syarat npwp": "npwp", "syarat kia": "kia"}
CITIZENS = 60
WRITERS = 8


@pytest.fixture
def store(running_stack: Stack) -> Iterator[ModelStore]:
    """The store with a second version; the first is served again afterwards."""
    found = ModelStore(running_stack.home)
    first = found.adopt_served()
    assert first is not None
    found.add(found.served, "train", name="calon")
    yield found
    go_live(running_stack.settings, found, first)
    mark_trained(running_stack.settings)


def said(citizen: Citizen) -> list[str]:
    """Answers, without the notice that one is late."""
    return [text for text in citizen.texts() if "tertunda" not in text]


@pytest.mark.timeout(600)
def test_no_message_is_lost_or_failed_while_the_model_is_switched(
    running_stack: Stack, store: ModelStore, make_citizen: Callable[[], Citizen]
) -> None:
    first, citizens = store.live(), [make_citizen() for _ in range(CITIZENS)]
    assert first is not None
    finished = threading.Event()
    switches: list[str] = []

    def switch() -> None:
        while not finished.is_set() or len(switches) < 3:
            name = ("calon", first)[len(switches) % 2]
            assert go_live(running_stack.settings, store, name)
            switches.append(name)

    switching = threading.Thread(target=switch)
    switching.start()
    with ThreadPoolExecutor(WRITERS) as writers:
        for question in QUESTIONS:
            list(writers.map(lambda citizen, question=question: citizen.write(question), citizens))
    for citizen in citizens:
        until(lambda citizen=citizen: len(said(citizen)) >= len(QUESTIONS), 120, "an answer to every message")
    finished.set()
    switching.join(120)

    assert len(switches) >= 3
    for citizen in citizens:
        answers = said(citizen)
        assert len(answers) == len(QUESTIONS), answers
        for answer, named in zip(answers, QUESTIONS.values(), strict=True):
            assert named in answer.splitlines()[0].casefold(), answers


def test_the_switch_outlives_the_engine(running_stack: Stack, store: ModelStore) -> None:
    go_live(running_stack.settings, store, "calon")
    wanted = running_stack.health("engine")
    assert wanted is not None

    old = running_stack.kill("engine")

    until(lambda: running_stack.pid_of("engine") not in (0, old), 30, "the engine is started again")
    now = until(lambda: running_stack.health("engine"), 90, "the engine is well")
    assert now["model_id"] == wanted["model_id"]
    assert store.live() == "calon"


def test_a_model_the_engine_cannot_load_changes_nothing(running_stack: Stack, store: ModelStore) -> None:
    live, before = store.live(), store.served.read_bytes()
    store.path_of("rusak").write_bytes(b"no model")

    with pytest.raises(StackError, match="model lama tetap dipakai"):
        go_live(running_stack.settings, store, "rusak")

    store.path_of("rusak").unlink()
    assert (store.live(), store.served.read_bytes()) == (live, before)
    assert running_stack.health("engine") is not None


def test_setup_leaves_a_decision_about_the_model_alone(running_stack: Stack, store: ModelStore) -> None:
    go_live(running_stack.settings, store, "calon")
    mark_trained(running_stack.settings)

    assert train(running_stack.settings) is False
    assert store.live() == "calon"
