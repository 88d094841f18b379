"""Chat Indonesian to standard words; the citizen's own text stays in the message."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.keys import TOKENS
from engine.language.normaliser import normaliser_for
from engine.language.word_lists import LEXICON_DATA


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ChatNormaliser(GraphComponent):
    """Tokens in standard words, each with its place in the text."""

    def __init__(self) -> None:
        self._normaliser = normaliser_for(LEXICON_DATA)

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ChatNormaliser:
        """Make the component."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the tokens."""
        for message in messages:
            message.set(TOKENS, self._normaliser.tokens(message.get(TEXT) or ""))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Treat examples as messages."""
        self.process(training_data.training_examples)
        return training_data
