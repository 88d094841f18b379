"""Stories as tests: collects ``conversations/*.yml`` and runs them on one stack a session.

A folder's ``conftest.py`` registers it (see tests/conversations/conftest.py). It also gives every test the fixture
``running_stack``: all processes, started by whoever needs them first.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from loket.stack.setup import prepare
from loket.stack.stack import Stack, side_by_side
from loket.stories.errors import StoryInvalid
from loket.stories.reading import SUFFIXES, read_stories
from loket.stories.runner import Outcome, Runner
from loket.stories.story import Story

FOLDER = "conversations"
STACK_KEY = pytest.StashKey["SessionStack"]()
FIRST_ITEM_SECONDS = 900  # the first story also prepares, trains and starts everything
SEND_PER_CHAT_SECOND = 20  # tests do not wait for Telegram's pace of one message a second


class SessionStack:
    """The stack of this pytest session, and the stories running on it."""

    def __init__(self) -> None:
        self._stack: Stack | None = None
        self._home: Path | None = None
        self._outcomes: dict[int, Future[Outcome]] = {}
        self._thread: threading.Thread | None = None

    def stack(self) -> Stack:
        """Prepare and start it, or give the one that runs."""
        if self._stack is None:
            self._home = self._home or Path(tempfile.mkdtemp(prefix="loket-test-"))
            settings = side_by_side(self._home, send_per_chat_second=SEND_PER_CHAT_SECOND)
            prepare(settings)
            stack = Stack(settings)
            stack.start()
            self._stack = stack
        self._stack.wait_healthy()
        return self._stack

    def outcome_of(self, story: Story, selected: Sequence[Story]) -> Outcome:
        """How the story went. The first one asked for starts all that are selected, side by side."""
        if id(story) not in self._outcomes:
            settings = self.stack().settings
            stories = [one for one in selected if id(one) not in self._outcomes]
            self._outcomes |= {id(one): Future() for one in stories}
            self._thread = threading.Thread(target=self._run, args=(Runner(settings), stories), daemon=True)
            self._thread.start()
        return self._outcomes[id(story)].result()

    def _run(self, runner: Runner, stories: list[Story]) -> None:
        try:
            asyncio.run(runner.run(stories, lambda outcome: self._outcomes[id(outcome.story)].set_result(outcome)))
        except BaseException as error:
            for story in stories:  # handed to every test that waits; none may wait for ever
                if not self._outcomes[id(story)].done():
                    self._outcomes[id(story)].set_exception(error)
            raise

    def close(self) -> None:
        """Stop everything and remove the folder; stories still running see their connection fail and end."""
        if self._stack is not None:
            self._stack.stop()
        if self._thread is not None:
            self._thread.join(timeout=60)
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)


class StoryFile(pytest.File):
    """One YAML file of stories."""

    def collect(self) -> Iterator[StoryItem]:
        """One test a story."""
        for story in read_stories(self.path):
            yield StoryItem.from_parent(self, name=story.name, story=story)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is wrong with the file, without a traceback."""
        return str(excinfo.value) if isinstance(excinfo.value, StoryInvalid) else super().repr_failure(excinfo)


class StoryFailed(Exception):
    """A story did not go as written."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.failure)
        self.outcome = outcome


class StoryItem(pytest.Item):
    """One story as a test."""

    def __init__(self, *, story: Story, **named: Any) -> None:
        super().__init__(**named)
        self.story = story
        self.add_marker(pytest.mark.timeout(FIRST_ITEM_SECONDS))

    def runtest(self) -> None:
        """Wait for the story, which runs side by side with the others."""
        selected = [item.story for item in self.session.items if isinstance(item, StoryItem)]
        outcome = self.config.stash[STACK_KEY].outcome_of(self.story, selected)
        if outcome.failure:
            raise StoryFailed(outcome)
        if outcome.gap:
            pytest.xfail(outcome.gap)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The transcript instead of a traceback."""
        if isinstance(excinfo.value, StoryFailed):
            outcome = excinfo.value.outcome
            return "\n".join([*outcome.transcript, "", outcome.failure])
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it is written."""
        return self.path, self.story.lines[0] - 1 if self.story.lines else None, self.name


def pytest_configure(config: pytest.Config) -> None:
    """One stack a session, however many folders register this plugin."""
    config.stash.setdefault(STACK_KEY, SessionStack())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no process behind."""
    config.stash[STACK_KEY].close()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> StoryFile | None:
    """Story files only where testers put them."""
    if file_path.suffix in SUFFIXES and file_path.parent.name == FOLDER:
        collected: StoryFile = StoryFile.from_parent(parent, path=file_path)
        return collected
    return None


@pytest.fixture(scope="session")
def running_stack(request: pytest.FixtureRequest) -> Stack:
    """All processes, well, on ports of their own with a fresh LOKET_HOME."""
    return request.config.stash[STACK_KEY].stack()
