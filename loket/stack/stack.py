"""All processes of Loket as one thing: start, wait until well, kill one, stop. For ``loket run``, tests, benchmarks."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Collection
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import httpx

from loket.settings import Settings
from loket.stack.errors import StackError
from loket.stack.health import health_of
from loket.stack.preflight import check_home, check_ports, lock_home
from loket.stack.processes import LOOPBACK, Process, environment_of, processes_of, uses_simulator
from loket.stack.supervision import (
    STOP_SECONDS,
    ProcessState,
    SupervisorClient,
    start_supervisor,
    write_configuration,
)

HEALTHY_SECONDS = 180.0
POLL_SECONDS = 0.1
FAILED_STARTS = 3  # as many in a row, and it is no accident
Report = Callable[[str, float], None]


def free_ports(count: int) -> list[int]:
    """Ports that are free now on loopback, each another."""
    sockets = [socket.create_server((LOOPBACK, 0)) for _ in range(count)]
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


def side_by_side(home: Path, **changes: Any) -> Settings:
    """Settings of a stack of its own: its own home, free ports, the simulator; ``changes`` are further fields."""
    names = ("simulator_port", "web_port", "engine_port", "actions_port", "bot_port")
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    empty = {"TELEGRAM_BOT_TOKEN": "", "telegram_api": "", "webhook_url": "", "database_url": ""}
    return Settings(**{"home": home, **ports, **empty, **changes})


class Stack:
    """The processes of one LOKET_HOME under a supervisor. A context manager: starts, waits until well, stops."""

    def __init__(
        self,
        settings: Settings,
        extra_environment: dict[str, str] | None = None,
        only: Collection[str] = (),
    ) -> None:
        self.settings = settings
        self.home = settings.home.resolve()
        self.processes: list[Process] = [
            process for process in processes_of(settings) if not only or process.name in only
        ]
        self._extra = extra_environment or {}
        self._client = SupervisorClient(self.home)
        self._supervisor: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        try:
            self.wait_healthy()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def names(self) -> list[str]:
        return [process.name for process in self.processes]

    @property
    def chat_url(self) -> str | None:
        """The simulator's chat page; None on the real Telegram."""
        return f"http://{LOOPBACK}:{self.settings.simulator_port}/" if uses_simulator(self.settings) else None

    @property
    def web_url(self) -> str:
        return f"http://{LOOPBACK}:{self.settings.web_port}/"

    @property
    def engine_url(self) -> str:
        return f"http://{LOOPBACK}:{self.settings.engine_port}"

    def start(self) -> None:
        """Start every process; raise StackError, before anything runs, where something stands in the way."""
        check_home(self.home)
        self._lock = lock_home(self.home)
        try:
            check_ports(self.processes)
            (self.home / "logs").mkdir(exist_ok=True)
            (self.home / "run" / "bot.port").unlink(missing_ok=True)
            configuration = write_configuration(self.home, self.processes)
            environment = {**os.environ, **environment_of(self.settings), **self._extra}
            self._supervisor = start_supervisor(configuration, environment)
        except BaseException:
            self._release()
            raise

    def wait_healthy(
        self,
        seconds: float = HEALTHY_SECONDS,
        report: Report | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Wait until every process says it is well, or ``should_stop``; ``report(name, after_seconds)`` tells of each.

        Raises StackError for a process that keeps ending, and when the time is up.
        """
        began = time.monotonic()
        waiting = {process.name: process for process in self.processes}
        failures: dict[str, set[int]] = {}
        with httpx.Client() as client:
            while waiting and not should_stop():
                for name, process in list(waiting.items()):
                    if health_of(process.health_url(), client) is not None:
                        del waiting[name]
                        if report:
                            report(name, time.monotonic() - began)
                self._refuse_hopeless(waiting, failures)
                if waiting and time.monotonic() - began > seconds:
                    raise StackError(
                        f"Proses {', '.join(waiting)} belum siap setelah {seconds:.0f} detik: "
                        f"lihat {self.home / 'logs'}."
                    )
                if waiting:
                    time.sleep(POLL_SECONDS)  # between two looks; the condition is health_of

    def _refuse_hopeless(self, waiting: dict[str, Process], failures: dict[str, set[int]]) -> None:
        self.check_supervised()
        for name, state in self.states().items():
            if name in waiting and state.state in {"BACKOFF", "FATAL"}:
                failures.setdefault(name, set()).add(state.stopped_at)
            if len(failures.get(name, ())) >= FAILED_STARTS:
                raise StackError(
                    f"Proses {name} berhenti setiap kali dijalankan: sebabnya ada di {self.home / 'logs' / name}.log "
                    f"({self.last_words(name)})."
                )

    def check_supervised(self) -> None:
        """Raise StackError if the supervisor itself has ended; its processes end with it."""
        if self._supervisor is not None and self._supervisor.poll() is not None:
            raise StackError(f"Pengawas proses berhenti sendiri: lihat {self.home / 'logs' / 'supervisor.log'}.")

    def last_words(self, name: str) -> str:
        """The last line a process wrote."""
        log = self.home / "logs" / f"{name}.log"
        lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.exists() else []
        return next((line.strip() for line in reversed(lines) if line.strip()), "tanpa catatan")[:300]

    def states(self) -> dict[str, ProcessState]:
        """Every process's state by name; empty when the stack is down."""
        return self._client.states()

    def pid_of(self, name: str) -> int:
        """The process id, 0 while it does not run."""
        state = self.states().get(name)
        return state.pid if state else 0

    def kill(self, name: str, signal_number: int = signal.SIGKILL) -> int:
        """Send a signal, SIGKILL by default, to a running process; return the process id it had.

        Raises StackError if it does not run.
        """
        pid = self.pid_of(name)
        if not pid:
            raise StackError(f"process {name!r} does not run")
        os.kill(pid, signal_number)
        return pid

    def health(self, name: str) -> dict[str, Any] | None:
        """What the process says of itself now, None if nothing."""
        return health_of(next(process for process in self.processes if process.name == name).health_url())

    def stop(self) -> None:
        """Stop everything, children of processes too, and wait until nothing is left."""
        if self._supervisor is not None and self._supervisor.poll() is None:
            self._supervisor.terminate()
            try:
                self._supervisor.wait(STOP_SECONDS * 2)
            except subprocess.TimeoutExpired:
                self._kill_everything()
        self._supervisor = None
        self._release()

    def _kill_everything(self) -> None:
        assert self._supervisor is not None  # noqa: S101  only called while it runs
        pids = [state.pid for state in self.states().values() if state.pid]
        self._supervisor.kill()
        self._supervisor.wait()
        for pid in pids:  # each leads a process group of its own
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None
