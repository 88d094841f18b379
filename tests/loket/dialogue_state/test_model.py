"""Candidates are weighed by their features; a broken file of weights is refused by name."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.dialogue_state.model import Candidate, WeightsUnusable, read_model
from tests.loket.dialogue_state.situations import model

WEIGHTS = {"aspect": {"last": 1.5}, "service": {"topic": 0.5}, "region": {}}
FEATURES = st.dictionaries(st.sampled_from(["last", "first", "ruled"]), st.floats(-3, 3), max_size=3)


def stored(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "weights.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_the_candidate_with_the_heavier_features_is_chosen() -> None:
    candidates = [Candidate("cost", {"first": 1.0}), Candidate("hours", {"last": 1.0})]

    chosen = model(aspect={"first": 0.2, "last": 1.2}).choose("aspect", candidates)

    assert chosen.value == "hours"
    assert chosen.probability == pytest.approx(1 / (1 + 2.718281828**-1.0))


@given(st.lists(FEATURES, min_size=1, max_size=6))
def test_probabilities_are_shares_of_one_and_the_likeliest_is_chosen(features: list[dict[str, float]]) -> None:
    candidates = [Candidate(str(number), each) for number, each in enumerate(features)]

    chosen = model(aspect={"last": 2.0, "first": -1.0}).choose("aspect", candidates)

    assert sum(chosen.of.values()) == pytest.approx(1.0)
    assert chosen.probability == max(chosen.of.values()) == chosen.of[chosen.value]


def test_no_candidate_is_refused() -> None:
    with pytest.raises(ValueError, match="max"):
        model().choose("aspect", [])


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    read = read_model(
        stored(tmp_path, {"digest": "", "services": ["skck"], "calibration": [0.1, 0.8], "weights": WEIGHTS})
    )

    assert read.weights == WEIGHTS
    assert read.services == ("skck",)
    assert read.calibration == (0.1, 0.8)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", {"services": []}, {"services": [], "weights": {"aspect": {}}},
     {"services": [], "calibration": [0.0], "weights": WEIGHTS}, {"services": [], "weights": WEIGHTS},
     {"services": [], "calibration": [0, 1], "weights": {**WEIGHTS, "region": {"near": "berat"}}}],
)  # fmt: skip
def test_a_broken_file_is_named(tmp_path: Path, content: object) -> None:
    with pytest.raises(WeightsUnusable, match=r"weights\.json"):
        read_model(stored(tmp_path, content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnusable, match=r"tidak_ada\.json"):
        read_model(tmp_path / "tidak_ada.json")


@given(st.floats(0, 1), st.floats(0, 1))
def test_calibration_keeps_the_order_and_the_bounds(one: float, other: float) -> None:
    calibrated = replace(model(), calibration=(-0.3, 0.7)).calibrated
    low, high = sorted((one, other))

    assert 0 <= calibrated(low) <= calibrated(high) <= 1


def test_without_calibration_a_probability_stands_as_it_is() -> None:
    assert model().calibrated(0.8) == pytest.approx(0.8)
