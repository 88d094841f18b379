"""Versions of the model: kept, served, gone back to; one change at a time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from loket.stack.errors import StackError
from loket.stack.model_store import KEPT, ModelStore


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    """An empty store."""
    return ModelStore(tmp_path)


def add(store: ModelStore, name: str) -> str:
    store.versions_folder.mkdir(parents=True, exist_ok=True)
    store.path_of(name).write_bytes(name.encode())
    return store.add(store.path_of(name), "train", name=name).name


def serve(store: ModelStore, *names: str) -> None:
    for name in names:
        store.serve(add(store, name))


def test_a_model_from_before_versions_becomes_one(store: ModelStore) -> None:
    store.folder.mkdir()
    store.served.write_bytes(b"old")

    name = store.adopt_served()

    assert name is not None
    assert (store.live(), store.path_of(name).read_bytes()) == (name, b"old")
    assert store.adopt_served() == name
    assert len(store.versions()) == 1


def test_steps_back_go_further_back_each_time(store: ModelStore) -> None:
    serve(store, "a", "b", "c")

    for expected in ("b", "a"):
        before = store.before()
        assert before == expected
        store.step_back(before)
        assert (store.live(), store.served.read_bytes()) == (expected, expected.encode())
    assert store.before() is None


def test_a_model_served_by_hand_is_not_taken_for_the_version(store: ModelStore) -> None:
    serve(store, "a")
    store.served.write_bytes(b"by hand")

    assert store.adopt_served() != "a"


def test_the_newest_are_kept_and_always_the_live_one_and_the_one_before(store: ModelStore) -> None:
    serve(store, "20260101-000000", "20260102-000000")
    for number in range(KEPT + 3):
        name = add(store, f"20260201-00000{number}")
        store.record(replace(store.get(name), made_at=f"2999-01-0{number + 1}"))
    store.serve("20260102-000000")

    names = {version.name for version in store.versions()}

    assert {"20260101-000000", "20260102-000000"} <= names
    assert len(names) == KEPT + 2


def test_what_is_known_of_a_version_is_kept(store: ModelStore) -> None:
    name = add(store, "a")
    store.record(replace(store.get(name), verdict="worse", scores={"joint": 0.9}))

    store.serve(name, note="darurat")

    found = store.get(name)
    assert (found.note, found.verdict, found.scores) == ("darurat", "worse", {"joint": 0.9})


def test_two_at_once_are_refused_in_a_sentence(store: ModelStore, tmp_path: Path) -> None:
    with store.lock(), pytest.raises(StackError, match="sedang dilatih"), ModelStore(tmp_path).lock():
        pass


def test_an_unknown_version_is_said(store: ModelStore) -> None:
    with pytest.raises(StackError, match="loket model list"):
        store.get("nobody")
