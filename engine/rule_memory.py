"""Predictions of Rasa's ``RulePolicy``, remembered where they depend on the running turn alone.

For each prediction the policy turns all kept events into states, twice, and compares them with every rule: 2.5 of 10 ms
a message, and always the same result, since our rules (data/rules) say which action answers which aspect. Where a rule
looks at more than one turn, a form is active, or something else happened within the turn, the policy is asked as ever.
"""

import json
from collections.abc import Callable
from typing import Any, Dict, FrozenSet, Optional, Tuple
from weakref import WeakKeyDictionary

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

Predict = Callable[..., PolicyPrediction]
Signature = Tuple[str, Tuple[str, ...]]
_WITHOUT_INFLUENCE = (BotUttered, DefinePrevUserUtteredFeaturization, SlotSet)


def looks_at_one_turn(rule: str) -> bool:
    """Whether a rule, in the policy's own form, speaks of one message's intent and the actions after it only."""
    states = json.loads(rule)
    intents = {json.dumps(state.get("user")) for state in states}
    is_plain = all(set(state) == {"prev_action", "user"} and set(state["user"]) == {"intent"} for state in states)
    return is_plain and len(intents) == 1 and states[0]["prev_action"] == {"action_name": ACTION_LISTEN_NAME}


def signature_of(tracker: DialogueStateTracker, influential: FrozenSet[str]) -> Optional[Signature]:
    """Return what a one-turn rule sees: the latest intent, the actions since; None where there is more to see.

    ``influential``: slots that Rasa's policies look at.
    """
    if tracker.active_loop:
        return None
    actions = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            intent = event.intent.get("name")
            return (intent, tuple(actions)) if isinstance(intent, str) else None
        if isinstance(event, ActionExecuted) and event.action_name:
            actions.append(event.action_name)
        elif not isinstance(event, _WITHOUT_INFLUENCE) or (isinstance(event, SlotSet) and event.key in influential):
            return None
    return None


class _Memory:
    """What one policy predicted in one domain."""

    def __init__(self, policy: RulePolicy, domain: Domain) -> None:
        self.domain = domain
        self.influential = frozenset(slot.name for slot in domain.slots if slot.influence_conversation)
        self.is_of_use = all(looks_at_one_turn(rule) for rule in policy.lookup[RULES])
        self.known: Dict[Signature, PolicyPrediction] = {}


def remembering(predict: Predict) -> Predict:
    """Return ``RulePolicy``'s way of predicting with a memory before it."""
    memories: "WeakKeyDictionary[RulePolicy, _Memory]" = WeakKeyDictionary()

    def predict_action_probabilities(
        policy: RulePolicy, tracker: DialogueStateTracker, domain: Domain, *rest: Any, **options: Any
    ) -> PolicyPrediction:
        """Predict as the policy itself does, faster."""
        memory = memories.get(policy)
        if memory is None or memory.domain is not domain:
            memory = memories[policy] = _Memory(policy, domain)
        signature = signature_of(tracker, memory.influential) if memory.is_of_use else None
        if signature is None:
            return predict(policy, tracker, domain, *rest, **options)
        if signature not in memory.known:
            memory.known[signature] = predict(policy, tracker, domain, *rest, **options)
        return _fresh(memory.known[signature])

    predict_action_probabilities.remembers = True  # type: ignore[attr-defined]
    return predict_action_probabilities


def _fresh(known: PolicyPrediction) -> PolicyPrediction:
    """Return a copy: Rasa's ensemble adds events to the prediction it chooses."""
    return PolicyPrediction(
        known.probabilities,
        known.policy_name,
        known.policy_priority,
        list(known.events),
        list(known.optional_events),
        known.is_end_to_end_prediction,
        known.is_no_user_prediction,
        known.diagnostic_data,
        known.hide_rule_turn,
        known.action_metadata,
    )


def install() -> None:
    """Let Rasa's rules be remembered from here on; done twice it changes nothing."""
    if not hasattr(RulePolicy.predict_action_probabilities, "remembers"):
        RulePolicy.predict_action_probabilities = remembering(  # type: ignore[method-assign]
            RulePolicy.predict_action_probabilities
        )
