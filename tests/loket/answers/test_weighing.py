"""The dialogue is weighed before a typed message is answered; where that leaves doubt, likely questions are offered."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from loket.answers import understanding
from loket.answers.composing import Turn
from loket.answers.heard import Context, Heard, Linked
from loket.answers.operations import Outcome, answer_turn
from loket.answers.texts import talk
from loket.dialogue_state.model import DialogueModel, usable_model
from loket.dialogue_state.situation import Signals
from loket.regions.operations import get_region
from loket.unanswered.models import Reason
from loket.unanswered.signs import reason_of
from tests.loket.answers.asking import TUESDAY_TEN_WIB, linked, payloads, texts_of
from tests.loket.builders import make_service
from tests.loket.dialogue_state.situations import model

SKCK = Context(aspect="cost", main="cost", service="skck", region="kab_sleman")
TEXT = "ktp saya sudah lama"
SIGNALS = Signals(("SERVICE", "saya", "sudah", "lama"), (("requirements", 0.6), ("duration", 0.3)))


@pytest.fixture
def weigh(seeded: Session, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Answer the text after a question on SKCK, by a model of the given weights."""

    def answer(weights: DialogueModel, signals: Signals | None = SIGNALS) -> Outcome:
        monkeypatch.setattr(understanding, "dialogue_model", lambda: weights)
        heard = Heard("requirements", TEXT, linked("ktp_el"), confidence=0.6)
        return answer_turn(seeded, Turn(heard, SKCK, signals=signals), TUESDAY_TEN_WIB)

    return answer


def test_the_service_spoken_of_stays_where_the_model_is_sure_of_it(weigh) -> None:  # type: ignore[no-untyped-def]
    outcome = weigh(model(aspect={"ruled": 9.0}, service={"topic": 9.0}))

    assert outcome.answer.reading.service == "skck"
    assert outcome.context.service == "skck"
    assert outcome.confidence > 0.9
    assert outcome.answer.kind == "answer"


def test_who_tells_of_another_paper_is_told_to_ask_the_office(weigh) -> None:  # type: ignore[no-untyped-def]
    in_passing = weigh(model(aspect={"ruled": 9.0}, service={"topic": 9.0}))
    asked_about = weigh(model(aspect={"ruled": 9.0}, service={"named": 9.0}))

    assert talk.CASE_NOT_TOLD in texts_of(in_passing.answer)
    assert asked_about.answer.reading.service == "ktp_el"
    assert talk.CASE_NOT_TOLD not in texts_of(asked_about.answer)


def test_a_reading_in_doubt_is_offered_with_other_likely_ones(weigh) -> None:  # type: ignore[no-untyped-def]
    outcome = weigh(model())

    assert outcome.answer.kind == "ask"
    assert outcome.confidence < 0.4
    questions = [one for one in payloads(outcome.answer) if "service" in one]
    assert len(questions) >= 2
    assert reason_of(outcome.answer, outcome.context, "requirements", 0.6) is Reason.ASKED_BACK


def test_without_signals_the_rules_decide_alone(weigh) -> None:  # type: ignore[no-untyped-def]
    outcome = weigh(model(service={"topic": 9.0}), signals=None)

    assert outcome.answer.reading.service == "ktp_el"
    assert outcome.confidence is None


def test_a_service_that_was_withdrawn_since_is_not_gone_to(weigh) -> None:  # type: ignore[no-untyped-def]
    weights = model(aspect={"ruled": 9.0}, service={"is=layanan_lama|lama": 30.0})

    outcome = weigh(DialogueModel(weights.weights, ("layanan_lama",)))

    assert outcome.answer.reading.service == "ktp_el"


def test_what_another_region_alone_offers_is_never_gone_to(
    seeded_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_service(seeded_session, slug="kartu_sleman", region_id=get_region(seeded_session, "kab_sleman").id)
    monkeypatch.setattr(understanding, "dialogue_model", lambda: model(aspect={"ruled": 9.0}, service={"named": 9.0}))
    shared = Linked("kartu_sleman", ("kartu_sleman", "ktp_el"), ambiguous=True)
    turn = Turn(Heard("requirements", TEXT, shared), Context(home="kota_bandung"), signals=SIGNALS)

    outcome = answer_turn(seeded_session, turn, TUESDAY_TEN_WIB)

    assert outcome.answer.reading is not None
    assert outcome.answer.reading.service == "ktp_el"


def test_without_usable_weights_the_rules_decide_and_the_operator_is_told(
    weigh,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,  # type: ignore[no-untyped-def]
) -> None:
    with capture_logs() as logs:
        found = usable_model(tmp_path / "tidak_ada.json")

    assert found is None
    assert [entry["log_level"] for entry in logs] == ["error"]
    assert weigh(None).answer.reading.service == "ktp_el"
