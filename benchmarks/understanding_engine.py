"""Aspect models side by side, in the engine's environment: called by ``python -m benchmarks understanding``.

    .venv/engine/bin/python benchmarks/understanding_engine.py OUT.json --lexicon LOKET_HOME/lexicon.json

Five-fold cross-validation of data/nlu (seed fixed), the development sample, the blind set, seconds of training,
milliseconds a message from its text on, size of the model. ``--only`` measures some of the models, by name.
"""

import argparse
import json
import pickle
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from engine import lean  # noqa: E402

lean.install()  # the slash guard is a Rasa component; TensorFlow is not needed for it

from benchmarks.understanding_calibration import calibration, sensitive  # noqa: E402
from benchmarks.understanding_data import (  # noqa: E402
    PARTS,
    evaluation_sets,
    folds,
    kinds_of_sentences,
    some,
    training_sentences,
)
from engine.components.aspect_features import Example, example  # noqa: E402
from engine.components.aspect_model import AspectModel  # noqa: E402
from engine.components.slash_guard import as_plain_text  # noqa: E402
from engine.language.stems import stem  # noqa: E402
from engine.language.tokens import split  # noqa: E402
from engine.linking import delexicalise as delexicaliser  # noqa: E402
from engine.linking.lexicon import read_lexicon  # noqa: E402
from engine.linking.linker import Linker  # noqa: E402

_TIMED = 200
_STRENGTH = 1.0


class NGrams:
    """What the field starts from: word and character n-grams of one text by scikit-learn, and a linear classifier."""

    def __init__(self, classifier: Any) -> None:
        self._words = TfidfVectorizer(tokenizer=str.split, ngram_range=(1, 2), sublinear_tf=True)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)
        self._classifier = classifier

    @property
    def classes(self) -> list[str]:
        """The aspects, in the order of the scores."""
        return [str(name) for name in self._classifier.classes_]

    def fit(self, texts: Sequence[str], aspects: Sequence[str]) -> None:
        """Learn."""
        features = hstack([self._words.fit_transform(texts), self._letters.fit_transform(texts)])
        self._classifier.fit(csr_matrix(features), aspects)

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """Return a row of scores for each text."""
        features = csr_matrix(hstack([self._words.transform(texts), self._letters.transform(texts)]))
        decide = getattr(self._classifier, "decision_function", None) or self._classifier.predict_log_proba
        return np.asarray(decide(features))


class _Unmended:
    """Takes the mender's place where what it brings is measured."""

    mended = staticmethod(str)


class Reader:
    """Reads texts in the ways that are compared."""

    def __init__(self, linker: Linker) -> None:
        self._linker = linker
        self._kept: dict[str, Example] = {}

    def raw(self, text: str) -> str:
        """As typed."""
        return text.lower()

    def normalised(self, text: str) -> str:
        """Chat words in standard words."""
        return " ".join(self._linker.normaliser.words(text))

    def delexicalised(self, text: str) -> str:
        """SERVICE and REGION put in."""
        return " ".join(delexicaliser.delexicalise(self._linker.link(text)))

    def stemmed(self, text: str) -> str:
        """Stems beside the words."""
        words = self.delexicalised(text).split()
        return " ".join([*words, *(f"{stem(word)}_" for word in words if word.islower())])

    def ours(self, text: str) -> Example:
        """As the engine does it. Kept, because many variants start from it."""
        if text not in self._kept:
            self._kept[text] = self.read(text)
        return self._kept[text]

    def read(self, text: str) -> Example:
        """As the engine does it, anew."""
        text = as_plain_text(text)
        linked = self._linker.link(text)
        return example(text, linked, delexicaliser.delexicalise(linked))

    def without_normaliser(self, text: str) -> Example:
        """Words as typed: cut, but not replaced."""
        text = as_plain_text(text)
        linked = self._linker.link(text, split(text))
        return example(text, linked, delexicaliser.delexicalise(linked))

    def without_delexicalisation(self, text: str) -> Example:
        """Names stay in."""
        given = self.ours(text)
        return Example(given.text, given.said, given.said, (), "", has_region=False)

    def without_mending(self, text: str) -> Example:
        """Typos stay in."""
        mender = delexicaliser._mender
        delexicaliser._mender = _Unmended
        try:
            return self.read(text)
        finally:
            delexicaliser._mender = mender

    def without_kind(self, text: str) -> Example:
        """A service is a service."""
        given = self.ours(text)
        return Example(
            given.text, given.words, given.said, given.hidden, "any" if given.service else "", given.has_region
        )


Variant = tuple[Callable[[str], Any], Callable[[], Any]]


