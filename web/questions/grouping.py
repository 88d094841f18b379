"""Groups new messages in a process of its own, started when somebody looks and there are any; one at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import structlog
from fastapi import Request

from loket.settings import PROJECT_ROOT, Settings

logger = structlog.get_logger("web")
SECONDS_TO_STOP = 5


class GroupingRuns:
    """``python -m loket.unanswered``, never twice at once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin, unless one is under way."""
        with self._lock:
            if self._running is not None:
                status = self._running.poll()
                if status is None:
                    return
                if status:
                    logger.error("grouping of messages failed", status=status)
            self._running = subprocess.Popen(
                [sys.executable, "-m", "loket.unanswered"], cwd=PROJECT_ROOT, env=self._environment()
            )

    def wait(self) -> int:
        """Until the one under way has ended; its exit status."""
        return self._running.wait() if self._running is not None else 0

    def close(self) -> None:
        """End it with the application: what it has not written yet, the next one writes."""
        with self._lock:
            if self._running is not None and self._running.poll() is None:
                self._running.terminate()
                self._running.wait(SECONDS_TO_STOP)

    def _environment(self) -> dict[str, str]:
        settings = self._settings
        return {
            **os.environ,
            "LOKET_HOME": str(settings.home),
            "LOKET_DATABASE_URL": settings.resolved_database_url,
        }


def grouping_of(request: Request) -> GroupingRuns:
    """The application's."""
    runs: GroupingRuns = request.app.state.grouping
    return runs
