"""The aspect model: what it sees, what its confidence is worth, when to ask back."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from engine.components.aspect_features import Features, apart, example, last_words, shape
from engine.components.aspect_model import AspectModel
from engine.components.doubt import DoubtClassifier, least_confidence
from engine.components.keys import LINKED
from engine.components.slash_guard import as_plain_text
from engine.linking.delexicalise import delexicalise

HERE = Path(__file__).parent


def seen(linker: Any, text: str) -> Any:
    """What the model sees of a text."""
    linked = linker.link(text)
    return example(text, linked, delexicalise(linked))


@pytest.fixture(scope="module")
def model(linker: Any) -> AspectModel:
    """A model of the few sentences of nlu.yml."""
    groups = yaml.safe_load((HERE / "nlu.yml").read_text(encoding="utf-8"))["nlu"]
    pairs = [(line[2:], group["intent"]) for group in groups for line in group["examples"].splitlines()]
    trained = AspectModel(1.0)
    trained.fit([seen(linker, text) for text, _ in pairs], [aspect for _, aspect in pairs])
    return trained


def best(model: AspectModel, linker: Any, text: str) -> tuple[str, float]:
    """The likeliest aspect and its probability."""
    probabilities = model.probabilities([seen(linker, text)])[0]
    return model.classes[int(probabilities.argmax())], float(probabilities.max())


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("berapa biaya bikin ktp", "cost"),
        ("kantor samsat di mana", "location"),
        ("syarat perpanjang sim apa saja", "requirements"),
        ("makasih ya", "thanks"),
    ],
)
def test_reads_what_is_near_its_sentences(model: AspectModel, linker: Any, text: str, aspect: str) -> None:
    """The service makes no difference: it is SERVICE to the model."""
    assert best(model, linker, text)[0] == aspect


@pytest.mark.parametrize("text", ["", " ", "🙏", "🔥🔥🔥", "...", "?", "你好", "​", "a" * 4096, "x " * 2000])
def test_any_text_gets_probabilities(model: AspectModel, linker: Any, text: str) -> None:
    """Nothing to go by is no error, and no certainty."""
    probabilities = model.probabilities([seen(linker, text)])[0]
    assert np.isfinite(probabilities).all()
    assert probabilities.sum() == pytest.approx(1.0, abs=1e-4)


def test_the_end_of_a_story_is_seen(linker: Any) -> None:
    """However long the story, the question at its end counts."""
    story = "kemarin saya jalan ke pasar lalu bertemu teman lama " * 20
    given = seen(linker, f"{story} jadi biayanya berapa")
    assert given.words[-1] == "berapa"
    assert "biayanya berapa $" in last_words(given) or "biaya berapa $" in last_words(given)


def test_a_slash_is_remembered(linker: Any) -> None:
    """Commands typed as text reach the model without their slash; it still knows."""
    assert "slash" in shape(seen(linker, as_plain_text("/human")))
    assert "slash" not in shape(seen(linker, "human"))


def test_words_seen_seldom_count_as_unknown() -> None:
    """A training message does not count itself, so that it looks as a new one would."""

    features = Features()
    features._occurrences.update({"satu": 10, "dua": 11})
    assert features._common("satu", own=1) == "RARE"
    assert features._common("satu", own=0) == "satu"
    assert features._common("dua", own=1) == "dua"


def test_the_same_message_gets_the_same_reading_alone_and_among_others(model: AspectModel, linker: Any) -> None:
    """Rows do not mix."""
    texts = ["berapa biaya sim", "🙏", "halo", "resep rendang"]
    together = model.probabilities([seen(linker, text) for text in texts])
    for row, text in zip(together, texts, strict=True):
        assert row == pytest.approx(model.probabilities([seen(linker, text)])[0], abs=1e-5)


CONFIG = {
    "threshold": 0.45,
    "ambiguity_threshold": 0.0,
    "sensitive_threshold": 0.6,
    "aspect_thresholds": {"emergency": 0.3, "legal_basis": 0.6},
}


@pytest.mark.parametrize(
    ("aspect", "service", "least"),
    [
        ("cost", "ktp_el", 0.45),
        ("cost", "", 0.45),
        ("cost", "bansos_dtks", 0.6),
        ("legal_basis", "ktp_el", 0.6),
        ("emergency", "rujukan_puskesmas", 0.3),
    ],
)
def test_thresholds_by_topic(aspect: str, service: str, least: float) -> None:
    """Stricter where a wrong answer harms, laxer where silence does."""
    assert least_confidence(aspect, service, CONFIG) == least


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        ("biaya ktp", 0.5, "cost"),
        ("biaya ktp", 0.4, "nlu_fallback"),
        ("biaya", 0.5, "cost"),
    ],
)
def test_asks_back_below_the_threshold(linker: Any, text: str, confidence: float, expected: str) -> None:
    """The aspect stays in the ranking, for the buttons."""
    reading = {"name": "cost", "confidence": confidence}
    message = Message({INTENT: reading, "intent_ranking": [reading], LINKED: linker.link(text)})
    DoubtClassifier(CONFIG).process([message])
    assert message.get(INTENT)["name"] == expected
    assert "cost" in [one["name"] for one in message.get("intent_ranking")]


def test_words_of_one_question_are_seen_together_whatever_stands_between(linker: Any) -> None:
    """ "berapa hari jadi" and "berapa lama jadi" share a pair; neighbours are other views' business."""
    pairs = [set(apart(seen(linker, f"berapa {word} jadi"))) for word in ("hari", "lama")]
    assert "berapa .. jadi" in pairs[0] & pairs[1]
    assert "berapa .. hari" not in pairs[0]
    assert apart(seen(linker, "berapa lama " * 30)) == []
