"""Rasa as it ships: the pipeline and policies of ``rasa init``, our training data, its REST channel, ``rasa run``.

Both sides answer through the same kind of custom action: this one asks a stock rasa-sdk server for a fixed text,
which is less work than ours does. ``--epochs`` changes how long it trains, not how fast it answers.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import yaml

from benchmarks.figures import ROOT

RASA = ROOT / ".venv" / "engine" / "bin" / "rasa"
ACTION = '''"""One action, one fixed answer."""

from rasa_sdk import Action


class ActionAnswer(Action):
    def name(self):
        return "action_answer"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text=f"Jawaban untuk {tracker.latest_message['intent']['name']}.")
        return []
'''


def _pipeline(epochs: int) -> list[dict[str, Any]]:
    """What ``rasa init`` of 3.6 names in the comments of its config.yml as the default."""
    return [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True},
        {"name": "EntitySynonymMapper"},
        {"name": "ResponseSelector", "epochs": epochs, "constrain_similarities": True},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ]


def _policies(epochs: int) -> list[dict[str, Any]]:
    return [
        {"name": "MemoizationPolicy"},
        {"name": "RulePolicy"},
        {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": epochs},
        {"name": "TEDPolicy", "max_history": 5, "epochs": epochs, "constrain_similarities": True},
    ]


def write_project(folder: Path, epochs: int, actions_port: int) -> None:
    """Write a Rasa project with our training sentences, one rule and one story step an intent."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    intents = []
    for source in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        (folder / "data" / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        intents.append(source.stem)
    rules = [{"rule": intent, "steps": [{"intent": intent}, {"action": "action_answer"}]} for intent in intents]
    story = [step for intent in intents[:3] for step in ({"intent": intent}, {"action": "action_answer"})]
    _write(folder / "data" / "dialogue.yml", {"rules": rules, "stories": [{"story": "questions", "steps": story}]})
    _write(folder / "domain.yml", {"intents": intents, "actions": ["action_answer"]})
    config = {"recipe": "default.v1", "assistant_id": "default", "language": "id"}
    _write(folder / "config.yml", {**config, "pipeline": _pipeline(epochs), "policies": _policies(epochs)})
    # Neither of these two has a version: Rasa takes every key of credentials.yml for a channel.
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    endpoint = {"action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"}}
    (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoint), encoding="utf-8")
    (folder / "actions").mkdir(exist_ok=True)
    (folder / "actions" / "__init__.py").write_text(ACTION, encoding="utf-8")


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump({"version": "3.1", **content}, allow_unicode=True), encoding="utf-8")


def train(folder: Path) -> float:
    """Train unless a model is there; return the seconds it took, 0 for none."""
    if any((folder / "models").glob("*.tar.gz")):
        return 0.0
    began = time.monotonic()
    with (folder / "train.log").open("wb") as log:
        subprocess.run([RASA, "train", "--quiet"], cwd=folder, stdout=log, stderr=log, check=True)
    return time.monotonic() - began


@contextmanager
def serve(folder: Path, port: int, actions_port: int) -> Iterator[tuple[int, float]]:
    """Run ``rasa run`` and a stock action server; yield the server's process id and its start in seconds."""
    log = (folder / "serve.log").open("wb")
    actions = subprocess.Popen(
        [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "-p", str(actions_port)],
        cwd=folder, stdout=log, stderr=log,
    )  # fmt: skip
    began = time.monotonic()
    rasa = subprocess.Popen(
        [RASA, "run", "-i", "127.0.0.1", "-p", str(port), "--enable-api"], cwd=folder, stdout=log, stderr=log
    )
    try:
        _wait_ready(f"http://127.0.0.1:{port}/status", rasa)
        yield rasa.pid, time.monotonic() - began
    finally:
        for process in (rasa, actions):
            process.terminate()
        for process in (rasa, actions):
            process.wait(30)
        log.close()


def _wait_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx.TransportError):
            if httpx.get(url).status_code == httpx.codes.OK:
                return
        time.sleep(0.1)  # between two looks; the condition is /status
    raise RuntimeError("rasa run did not come up; see serve.log")
