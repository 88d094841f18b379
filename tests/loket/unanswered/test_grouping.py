"""Like messages meet, counts follow what is kept, and 100,000 rows are no matter."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date

import pytest
import yaml
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from loket.evaluation.training_data import read_sentences
from loket.unanswered.exporting import nlu_yaml, table_csv
from loket.unanswered.grouping import Filter, group_new, groups, messages
from loket.unanswered.likeness import group, trigrams
from loket.unanswered.models import Reason, UnansweredMessage
from loket.unanswered.operations import Seen, choose, forget, keep

SEEN = Seen("bot:0", "a" * 64, "utama", date(2026, 11, 24), "", "cost", 0.4)
BUTTON = '/cost{"service": "ktp_el"}'


def keep_all(session: Session, *texts: str, **values: object) -> None:
    for text in texts:
        seen = replace(SEEN, message_id=f"bot:{text}", text=text, **values)  # type: ignore[arg-type]
        keep(session, seen, Reason.FALLBACK)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("brp biaya ktp ilang", "berapa biaya KTP hilang?", True),
        ("ktp hilang biayanya berapa ya min", "biayanya berapa kak ktp hilang", True),
        ("syarat nikah beda agama", "syarat nikah beda negara", True),
        ("syarat nikah beda agama", "jam buka samsat", False),
        ("🙏", "😡", False),
    ],
)
def test_likeness_is_of_words_not_of_spelling_or_order(one: str, other: str, alike: bool) -> None:
    labels = group([(1, trigrams(one)), (2, trigrams(other))])

    assert (labels[1] == labels[2]) is alike


def test_new_messages_join_the_groups_there_are(session: Session) -> None:
    keep_all(session, "brp biaya ktp ilang", "jam buka samsat")
    assert group_new(session) == 2
    keep_all(session, "berapa biaya ktp hilang min")
    assert group_new(session) == 1
    assert group_new(session) == 0

    largest, other = groups(session, Filter())

    assert (largest.text, largest.count, other.count) == ("brp biaya ktp ilang", 2, 1)


def test_where_a_question_is_asked_makes_it_no_other_question(session: Session) -> None:
    keep_all(session, "bikin pasport dmn di sleman", region="kab_sleman")
    keep_all(session, "bikin pasport dmn di banyuwangi", region="kab_banyuwangi")
    group_new(session)

    assert [one.count for one in groups(session, Filter())] == [2]
    assert [one.count for one in groups(session, Filter(region="kab_sleman"))] == [1]


def test_a_group_outlives_its_first_message(session: Session) -> None:
    keep_all(session, "brp biaya ktp ilang", pseudonym="gone")
    keep_all(session, "berapa biaya ktp hilang")
    group_new(session)

    forget(session, "gone")
    keep_all(session, "berapa biayanya ktp hilang")
    group_new(session)

    [left] = groups(session, Filter())
    assert (left.text, left.count) == ("berapa biaya ktp hilang", 2)


def test_filters_by_aspect_day_reason_and_home(session: Session) -> None:
    keep_all(session, "satu", aspect="hours", home="kab_sleman")
    keep_all(session, "dua", day=date(2026, 11, 1))
    group_new(session)

    def texts(**wanted: object) -> list[str]:
        return [one.text for one in groups(session, Filter(**wanted))]  # type: ignore[arg-type]

    assert texts(aspect="hours") == texts(region="kab_sleman") == texts(since=date(2026, 11, 2)) == ["satu"]
    assert texts(reasons=(Reason.NOT_KNOWN,)) == []


def test_the_reading_tapped_most_often_is_the_label_and_goes_into_the_export(session: Session) -> None:
    texts = ["ktp [sy] brp duit", "ktp sy brp duit ya", "ktp sy brp duit min"]
    for number, text in enumerate(texts):
        keep_all(session, text, pseudonym=f"p{number}", aspect="duration", offered=(BUTTON,))
    choose(session, "p1", BUTTON)
    keep_all(session, "jam buka samsat", aspect="hours")
    group_new(session)

    exported = yaml.safe_load(nlu_yaml(groups(session, Filter())))

    by_intent = {part["intent"]: part["examples"] for part in exported["nlu"]}
    assert exported["version"] == "3.1"
    assert by_intent["cost"][0]["text"] == "ktp (sy) brp duit\n"
    assert by_intent["cost"][0]["metadata"]["label"] == "warga"
    assert by_intent["cost"][0]["metadata"]["banyaknya"] == 3
    assert by_intent["hours"][0]["metadata"]["label"] == "tebakan"


def test_a_spreadsheet_runs_no_citizens_text(session: Session) -> None:
    keep_all(session, '=HYPERLINK("x")')

    assert "'=HYPERLINK" in table_csv(messages(session, Filter()))


def test_a_hundred_thousand_messages_are_grouped_and_listed_fast(sqlite_databases) -> None:  # type: ignore[no-untyped-def]
    from loket.database import make_engine, make_session_factory

    url = sqlite_databases.migrated()
    engine = make_engine(url).execution_options(loket_write=True)
    chance = random.Random(1)  # noqa: S311  typing errors, no secrets
    sentences = [sentence.text for sentence in read_sentences()]
    with make_session_factory(engine).begin() as session:
        rows = [_row(number, _mistyped(chance.choice(sentences), chance)) for number in range(100_000)]
        session.execute(insert(UnansweredMessage), rows)
        began = time.process_time()
        assert group_new(session) == 100_000
        first = time.process_time() - began
        session.execute(insert(UnansweredMessage), [_row(100_000 + number, sentences[number]) for number in range(200)])
        began = time.process_time()
        assert group_new(session) == 200
        more = time.process_time() - began
        began = time.process_time()
        listed = groups(session, Filter(since=date(2026, 11, 1)), limit=50)
        listing = time.process_time() - began
        assert session.scalar(select(UnansweredMessage.group_id).where(UnansweredMessage.group_id.is_(None))) is None
    engine.dispose()
    sqlite_databases.drop(url)

    assert len(listed) == 50
    assert listed[0].count > listed[-1].count
    # Seconds of processor time; 8, 2 and less than 1 were measured.
    assert (first < 60, more < 15, listing < 5) == (True, True, True), (first, more, listing)


def _row(number: int, text: str) -> dict[str, object]:
    return {
        "message_id": f"bot:{number}", "pseudonym": f"p{number % 5000}", "bot": "utama", "day": SEEN.day,
        "reason": Reason.FALLBACK, "text": text, "aspect": "cost", "confidence": 0.3, "offered": [], "followed_by": "",
    }  # fmt: skip


def _mistyped(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(chance.randint(0, 3)):
        letters[chance.randrange(len(letters))] = chance.choice("abcdefghijklmnop ")
    return "".join(letters)