def variants(reader: Reader) -> dict[str, Variant]:
    """Return how each model reads a text, and the model."""

    def svm() -> NGrams:
        return NGrams(LinearSVC(C=_STRENGTH, class_weight="balanced", random_state=0))

    def regression() -> NGrams:
        return NGrams(LogisticRegression(C=5.0, class_weight="balanced", solver="liblinear", max_iter=300))

    def ours(*without: str) -> Callable[[], AspectModel]:
        return lambda: AspectModel(_STRENGTH, without)

    return {
        "regression, raw": (reader.raw, regression),
        "regression, delexicalised": (reader.delexicalised, regression),
        "naive Bayes, delexicalised": (reader.delexicalised, lambda: NGrams(ComplementNB(alpha=0.3))),
        "SVM, raw": (reader.raw, svm),
        "SVM, normalised": (reader.normalised, svm),
        "SVM, delexicalised": (reader.delexicalised, svm),
        "SVM, delexicalised, stems": (reader.stemmed, svm),
        "chosen": (reader.read, ours()),
        "chosen without normaliser": (reader.without_normaliser, ours()),
        "chosen without delexicalisation": (reader.without_delexicalisation, ours()),
        "chosen without swallowed words": (reader.ours, ours("hidden", "said", "said_letters")),
        "chosen without pairs of words apart": (reader.ours, ours("apart")),
        "chosen without typo mending": (reader.without_mending, ours()),
        "chosen without kind of service": (reader.without_kind, ours()),
        "chosen without shape": (reader.ours, ours("shape")),
        "chosen without rare words": (reader.ours, ours("rare")),
        "chosen without last words": (reader.ours, ours("last_words")),
    }


def measure(
    name: str, variant: Variant, sentences: list[tuple[str, str]], parts: int, few: int = 0
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the figures of one model, and what it said of the held-out sentences of the first ``parts`` of five.

    ``few``: learn from so many sentences only, those that DIET learns from (``understanding_diet.py --sentences``).
    """
    read, make = variant
    aspects = np.array([aspect for _, aspect in sentences])
    given = [read(text) for text, _ in sentences]
    names = sorted(set(aspects))
    held = np.zeros((len(given), len(names)))
    rates, probable = [], name == "chosen"
    right = np.full(len(given), np.nan)
    for rest, held_out in folds(list(aspects))[:parts]:
        learnt = some(rest, list(aspects), few)
        model = make()
        model.fit([given[i] for i in learnt], aspects[learnt])
        asked = [given[i] for i in held_out]
        held[held_out] = model.probabilities(asked) if probable else model.scores(asked)
        right[held_out] = np.array(names)[held[held_out].argmax(axis=1)] == aspects[held_out]
        rates.append(float(np.mean(right[held_out])))
    model = make()
    began = time.process_time()
    everything = learnt if few else np.arange(len(given))
    model.fit([given[i] for i in everything], aspects[everything])
    seconds = time.process_time() - began
    figures: dict[str, Any] = {
        "model": name,
        "cross_validation": float(np.mean(rates)),
        "deviation": float(np.std(rates)),
        "by_kind": _by_kind(right),
    }
    said: dict[str, Any] = {"held_out": held, "aspects": aspects, "names": names}
    for set_name, questions in evaluation_sets().items():
        scores = (model.probabilities if probable else model.scores)([read(one.text) for one in questions])
        heard = np.array(model.classes)[np.asarray(scores).argmax(axis=1)]
        figures[set_name] = float(
            np.mean([one in question.aspects for one, question in zip(heard, questions, strict=True)])
        )
        said[set_name] = (np.asarray(scores), questions)
    figures.update(train_seconds=seconds, **_single(read, model), model_mb=len(pickle.dumps(model)) / 1e6)
    return figures, said


def _by_kind(right: np.ndarray) -> dict[str, float]:
    """Return the share read right of the held-out sentences of each kind (NaN: not held out)."""
    kinds = np.array(kinds_of_sentences())
    return {str(kind): float(np.nanmean(right[kinds == kind])) for kind in np.unique(kinds)}


def _single(read: Callable[[str], Any], model: Any) -> dict[str, float]:
    """Milliseconds a message, one at a time, from its text on."""
    taken = []
    texts = [question.text for questions in evaluation_sets().values() for question in questions][:_TIMED]
    for text in texts:
        began = time.process_time()
        model.scores([read(text)])
        taken.append(1000 * (time.process_time() - began))
    return {"ms_p50": float(np.percentile(taken, 50)), "ms_p95": float(np.percentile(taken, 95))}


def main() -> None:
    """Measure what is asked for and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--lexicon", type=Path, required=True)
    parser.add_argument("--only", nargs="*", help="names of models")
    parser.add_argument("--parts", type=int, default=5, help="hold out this many of the five parts, one after another")
    parser.add_argument("--sentences", type=int, default=0, help="learn from so many of the first part's only")
    parser.add_argument("--diagram", type=Path, help="draw the reliability diagram here (SVG)")
    options = parser.parse_args()
    if options.sentences:
        options.parts = 1
    linker = Linker(read_lexicon(options.lexicon))
    sentences = training_sentences()
    results: dict[str, Any] = {"sentences": len(sentences), "parts": options.parts, "models": []}
    for name, variant in variants(Reader(linker)).items():
        if options.only and name not in options.only:
            continue
        figures, said = measure(name, variant, sentences, options.parts, options.sentences)
        results["models"].append(figures)
        sys.stderr.write(f"{name}: {figures['cross_validation']:.3f}\n")
        options.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        if name == "chosen" and options.parts == PARTS:
            services = [linker.link(text).service for text, _ in sentences]
            delicate = sensitive([one.value if one else "" for one in services], said)
            results["calibration"] = calibration(said, delicate, options.diagram)
    options.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
