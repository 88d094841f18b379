"""Puts SERVICE and REGION for what was linked, so that aspects learnt on one service hold for all."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.keys import DELEXICALISED, LINKED, WORDS
from engine.linking.delexicalise import delexicalise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class Delexicaliser(GraphComponent):
    """Words for the classifier."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Delexicaliser:
        """Make the component."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the delexicalised words, for the classifier and for the actions, which weigh the whole dialogue."""
        for message in messages:
            linked = message.get(LINKED)
            words = delexicalise(linked) if linked is not None else []
            message.set(DELEXICALISED, words)
            message.set(WORDS, words, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Treat examples as messages."""
        self.process(training_data.training_examples)
        return training_data
