"""Which aspect a message asks for, and how sure that is."""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Optional, Sequence

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.aspect_features import Example, example
from engine.components.aspect_model import AspectModel
from engine.components.keys import DELEXICALISED, LINKED

logger = logging.getLogger(__name__)
_FILE = "aspects.joblib"


def _example(message: Message) -> Example:
    return example(message.get(TEXT) or "", message.get(LINKED), message.get(DELEXICALISED))


def _taught(config: Dict[str, Any], messages: Sequence[Message]) -> AspectModel:
    examples = [each for each in messages if each.get(TEXT)]
    aspects = [each.get(INTENT) for each in examples]
    if len(set(aspects)) < 2:
        raise RasaException("training data for at least two aspects is needed (data/nlu/)")
    model = AspectModel(config["C"])
    model.fit([_example(each) for each in examples], aspects)
    return model


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AspectClassifier(GraphComponent, IntentClassifier):
    """Intent with calibrated confidence, and the ``ranking_length`` likeliest."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the defaults of what ``config.yml`` may set."""
        return {"ranking_length": 8, "C": 1.0}

    def __init__(
        self,
        config: Dict[str, Any],
        storage: Optional[ModelStorage],
        resource: Optional[Resource],
        model: Optional[AspectModel] = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AspectClassifier:
        """Make the untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AspectClassifier:
        """Make the trained component."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    @classmethod
    def taught(cls, config: Dict[str, Any], messages: Sequence[Message]) -> AspectClassifier:
        """Make a component that has learnt from ``messages`` and is stored nowhere."""
        return cls(config, None, None, _taught(config, messages))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples; raise RasaException if there are fewer than two aspects."""
        self._model = _taught(self._config, training_data.intent_examples)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE, compress=3)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent and ranking."""
        if self._model is None:
            raise RasaException("the aspect classifier is not trained")
        given = [_example(each) for each in messages]
        classes = self._model.classes
        for message, probabilities in zip(messages, self._model.probabilities(given), strict=True):
            best = np.argsort(-probabilities)[: self._config["ranking_length"]]
            ranking = [{"name": classes[index], "confidence": round(float(probabilities[index]), 4)} for index in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages
