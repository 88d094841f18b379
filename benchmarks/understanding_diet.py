"""Rasa's default NLU pipeline (DIET) on one train/test split of our sentences, texts as typed.

    .venv/engine/bin/python benchmarks/understanding_diet.py OUT.json --epochs 100 --sentences 3000

Trains ``rasa train nlu`` in a folder of its own and writes accuracy, seconds, milliseconds a message, memory and
the loss after each epoch. One split, not five: DIET takes minutes an epoch on 15,000 sentences and two cores. So
``--sentences`` learns from some only; ``understanding_engine.py`` with the same number learns from the same ones.
"""

import argparse
import asyncio
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.understanding_data import Question, evaluation_sets, folds, some, training_sentences  # noqa: E402

_EPOCH = re.compile(r"(\d+)/\d+ \[[^\]]*t_loss=([\d.]+)[^\]]*i_acc=([\d.]+)")


def pipeline(epochs: int) -> list[dict[str, Any]]:
    """Return the NLU half of what ``rasa init`` of 3.6 names as the default (benchmarks/rasa_default.py)."""
    return [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True},
    ]


def write_project(folder: Path, sentences: list[tuple[str, str]], epochs: int) -> None:
    """Write training data and configuration."""
    by_aspect: dict[str, list[str]] = {}
    for text, aspect in sentences:
        by_aspect.setdefault(aspect, []).append(text)
    groups = [
        {"intent": aspect, "examples": "".join(f"- {text}\n" for text in texts)} for aspect, texts in by_aspect.items()
    ]
    nlu = {"version": "3.1", "nlu": groups}
    (folder / "nlu.yml").write_text(yaml.safe_dump(nlu, allow_unicode=True, width=10_000), encoding="utf-8")
    config = {"recipe": "default.v1", "assistant_id": "diet", "language": "id", "pipeline": pipeline(epochs)}
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")


def train(folder: Path) -> tuple[float, list[dict[str, float]]]:
    """Return the seconds of training and the loss after each epoch."""
    rasa = ROOT / ".venv" / "engine" / "bin" / "rasa"
    began = time.monotonic()
    with (folder / "train.log").open("wb") as log:
        command = [str(rasa), "train", "nlu", "--nlu", "nlu.yml", "--config", "config.yml", "--out", "models"]
        subprocess.run(command, cwd=folder, stdout=log, stderr=log, check=True)
    seconds = time.monotonic() - began
    curve = {
        int(epoch): {"epoch": int(epoch), "loss": float(loss), "training_accuracy": float(accuracy)}
        for epoch, loss, accuracy in _EPOCH.findall(
            (folder / "train.log").read_text(encoding="utf-8", errors="replace")
        )
    }
    return seconds, list(curve.values())


async def measure(folder: Path, sets: dict[str, list[Question]]) -> dict[str, Any]:
    """Return accuracy by set and milliseconds a message of the trained model."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(next((folder / "models").glob("*.tar.gz"))))
    figures: dict[str, Any] = {}
    taken: list[float] = []
    for name, questions in sets.items():
        right = 0
        for question in questions:
            began = time.perf_counter()
            parsed = await agent.parse_message(question.text)
            taken.append(1000 * (time.perf_counter() - began))
            right += parsed["intent"]["name"] in question.aspects
        figures[name] = right / len(questions)
    figures["ms_p50"], figures["ms_p95"] = (float(value) for value in np.percentile(taken, [50, 95]))
    figures["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def main() -> None:
    """Train on four fifths, ask the rest and the evaluation sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--sentences", type=int, default=0, help="learn from so many; 0: from four fifths of all")
    options = parser.parse_args()
    sentences = training_sentences()
    aspects = [aspect for _, aspect in sentences]
    learnt, held_out = folds(aspects)[0]
    learnt = some(learnt, aspects, options.sentences)
    sets = {"held_out": [Question(*sentences[i], {sentences[i][1]}) for i in held_out], **evaluation_sets()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_project(folder, [sentences[i] for i in learnt], options.epochs)
        seconds, curve = train(folder)
        figures = asyncio.run(measure(folder, sets))
    figures.update(epochs=options.epochs, sentences=len(learnt), train_seconds=seconds, curve=curve)
    options.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
