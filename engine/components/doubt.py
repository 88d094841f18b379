"""When to ask back: below which confidence a reading is offered as buttons instead of being answered."""

from __future__ import annotations

from typing import Any, Dict

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from engine.components.keys import LINKED
from engine.language.word_lists import word_list


def least_confidence(aspect: str, service: str, config: Dict[str, Any]) -> float:
    """Return the least confidence at which ``aspect`` is answered; ``service`` is a slug, or empty."""
    by_aspect = config["aspect_thresholds"].get(aspect)
    if by_aspect is not None:
        return float(by_aspect)
    is_sensitive = service in word_list("sensitive_services")
    return float(config["sensitive_threshold"] if is_sensitive else config["threshold"])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DoubtClassifier(FallbackClassifier):
    """Rasa's fallback with thresholds by topic: stricter where a wrong answer harms, laxer where silence does.

    ``threshold`` and ``ambiguity_threshold`` are Rasa's. ``sensitive_threshold``: for data/lexicon/sensitive_services.
    ``aspect_thresholds``: aspects with a threshold of their own, whatever the service.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the defaults of what ``config.yml`` may set."""
        own = {"sensitive_threshold": 0.6, "aspect_thresholds": {}}
        return {**FallbackClassifier.get_default_config(), **own}

    def _should_fallback(self, message: Message) -> bool:
        reading = message.get(INTENT)
        linked = message.get(LINKED)
        service = linked.service.value if linked is not None and linked.service else ""
        if reading["confidence"] < least_confidence(str(reading["name"]), service, self.component_config):
            return True
        is_close, _ = self._nlu_prediction_ambiguous(message)
        return is_close and reading["name"] not in self.component_config["aspect_thresholds"]
