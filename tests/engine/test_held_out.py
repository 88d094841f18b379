"""Texts are read by classifiers that have not learnt from them, by the real command."""

import json
from pathlib import Path
from typing import Any

import pytest
from engine_serving import Engine

from engine.held_out import same_text

HERE = Path(__file__).parent
ODD = "blorfo grantik wesumi"  # no words at all: who knows them has seen this sentence

DOUBTFUL = ("apa kantor berapa syarat", "kirim sekarang")


@pytest.fixture(scope="module")
def readings(trained_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("held_out")
    nlu, texts, output = folder / "nlu.yml", folder / "texts.json", folder / "readings.json"
    nlu.write_text((HERE / "nlu.yml").read_text(encoding="utf-8") + f"- intent: cost\n  examples: |\n    - {ODD}\n")
    texts.write_text(json.dumps([[ODD.upper() + "!"], [f"{ODD} ya", "makasih ya", *DOUBTFUL]]))
    done = Engine(trained_home, 1).run("held-out", "--nlu", str(nlu), "--texts", str(texts), "--output", str(output))
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    found: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return found


def cost(reading: dict[str, Any]) -> float:
    return next((one["confidence"] for one in reading["intent_ranking"] if one["name"] == "cost"), 0.0)


def test_a_text_is_read_as_if_it_had_never_been_seen(readings: dict[str, Any]) -> None:
    unseen, near_a_seen_one = readings[ODD.upper() + "!"], readings[f"{ODD} ya"]
    assert near_a_seen_one["intent_ranking"][0]["name"] == "cost"
    assert cost(unseen) < cost(near_a_seen_one) / 2


def test_readings_are_as_rasa_gives_them(readings: dict[str, Any]) -> None:
    """Where it is in doubt it asks back, as it would in the running engine."""
    assert readings["makasih ya"]["intent"]["name"] == "thanks"
    assert "nlu_fallback" in {readings[text]["intent"]["name"] for text in DOUBTFUL}
    for reading in readings.values():
        assert reading["intent"]["name"] == reading["intent_ranking"][0]["name"]
        confidences = [one["confidence"] for one in reading["intent_ranking"]]
        assert confidences == sorted(confidences, reverse=True)


@pytest.mark.parametrize(
    ("one", "other"), [("KTP-el, berapa?", "ktp el berapa"), ("Wilujeng énjing", "wilujeng énjing!")]
)
def test_signs_and_case_make_no_other_text(one: str, other: str) -> None:
    assert same_text(one) == same_text(other)


def test_signs_alone_are_a_text_of_their_own() -> None:
    assert same_text("??") != same_text("!!")
