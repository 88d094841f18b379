"""Makes sure that what a citizen typed is text: "/restart" or "/cost{...}" typed is never taken as an intent.

Trusted payloads do not pass here: the channel hands them to the dialogue as parsed data (``engine/requests.py``).
"""

from __future__ import annotations

import re
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

# Rasa's last component takes text whose first character after str.strip() is a slash; "EXTERNAL: " marks events
# from outside. Each character becomes a space, so that entities keep their places.
_TRICK = re.compile(r"^\s*(?:EXTERNAL:\s*|/[\s/]*)+")


def as_plain_text(text: str) -> str:
    """Return ``text`` with leading slashes and the mark of external events blanked; its length stays."""
    return _TRICK.sub(lambda match: " " * len(match.group()), text)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SlashGuard(GraphComponent):
    """First of the pipeline."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SlashGuard:
        """Make the component."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Blank what Rasa would take for more than text."""
        for message in messages:
            text = message.get(TEXT)
            if isinstance(text, str):
                message.set(TEXT, as_plain_text(text), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Treat examples as messages."""
        self.process(training_data.training_examples)
        return training_data
