"""Run Rasa without TensorFlow: 12 s and 400 MB that our pipeline has no use for.

Rasa imports TensorFlow for components we do not configure (DIET, TED, ...), at three places: its list of default
components, two base classes in ``rasa.utils.tensorflow``, and the check of a configuration at training. ``install()``
puts stand-ins there before Rasa is imported. Any use of TensorFlow beyond being a base class then fails loudly.
Plain ``rasa train`` and ``rasa run`` work as well; they load the real one.
"""

import sys
from types import ModuleType

_STAND_IN_DOC = "Stand-in of Loket's engine (engine/lean.py): TensorFlow is not loaded."


def _module(name: str, **members: object) -> ModuleType:
    module = ModuleType(name, _STAND_IN_DOC)
    module.__dict__.update(members, __path__=[])
    sys.modules[name] = module
    return module


def _install_tensorflow() -> None:
    callbacks = _module("tensorflow.keras.callbacks", Callback=type("Callback", (), {}))
    keras_utils = _module("tensorflow.keras.utils", Sequence=type("Sequence", (), {}))
    keras = _module("tensorflow.keras", callbacks=callbacks, utils=keras_utils)
    _module("tensorflow", keras=keras)


# Classes that Rasa's check of a configuration asks after ("is there a DIETClassifier?"): ours has none.
_ASKED_AFTER = {
    "rasa.nlu.classifiers.diet_classifier": "DIETClassifier",
    "rasa.nlu.selectors.response_selector": "ResponseSelector",
    "rasa.core.policies.ted_policy": "TEDPolicy",
    "rasa.core.policies.unexpected_intent_policy": "UnexpecTEDIntentPolicy",
}


def _install_asked_after() -> None:
    for name, class_name in _ASKED_AFTER.items():
        _module(name, **{class_name: type(class_name, (), {})})


class _DefaultComponents:
    """Serves ``rasa.engine.recipes.default_components`` with the Rasa components that ``config.yml`` may name."""

    NAME = "rasa.engine.recipes.default_components"

    def find_spec(self, name, path=None, target=None):  # type: ignore[no-untyped-def]
        """Importlib's finder protocol: ours for that one module, None for all others."""
        from importlib.machinery import ModuleSpec

        return ModuleSpec(name, self) if name == self.NAME else None  # type: ignore[arg-type]

    def create_module(self, spec):  # type: ignore[no-untyped-def]
        """Importlib's loader protocol: an ordinary module."""
        return

    def exec_module(self, module: ModuleType) -> None:
        """Import (and thereby register) the components."""
        from rasa.core.policies.memoization import AugmentedMemoizationPolicy, MemoizationPolicy
        from rasa.core.policies.rule_policy import RulePolicy
        from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier

        components = [FallbackClassifier, MemoizationPolicy, AugmentedMemoizationPolicy, RulePolicy]
        module.__dict__["DEFAULT_COMPONENTS"] = components


def install() -> None:
    """Put the stand-ins in place; does nothing where TensorFlow or Rasa is loaded already."""
    if "tensorflow" in sys.modules or "rasa.core" in sys.modules:
        return
    _install_tensorflow()
    _install_asked_after()
    sys.meta_path.insert(0, _DefaultComponents())  # type: ignore[arg-type]
