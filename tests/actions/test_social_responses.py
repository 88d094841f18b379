"""The social answers of domain.yml: each aspect has one, polite, short, with buttons that lead somewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from loket.answers.aspects import SOCIAL
from loket.settings import PROJECT_ROOT

DOMAIN: dict[str, Any] = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text())
INTENTS = {next(iter(one)) if isinstance(one, dict) else one for one in DOMAIN["intents"]}
RUDE = re.compile(r"\b(?:kamu|lo|lu|gue|gak|nggak|elo)\b", re.IGNORECASE)


@pytest.mark.parametrize("aspect", SOCIAL)
def test_every_social_aspect_is_answered_politely_and_shortly(aspect: str) -> None:
    variations = DOMAIN["responses"][f"utter_{aspect}"]

    assert 1 <= len(variations) <= 3
    for variation in variations:
        assert 10 < len(variation["text"]) < 400
        assert not RUDE.search(variation["text"])
        assert "TODO" not in variation["text"]


@pytest.mark.parametrize("aspect", SOCIAL)
def test_buttons_lead_to_intents_the_domain_knows(aspect: str) -> None:
    for variation in DOMAIN["responses"][f"utter_{aspect}"]:
        for button in variation.get("buttons", []):
            assert button["title"]
            assert button["payload"].removeprefix("/") in INTENTS


def test_the_bot_says_that_it_is_one() -> None:
    assert "bot" in DOMAIN["responses"]["utter_bot_identity"][0]["text"]


def test_the_actions_of_the_domain_are_the_ones_served() -> None:
    from actions.server import make_executor

    assert set(DOMAIN["actions"]) == set(make_executor().actions)
