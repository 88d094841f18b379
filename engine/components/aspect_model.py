"""The statistical model of aspects: a linear support vector machine, its scores made into probabilities that hold."""

from typing import List, Sequence

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from engine.components.aspect_features import Example, Features

_HELD_OUT = 5  # every fifth sentence: 3,300 are plenty for one number
_SHARPEST = 20.0


class AspectModel:
    """``strength`` is the inverse of the regularisation. Numbers behind the choice: docs/understanding.md.

    The scores are divided by a temperature that is found on a held-out fifth of the training sentences, so that
    of the messages read with a probability of 0.8 eight in ten are read right.
    """

    def __init__(self, strength: float, without: Sequence[str] = ()) -> None:
        self._strength = strength
        self._without = tuple(without)
        self.sharpness = 1.0
        """The inverse of the temperature."""

    @property
    def classes(self) -> List[str]:
        """The aspects, in the order of the probabilities."""
        return list(self._classes)

    def fit(self, examples: Sequence[Example], aspects: Sequence[str]) -> None:
        """Learn, and calibrate where every aspect has examples enough to hold some back."""
        labels = np.asarray(aspects)
        _, counts = np.unique(labels, return_counts=True)
        if counts.min() >= _HELD_OUT:
            self.sharpness = self._calibrated(examples, labels)
        self._learn(examples, labels)

    def _learn(self, examples: Sequence[Example], labels: np.ndarray) -> None:
        self._features = Features(self._without)
        machine = LinearSVC(C=self._strength, class_weight="balanced", random_state=0)
        machine.fit(self._features.fit_transform(examples), labels)
        self._classes = [str(name) for name in machine.classes_]
        weights, intercept = machine.coef_, machine.intercept_
        if len(self._classes) == 2:  # scikit-learn keeps one row for two classes
            weights, intercept = np.vstack([-weights, weights]), np.hstack([-intercept, intercept])
        # One row a feature: what a message multiplies with lies together in memory.
        self._weights = np.ascontiguousarray(weights.T, dtype=np.float32)
        self._intercept = intercept.astype(np.float32)

    def _calibrated(self, examples: Sequence[Example], labels: np.ndarray) -> float:
        """Return the sharpness under which held-out aspects are likeliest."""
        everything = np.arange(len(labels))
        learnt, held_out = train_test_split(everything, test_size=1 / _HELD_OUT, stratify=labels, random_state=0)
        self._learn([examples[index] for index in learnt], labels[learnt])
        scores = self.scores([examples[index] for index in held_out])
        right = np.searchsorted(self._classes, labels[held_out])
        rows = np.arange(len(held_out))

        def loss(sharpness: float) -> float:
            return float(-log_softmax(sharpness * scores, axis=1)[rows, right].mean())

        return float(minimize_scalar(loss, bounds=(0.1, _SHARPEST), method="bounded").x)

    def scores(self, examples: Sequence[Example]) -> np.ndarray:
        """Return a row of distances from the aspects' borders for each example."""
        return np.asarray(self._features.transform(examples) @ self._weights) + self._intercept

    def probabilities(self, examples: Sequence[Example]) -> np.ndarray:
        """Return a row of probabilities for each example."""
        return np.asarray(softmax(self.sharpness * self.scores(examples), axis=1))
