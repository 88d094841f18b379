"""Links services and regions from the live lexicon: contracts 2 and 4 of docs/architecture.md."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.keys import LINKED, TOKENS
from engine.linking.watcher import watcher_for
from engine.settings import get_settings


# A featurizer by type, because Rasa leaves entity extractors that learn nothing out of training.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class CatalogueLinker(GraphComponent, EntityExtractorMixin):
    """At most one service and one region a message. Needs a lexicon: fails clearly where there is none."""

    def __init__(self) -> None:
        self._watcher = watcher_for(get_settings().lexicon_path)

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CatalogueLinker:
        """Make the component; raise LexiconError where there is no valid lexicon."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the entities, and what the delexicaliser needs."""
        linker = self._watcher.current
        for message in messages:
            home = (message.get("metadata") or {}).get("region") or ""
            linked = linker.link(message.get(TEXT) or "", message.get(TOKENS), home)
            message.set(LINKED, linked)
            message.set(ENTITIES, [*(message.get(ENTITIES) or []), *linked.entities()], add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Link the examples too: the classifier learns from texts without service and region names."""
        linker = self._watcher.current
        for message in training_data.training_examples:
            message.set(LINKED, linker.link(message.get(TEXT) or "", message.get(TOKENS)))
        return training_data
