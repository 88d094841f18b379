"""``loket evaluate``: what counts as right, and what is asked of the engine."""

import json

import httpx
import pytest

from loket.evaluation.asking import Asker, EngineRefused
from loket.evaluation.records import BadRecord, Record, read_records
from loket.evaluation.scoring import Heard, judge, report


def make_record(**given):
    return Record(
        **{"id": "q1", "text": "biaya paspor", "aspect": "cost", "service": "paspor", "style": "short"} | given
    )


def test_a_right_reading_counts_in_every_part():
    judged = judge(make_record(), [Heard("cost", "paspor", None, 0.9)])

    result = report(judged)

    assert (result["n"], result["aspect"], result["service"], result["region"], result["joint"]) == (1, 1, 1, 1, 1)
    assert result["wrong"] == []


def test_a_region_nobody_said_is_wrong():
    result = report(judge(make_record(), [Heard("cost", "paspor", "kota_medan", 0.9)]))

    assert (result["aspect"], result["region"], result["joint"]) == (1, 0, 0)
    assert result["wrong"][0]["wrong"] == ["region"]


def test_what_is_equally_right_is_right_none_included():
    record = make_record(region="kota_semarang", region_also=["kab_semarang", None], also=["overview"])

    for heard in (Heard("overview", "paspor", None), Heard("cost", "paspor", "kab_semarang")):
        assert report(judge(record, [heard]))["joint"] == 1


def test_every_turn_of_a_dialogue_counts_under_turns_and_only_its_first_under_n():
    turns = [{"text": "makassar di mana", "aspect": "location", "service": "paspor", "region": "kota_makassar"}]
    heard = [Heard("cost", "paspor", None), Heard("location", None, "kota_makassar")]

    result = report(judge(make_record(turns=turns), heard))

    assert (result["n"], result["joint"], result["turns"]) == (1, 1, {"n": 2, "joint": 0.5})


def test_styles_and_confusions_are_told_apart():
    judged = [
        *judge(make_record(id="a"), [Heard("hours", "paspor", None)]),
        *judge(make_record(id="b", style="typo"), [Heard("cost", "paspor", None)]),
    ]

    result = report(judged)

    assert {style: row["aspect"] for style, row in result["by_style"].items()} == {"short": 0, "typo": 1}
    assert result["confusions"] == [{"expected": "cost", "heard": "hours", "n": 1}]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "bukan JSON"),
        ('{"id": "x", "aspect": "cost"}', "'text'"),
        ('{"id": "x", "text": 3, "aspect": "c"}', "'text'"),
    ],
)
def test_a_bad_line_is_named_by_number_and_field(tmp_path, line, reason):
    file = tmp_path / "q.jsonl"
    file.write_text(json.dumps({"id": "1", "text": "p", "aspect": "greet"}) + "\n\n" + line, encoding="utf-8")

    with pytest.raises(BadRecord, match="baris 3") as refusal:
        read_records(file)

    assert reason in str(refusal.value)


def make_engine(answer, status=200):
    """An engine that keeps what it was asked, behind httpx's own transport."""
    asked = []

    def handle(request):
        if request.method == "DELETE":
            return httpx.Response(status, json={"status": "ok"})
        asked.append(json.loads(request.content))
        return httpx.Response(status, json=answer)

    return httpx.MockTransport(handle), asked


async def test_a_dialogue_is_one_conversation_and_two_records_are_two():
    reading = {"aspect": "cost", "service": "paspor", "region": None}
    transport, asked = make_engine({"reading": reading, "nlu": {"confidence": 0.8}, "failed": False})
    records = [make_record(id="a", turns=[{"text": "lama?", "aspect": "duration"}]), make_record(id="b")]
    asker = Asker("http://engine", "secret", transport)

    judged = [one async for group in asker.judge_all(records) for one in group]

    senders = {one["text"]: one["sender"] for one in asked}
    assert len(judged) == 3
    assert len({one["sender"] for one in asked}) == 2
    assert senders["lama?"] in {one["sender"] for one in asked if one["text"] == "biaya paspor"}
    assert len({one["message_id"] for one in asked}) == 3


async def test_a_failed_turn_is_never_right():
    transport, _ = make_engine({"reading": {"aspect": "cost", "service": "paspor", "region": None}, "failed": True})
    asker = Asker("http://engine", "secret", transport)

    [[judged]] = [group async for group in asker.judge_all([make_record()])]

    assert judged.right["joint"] is False


async def test_a_wrong_secret_is_said_in_one_sentence():
    transport, _ = make_engine({"error": "no"}, status=401)

    with pytest.raises(EngineRefused, match="LOKET_ENGINE_TOKEN"):
        [group async for group in Asker("http://engine", "wrong", transport).judge_all([make_record()])]
