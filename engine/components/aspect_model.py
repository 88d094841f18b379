"""The statistical model of aspects: what it sees of a message, and how it is put together."""

from typing import Dict, List

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from engine.linking.linker import Linked

Example = Dict[str, str]
MOST_WORDS = 60


def example(linked: Linked, delexicalised: List[str]) -> Example:
    """Return what the model sees: words with SERVICE and REGION put in, and those that were put out."""
    hidden = sorted(linked.service_tokens)
    return {
        "words": " ".join(delexicalised[:MOST_WORDS]),
        "hidden": " ".join(linked.tokens[index].text for index in hidden),
    }


def words_of(given: Example) -> str:
    """The delexicalised words."""
    return given["words"]


def hidden_of(given: Example) -> str:
    """The words behind SERVICE: "lapor jalan rusak" tells of a complaint too."""
    return given["hidden"]


def split_words(text: str) -> List[str]:
    """Words as they are: the normaliser has cut them."""
    return text.split()


class AspectModel:
    """Three kinds of n-grams, weighted, and a logistic regression. ``strength`` is the inverse of the regularisation.

    Not sklearn's FeatureUnion: its thread pool costs more than the work on a single message.
    """

    def __init__(self, strength: float) -> None:
        common = {"sublinear_tf": True, "lowercase": False}
        as_split = {"tokenizer": split_words, "token_pattern": None}
        self._weighted = [
            (1.0, TfidfVectorizer(preprocessor=words_of, ngram_range=(1, 3), **as_split, **common)),
            (0.8, TfidfVectorizer(preprocessor=words_of, analyzer="char_wb", ngram_range=(2, 5), min_df=2, **common)),
            (0.5, TfidfVectorizer(preprocessor=hidden_of, min_df=2, **as_split, **common)),
        ]
        self._regression = LogisticRegression(C=strength, max_iter=300, class_weight="balanced", solver="liblinear")

    @property
    def classes(self) -> List[str]:
        """The aspects, in the order of the probabilities."""
        return [str(name) for name in self._regression.classes_]

    def fit(self, examples: List[Example], aspects: List[str]) -> None:
        """Learn."""
        features = hstack([vectorizer.fit_transform(examples) * weight for weight, vectorizer in self._weighted])
        self._regression.fit(features.tocsr(), aspects)

    def probabilities(self, examples: List[Example]) -> np.ndarray:
        """Return a row of probabilities for each example."""
        features = hstack([vectorizer.transform(examples) * weight for weight, vectorizer in self._weighted])
        return np.asarray(self._regression.predict_proba(features.tocsr()))
