"""What the engine understood, as a turn is answered from it: what does not fit is dropped, never raised."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.answers.heard import Linked
from loket.answers.hearing import heard_of, linked

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=8), parts, max_size=3),
    max_leaves=8,
)
ENTITY: dict[str, Any] = {
    "entity": "service", "value": "sim_baru", "start": 0, "end": 5, "confidence": 0.9, "ambiguous": True,
    "candidates": [{"value": "sim_baru", "score": 0.9}, {"value": "sim_perpanjang", "score": 0.88}],
}  # fmt: skip


def test_a_name_is_heard_with_its_candidates_and_their_scores() -> None:
    expected = Linked("sim_baru", ("sim_baru", "sim_perpanjang"), True, (0, 5), 0.9, (0.9, 0.88))

    assert linked(ENTITY) == expected
    assert heard_of({"intent": {"name": "cost", "confidence": 0.8}, "entities": [ENTITY]}, "sim c").service == expected


@pytest.mark.parametrize("score", [None, True, "0.9"])
def test_a_score_that_is_none_counts_as_nothing(score: object) -> None:
    heard = linked({**ENTITY, "candidates": [{"value": "sim_baru", "score": score}]})

    assert heard is not None
    assert heard.scores == (0.0,)


@given(entity=st.dictionaries(st.sampled_from(list(ENTITY)), ANYTHING))
def test_whatever_the_engine_sends_candidates_and_scores_go_together(entity: dict[str, Any]) -> None:
    heard = linked(entity)

    assert heard is None or len(heard.candidates) == len(heard.scores)
