"""What the model's confidence is worth: calibration error, reliability diagram, thresholds, accuracy by real shares."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.understanding_data import Question
from engine.language.word_lists import word_list

BINS = 10
THRESHOLDS = (0.3, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8)
SOCIAL = frozenset(
    (
        *("affirm", "bot_identity", "chitchat", "deny", "feedback", "goodbye", "greet"),
        *("help", "human", "out_of_scope", "privacy", "thanks"),
    )
)
SENSITIVE_ASPECTS = frozenset({"legal_basis"})


def sensitive(services: Sequence[str], said: dict[str, Any]) -> np.ndarray:
    """Return which sentences are read as of a sensitive topic: by their service, or as asking for the law."""
    heard = np.array(said["names"])[said["held_out"].argmax(axis=1)]
    of_service = np.isin(services, list(word_list("sensitive_services")))
    return of_service | np.isin(heard, list(SENSITIVE_ASPECTS))


def expected_calibration_error(confidence: np.ndarray, is_right: np.ndarray) -> float:
    """Mean distance between confidence and accuracy over ten bins of equal width, weighted by their messages."""
    return sum(share * abs(accuracy - mean) for share, mean, accuracy in bins(confidence, is_right))


def bins(confidence: np.ndarray, is_right: np.ndarray) -> list[tuple[float, float, float]]:
    """Return (share of messages, mean confidence, accuracy) of each bin that is not empty."""
    number = np.minimum((confidence * BINS).astype(int), BINS - 1)
    found = []
    for each in range(BINS):
        inside = number == each
        if inside.any():
            found.append((float(inside.mean()), float(confidence[inside].mean()), float(is_right[inside].mean())))
    return found


def calibration(said: dict[str, Any], delicate: np.ndarray, diagram: Path | None) -> dict[str, Any]:
    """Return the figures of the model's probabilities on held-out sentences and on the evaluation sets."""
    held, aspects, names = said["held_out"], said["aspects"], np.array(said["names"])
    heard = names[held.argmax(axis=1)]
    confidence, is_right = held.max(axis=1), heard == aspects
    three = np.argsort(-held, axis=1)[:, :3] == np.searchsorted(names, aspects)[:, None]
    by_aspect = {str(name): float(is_right[aspects == name].mean()) for name in names}
    figures: dict[str, Any] = {
        "ece": expected_calibration_error(confidence, is_right),
        "bins": bins(confidence, is_right),
        "by_aspect": by_aspect,
        "service_aspects": float(is_right[~np.isin(aspects, list(SOCIAL))].mean()),
        "social_aspects": float(is_right[np.isin(aspects, list(SOCIAL))].mean()),
        "among_three": float(three.any(axis=1).mean()),
        "thresholds": {"cross_validation": thresholds(confidence, is_right)},
        "sensitive": {
            "share": float(delicate.mean()),
            "thresholds": thresholds(confidence[delicate], is_right[delicate]),
        },
        "confusions": [
            {"expected": a, "heard": b, "n": n}
            for (a, b), n in Counter((str(a), str(b)) for a, b in zip(aspects, heard) if a != b).most_common(20)  # noqa: B905
        ],
    }
    for set_name in ("dev_sample", "blind"):
        if set_name in said:
            figures.update(_on_set(set_name, said[set_name], names, by_aspect, figures["thresholds"]))
    if diagram is not None:
        draw(figures["bins"], figures["ece"], diagram)
    return figures


def _on_set(
    set_name: str,
    answered: tuple[np.ndarray, list[Question]],
    names: np.ndarray,
    by_aspect: dict[str, float],
    table: Any,
) -> dict[str, Any]:
    scores, questions = answered
    heard = names[scores.argmax(axis=1)]
    is_right = np.array([one in question.aspects for one, question in zip(heard, questions)])  # noqa: B905
    table[set_name] = thresholds(scores.max(axis=1), is_right)
    shares = Counter(question.aspect for question in questions)
    weighted = sum(by_aspect[aspect] * n for aspect, n in shares.items()) / len(questions)
    return {f"cross_validation_by_shares_of_{set_name}": weighted}


def thresholds(confidence: np.ndarray, is_right: np.ndarray) -> list[dict[str, float]]:
    """What asking back below each threshold does, as shares of all messages."""
    return [
        {
            "threshold": limit,
            "asked_back": float((confidence < limit).mean()),
            "asked_though_right": float(((confidence < limit) & is_right).mean()),
            "wrong_but_confident": float(((confidence >= limit) & ~is_right).mean()),
        }
        for limit in THRESHOLDS
    ]


def draw(found: Sequence[tuple[float, float, float]], error: float, path: Path) -> None:
    """Draw the reliability diagram."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "loket"
    from matplotlib import pyplot

    figure, (upper, lower) = pyplot.subplots(2, 1, figsize=(5, 6), gridspec_kw={"height_ratios": [3, 1]})
    upper.plot([0, 1], [0, 1], color="#888888", linestyle="--", linewidth=1, label="confidence = accuracy")
    means, rates = [mean for _, mean, _ in found], [accuracy for _, _, accuracy in found]
    upper.plot(means, rates, color="#0b5cad", marker="o", label=f"held-out sentences (ECE {error:.3f})")
    upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="read right")
    upper.legend(loc="upper left", frameon=False)
    lower.bar(means, [share for share, _, _ in found], width=0.06, color="#0b5cad")
    lower.set(xlim=(0, 1), xlabel="confidence", ylabel="share")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
