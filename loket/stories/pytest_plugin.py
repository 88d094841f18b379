"""Collects ``tests/conversations/*.yml`` and runs them against one stack a session; gives tests ``running_stack``."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from loket.stack.setup import prepare
from loket.stack.stack import Stack, side_by_side
from loket.stories.runner import Outcome, Runner
from loket.stories.story import Story, read_stories

FOLDER = "conversations"
STACK_KEY = pytest.StashKey["SessionStack"]()


class SessionStack:
    """The stack of this pytest session, started by whoever needs it first, and the stories running on it."""

    def __init__(self) -> None:
        self._stack: Stack | None = None
        self._home: Path | None = None
        self._outcomes: dict[int, Future[Outcome]] = {}
        self._pool = ThreadPoolExecutor(1)

    def stack(self) -> Stack:
        """Prepare and start it, or give the one that runs."""
        if self._stack is None:
            self._home = Path(tempfile.mkdtemp(prefix="loket-test-"))
            settings = side_by_side(self._home)
            prepare(settings)
            stack = Stack(settings, {"LOKET_LOG_LEVEL": os.environ.get("LOKET_LOG_LEVEL", "INFO")})
            stack.start()
            self._stack = stack
        self._stack.wait_healthy()
        return self._stack

    def outcome_of(self, story: Story, all_stories: Iterable[Story]) -> Outcome:
        """Start all selected stories side by side with the first one asked for, and wait for this one."""
        if id(story) not in self._outcomes:
            stories = [other for other in all_stories if id(other) not in self._outcomes]
            self._outcomes.update({id(other): Future() for other in stories})
            runner = Runner(self.stack().settings)
            self._pool.submit(self._run, runner, stories)
        return self._outcomes[id(story)].result()

    def _run(self, runner: Runner, stories: list[Story]) -> None:
        try:
            asyncio.run(runner.run(stories, lambda outcome: self._outcomes[id(outcome.story)].set_result(outcome)))
        except BaseException as error:  # handed to every test that waits; none may wait for ever
            for story in stories:
                if not self._outcomes[id(story)].done():
                    self._outcomes[id(story)].set_exception(error)
            raise

    def close(self) -> None:
        """Stop everything and remove the folder."""
        self._pool.shutdown(wait=True)
        if self._stack is not None:
            self._stack.stop()
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)


class StoryFile(pytest.File):
    """One YAML file of stories."""

    def collect(self) -> Iterator[StoryItem]:
        """One test a story."""
        for story in read_stories(self.path):
            yield StoryItem.from_parent(self, name=story.name, story=story)


class StoryFailed(Exception):
    """A story did not go as written."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.failure)
        self.outcome = outcome


class StoryItem(pytest.Item):
    """One story as a test."""

    def __init__(self, *, story: Story, **named: object) -> None:
        super().__init__(**named)  # type: ignore[arg-type]
        self.story = story

    def runtest(self) -> None:
        """Wait for the story, which runs side by side with the others."""
        selected = [item.story for item in self.session.items if isinstance(item, StoryItem)]
        outcome = self.config.stash[STACK_KEY].outcome_of(self.story, selected)
        if outcome.failure:
            raise StoryFailed(outcome)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: str | None = None) -> str:
        """The transcript instead of a traceback."""
        if isinstance(excinfo.value, StoryFailed):
            outcome = excinfo.value.outcome
            return "\n".join([*outcome.transcript, "", outcome.failure])
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it is written."""
        return self.path, None, self.name


def pytest_configure(config: pytest.Config) -> None:
    """One stack a session."""
    config.stash[STACK_KEY] = SessionStack()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no process behind."""
    config.stash[STACK_KEY].close()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> StoryFile | None:
    """Story files only where testers put them."""
    if file_path.suffix == ".yml" and FOLDER in file_path.parts:
        collected: StoryFile = StoryFile.from_parent(parent, path=file_path)
        return collected
    return None


@pytest.fixture(scope="session")
def running_stack(request: pytest.FixtureRequest) -> Stack:
    """All processes, well, on ports of their own with a fresh LOKET_HOME."""
    return request.config.stash[STACK_KEY].stack()
