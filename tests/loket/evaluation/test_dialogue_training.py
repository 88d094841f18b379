"""The dialogue model learns from labelled dialogues, the stored weights are of today's, and none is measured on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from loket.dialogue_state.choosing import choose
from loket.dialogue_state.model import HEADS, WEIGHTS, DialogueModel, read_model
from loket.evaluation.dialogue_data import digest, problems_in, read_dialogues, texts_in_groups
from loket.evaluation.dialogue_training import Example, as_json, examples, train
from loket.evaluation.records import Record, Turn, read_records
from loket.evaluation.training_data import BLIND_FOLDER

PLACES = ("bogor", "solok", "bantul", "kudus", "bima", "garut")


def entity(name: str, slug: str, word: str, text: str) -> dict[str, Any]:
    start = text.index(word)
    return {"entity": name, "value": slug, "start": start, "end": start + len(word), "confidence": 0.8,
            "candidates": [{"value": slug, "score": 0.8}], "ambiguous": False}  # fmt: skip


def understood(words: str, aspect: str, *entities: dict[str, Any]) -> dict[str, Any]:
    ranking = [{"name": aspect, "confidence": 0.9}, {"name": "overview", "confidence": 0.05}]
    return {"intent": ranking[0], "intent_ranking": ranking, "entities": list(entities), "words": words.split()}


def papers_of(place: str) -> str:
    return f"ktp saya masih {place}, ngurusnya tetap bisa"


def going_on_to(place: str) -> str:
    return f"terus bikin ktp di {place} bawa apa"


def dialogue(number: int, place: str) -> Record:
    """SKCK in Sleman is asked about, then a paper is told of in passing, then another service is gone to."""
    stays = Turn(text=papers_of(place), aspect="requirements", service="skck", region="kab_sleman")
    goes = Turn(text=going_on_to(place), aspect="requirements", service="ktp_el", region=f"kab_{place}")
    return Record(
        id=str(number),
        text="biaya skck sleman",
        aspect="cost",
        service="skck",
        region="kab_sleman",
        turns=[stays, goes],
    )


def engine_says() -> dict[str, dict[str, Any]]:
    first = "biaya skck sleman"
    found = {first: understood("biaya SERVICE REGION", "cost", entity("service", "skck", "skck", first),
                               entity("region", "kab_sleman", "sleman", first))}  # fmt: skip
    for place in PLACES:
        for text, words in (
            (papers_of(place), "SERVICE saya masih REGION , mengurus tetap bisa"),
            (going_on_to(place), "terus membuat SERVICE di REGION bawa apa"),
        ):
            names = (entity("service", "ktp_el", "ktp", text), entity("region", f"kab_{place}", place, text))
            found[text] = understood(words, "requirements", *names)
    return found


@pytest.fixture
def taught(seeded_session: Session) -> list[Example]:
    records = [dialogue(number, place) for number, place in enumerate(PLACES)]
    return list(examples(seeded_session, records, engine_says()))


def test_each_turn_is_learnt_with_the_conversation_as_it_should_have_been(taught: list[Example]) -> None:
    assert len(taught) == 3 * len(PLACES)
    assert [one.given.context.service for one in taught[:3]] == [None, "skck", "skck"]
    assert taught[2].given.context.region == "kab_sleman"


def test_a_place_never_seen_is_told_from_one_gone_to_by_the_words_around_it(taught: list[Example]) -> None:
    *_, stays, goes = taught
    learnt = train(taught[:-3])

    told, gone = choose(stays.given, learnt), choose(goes.given, learnt)

    assert (told.service, told.takes_region) == ("skck", False)
    assert (gone.service, gone.takes_region) == ("ktp_el", True)


def test_nothing_to_decide_is_refused() -> None:
    with pytest.raises(ValueError, match="decides"):
        train([])


def test_what_is_stored_chooses_alike(taught: list[Example], tmp_path: Any) -> None:
    learnt = train(taught)
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(as_json(learnt, "x")), encoding="utf-8")

    read = read_model(path)

    assert [choose(one.given, read).service for one in taught] == [choose(one.given, learnt).service for one in taught]


def test_the_stored_weights_are_of_todays_dialogues_and_features() -> None:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))

    assert stored["digest"] == digest(), "run: loket model dialogue"
    assert isinstance(read_model(), DialogueModel)
    assert all(read_model().weights[head] for head in HEADS)


def test_no_dialogue_is_one_that_is_measured_on() -> None:
    assert list(problems_in(read_dialogues())) == []


def test_a_turn_out_of_an_evaluation_set_and_an_id_used_twice_are_named() -> None:
    measured = max(
        (turn.text for one in read_records(BLIND_FOLDER / "percakapan_1.jsonl") for turn in one.all_turns), key=len
    )
    record = Record(id="x1", text=measured, aspect="cost")

    problems = list(problems_in([record, record]))

    assert "id ganda: x1" in problems
    assert any("percakapan_1.jsonl" in one and "x1" in one for one in problems)


def test_an_author_is_in_one_group_and_a_text_in_one(tmp_path: Path) -> None:
    said = {"a": ["biaya ktp", "makasih"], "b": ["syarat kk", "makasih"], "c": ["jam buka samsat"]}
    for author, texts in said.items():
        first, *rest = ({"text": text, "aspect": "cost"} for text in texts)
        (tmp_path / f"dialog_{author}.jsonl").write_text(json.dumps({"id": author, **first, "turns": rest}))

    assert texts_in_groups(tmp_path, 2) == [["biaya ktp", "makasih", "jam buka samsat"], ["syarat kk"]]
    assert texts_in_groups(tmp_path, 9) == [["biaya ktp", "makasih"], ["syarat kk"], ["jam buka samsat"]]


def test_every_turn_of_the_dialogues_is_in_a_group() -> None:
    texts = {turn.text for record in read_dialogues() for turn in record.all_turns}
    grouped = [text for group in texts_in_groups() for text in group]
    assert len(grouped) == len(texts)
    assert set(grouped) == texts
