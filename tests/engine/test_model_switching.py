"""Another model under a serving engine: no message waits, fails or is lost, and a broken one changes nothing."""

import json
import shutil
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from engine_serving import ActionServer, Engine

HERE = Path(__file__).parent
SWITCHES = 6
CITIZENS = 4


@pytest.fixture(scope="module")
def versions(trained_home: Path) -> Iterator[Path]:
    """The served model as version "old", another training of the same sentences as "new", and a broken one."""
    folder = trained_home / "models" / "versions"
    folder.mkdir()
    shutil.copyfile(trained_home / "models" / "loket.tar.gz", folder / "old.tar.gz")
    done = Engine(trained_home, 1).run("train", "--nlu", str(HERE / "nlu.yml"), "--output", str(folder / "new.tar.gz"))
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    (folder / "broken.tar.gz").write_bytes((folder / "old.tar.gz").read_bytes()[:20000])
    yield folder
    shutil.rmtree(folder)


def use(engine: Engine, name: Any, **named: Any) -> tuple[int, Any]:
    return engine.post("/webhooks/loket/model", json.dumps({"model": name}).encode(), **named)


def health(engine: Engine) -> dict[str, Any]:
    return dict(engine.get("/webhooks/loket/health")[1])


@pytest.mark.usefixtures("versions")
def test_training_elsewhere_leaves_the_served_file_alone(engine: Engine) -> None:
    assert (engine.home / "models" / "loket.tar.gz").read_bytes() == (
        engine.home / "models" / "versions" / "old.tar.gz"
    ).read_bytes()


@pytest.mark.usefixtures("versions")
def test_under_load_every_message_is_answered_while_models_are_switched(engine: Engine) -> None:
    stop = threading.Event()
    replies: list[dict[str, Any]] = []
    slowest = [0.0]

    def write() -> None:
        sender, number = uuid.uuid4().hex, 0
        while not stop.is_set():
            number += 1
            began = time.monotonic()
            replies.append(engine.say("berapa biaya bikin ktp di sleman", f"utama:{sender}:{number}", sender=sender))
            slowest[0] = max(slowest[0], time.monotonic() - began)

    writers = [threading.Thread(target=write) for _ in range(CITIZENS)]
    for writer in writers:
        writer.start()
    ids = []
    for number in range(SWITCHES):
        status, said = use(engine, ("new", "old")[number % 2])
        assert status == 200, said
        assert health(engine)["model_id"] == said["model_id"]
        ids.append(said["model_id"])
    stop.set()
    for writer in writers:
        writer.join()

    assert len(set(ids)) == 2
    assert len(replies) > SWITCHES * CITIZENS
    assert [reply for reply in replies if reply["failed"] or reply["reading"]["aspect"] != "cost"] == []
    assert slowest[0] < 5, slowest


@pytest.mark.usefixtures("versions")
def test_a_conversation_goes_on_over_a_switch(engine: Engine) -> None:
    sender = uuid.uuid4().hex
    engine.say("berapa biaya bikin ktp", f"utama:{sender}:1", sender=sender)
    first = engine.say("halo", f"utama:{sender}:2", sender=sender)

    assert use(engine, "new")[0] == 200
    again = engine.say("halo", f"utama:{sender}:2", sender=sender)

    assert again == {**first, "replayed": True}


@pytest.mark.usefixtures("versions")
def test_a_model_that_cannot_be_loaded_changes_nothing(engine: Engine, actions: ActionServer) -> None:
    before = health(engine)["model_id"]

    assert use(engine, "broken")[0] == 422

    assert health(engine)["model_id"] == before
    assert not engine.say("berapa biaya bikin ktp", f"utama:{uuid.uuid4().hex}")["failed"]


@pytest.mark.usefixtures("versions")
@pytest.mark.parametrize("name", ["../loket", "nobody", "", None, 3, "old.tar.gz/..", "a" * 200])
def test_only_our_own_versions_are_loaded(engine: Engine, name: Any) -> None:
    assert use(engine, name)[0] == 400


@pytest.mark.usefixtures("versions")
def test_nobody_without_the_secret_switches(engine: Engine) -> None:
    assert use(engine, "old", token=None)[0] == 401
    assert use(engine, "old", token="wrong")[0] == 401
