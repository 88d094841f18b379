"""What is remembered of Rasa's rules is what they say."""

from itertools import product
from typing import Any

import pytest
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import SLOTS
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from engine.rule_memory import looks_at_one_turn, remembering, signature_of
from engine.settings import PROJECT_ROOT

DOMAIN = Domain.load(str(PROJECT_ROOT / "domain.yml"))


def turn(intent: str, *actions: str) -> list[Event]:
    """A message with what was done about it."""
    done: list[Event] = [event for name in actions for event in (ActionExecuted(name), BotUttered("jawaban"))]
    return [UserUttered("pesan", {"name": intent, "confidence": 0.9}), SlotSet("service", "ktp_el"), *done]


def tracker_of(events: list[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("warga", events, DOMAIN.slots)


START: list[Event] = [SessionStarted(), ActionExecuted("action_listen")]
BEFORE = [[], [*turn("thanks", "action_answer"), ActionExecuted("action_listen")]]


def policy_of(runner: Any) -> RulePolicy:
    return next(
        node._component for node in runner._instantiated_nodes.values() if isinstance(node._component, RulePolicy)
    )


def test_remembered_rules_say_what_the_policy_says(runners: Any) -> None:
    policy = policy_of(runners[2])
    asked: list[DialogueStateTracker] = []

    def predict(which: RulePolicy, tracker: DialogueStateTracker, domain: Domain) -> Any:
        asked.append(tracker)
        return RulePolicy.predict_action_probabilities(which, tracker, domain)

    remembered = remembering(predict)
    kinds = list(product(sorted(DOMAIN.intents), [(), ("action_answer",), ("action_fallback",)]))
    for before in BEFORE:
        for intent, actions in kinds:
            tracker = tracker_of([*START, *before, *turn(intent, *actions)])

            ours = remembered(policy, tracker, DOMAIN)

            theirs = RulePolicy.predict_action_probabilities(policy, tracker, DOMAIN)
            assert vars(ours) == vars(theirs), (intent, actions)
            ours.events.append(ActiveLoop("form"))  # as Rasa's ensemble does: it must not be remembered
    assert len(asked) == len(kinds), "the second conversation was computed anew"


@pytest.mark.parametrize(
    "more",
    [[ActiveLoop("complaint_form")], [ActionExecutionRejected("action_answer")], []],
    ids=["form", "rejection", "no message yet"],
)
def test_policy_itself_is_asked_where_there_is_more_to_see(more: list[Event]) -> None:
    events = [*START, *turn("cost"), *more] if more else START

    assert signature_of(tracker_of(events), frozenset()) is None


def test_slot_that_influences_the_conversation_is_seen() -> None:
    tracker = tracker_of([*START, *turn("cost")])

    assert signature_of(tracker, frozenset()) == ("cost", ())
    assert signature_of(tracker, frozenset({"service"})) is None


def test_our_rules_look_at_one_turn(runners: Any) -> None:
    assert all(looks_at_one_turn(rule) for rule in policy_of(runners[2]).lookup[RULES])


@pytest.mark.parametrize(
    "rule",
    [
        '[{"prev_action": {"action_name": "..."}}, '
        '{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "cost"}}]',
        '[{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "cost"}}, '
        '{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "deny"}}]',
        '[{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "cost"}, "active_loop": {"name": "f"}}]',
        '[{"prev_action": {"action_name": "action_listen"}, "user": {"text": "halo"}}]',
        f'[{{"prev_action": {{"action_name": "action_listen"}}, "user": {{"intent": "cost"}}, "{SLOTS}": {{}}}}]',
    ],
)
def test_rule_that_sees_more_is_told(rule: str) -> None:
    assert not looks_at_one_turn(rule)
