"""What a reply says the message was read as."""

from engine.replies import reading_of

ANSWER = {"answer": {"kind": "answer", "reading": {"aspect": "cost", "service": "skck", "region": None}}}
TOLD = {"message_id": "m:2", "aspect": "thanks", "service": None, "region": None, "confidence": 0.83}


def test_what_the_action_told_of_this_message_counts_first() -> None:
    found = reading_of([ANSWER], "duration", TOLD, "m:2")

    assert found == {"aspect": "thanks", "service": None, "region": None, "confidence": 0.83}


def test_what_was_told_of_an_earlier_message_does_not_count() -> None:
    assert reading_of([ANSWER], "duration", TOLD, "m:3") == {"aspect": "cost", "service": "skck", "region": None}


def test_without_confidence_none_is_said() -> None:
    told = {**TOLD, "confidence": None}

    assert reading_of([], "duration", told, "m:2") == {"aspect": "thanks", "service": None, "region": None}


def test_where_nobody_told_anything_the_intent_stands_alone() -> None:
    assert reading_of([{"text": "Halo"}], "greet", None, "m:1") == {"aspect": "greet", "service": None, "region": None}
