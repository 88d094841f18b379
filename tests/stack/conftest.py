"""The stack's tests start real processes; ``running_stack`` comes from loket.stories.pytest_plugin."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest

from loket.stack.stack import Stack
from tests.stack.conditions import Citizen

_chat_ids = itertools.count(random.SystemRandom().randrange(10**12, 10**13))


@pytest.fixture
def make_citizen(running_stack: Stack) -> Callable[[], Citizen]:
    """A citizen nobody has seen yet."""
    assert running_stack.chat_url is not None
    simulator = running_stack.chat_url
    return lambda: Citizen(simulator, next(_chat_ids))
