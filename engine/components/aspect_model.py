"""The statistical model of aspects: what it sees of a message, and how it is put together."""

from typing import Dict, List

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

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


def _features() -> FeatureUnion:
    common = {"sublinear_tf": True, "lowercase": False}
    words = TfidfVectorizer(
        preprocessor=words_of, tokenizer=split_words, token_pattern=None, ngram_range=(1, 3), min_df=1, **common
    )
    characters = TfidfVectorizer(preprocessor=words_of, analyzer="char_wb", ngram_range=(2, 5), min_df=2, **common)
    hidden = TfidfVectorizer(preprocessor=hidden_of, tokenizer=split_words, token_pattern=None, min_df=2, **common)
    return FeatureUnion(
        [("words", words), ("characters", characters), ("hidden", hidden)],
        transformer_weights={"words": 1.0, "characters": 0.8, "hidden": 0.5},
    )


def build_model(strength: float) -> Pipeline:
    """Return the untrained model; ``strength`` is the inverse of the regularisation."""
    regression = LogisticRegression(C=strength, max_iter=300, class_weight="balanced", solver="liblinear")
    return Pipeline([("features", _features()), ("regression", regression)])
