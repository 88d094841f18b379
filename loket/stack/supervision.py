"""PyPI's ``supervisor``, kept in a folder of ours: renders its configuration, starts it, talks to it."""

from __future__ import annotations

import ctypes
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from loket.settings import PROJECT_ROOT
from loket.stack.processes import Process

STOP_SECONDS = 8  # a process has 5 s by contract 7; after this it is killed
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 characters, and supervisord makes a draft beside it
PR_SET_PDEATHSIG = 1

MAIN_SECTION = """\
[supervisord]
nodaemon=true
silent=true
logfile={home}/logs/supervisor.log
logfile_maxbytes=2MB
logfile_backups=2
pidfile={home}/run/supervisor.pid
childlogdir={home}/logs
identifier=loket

[unix_http_server]
file={socket}
chmod=0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
# The wait before the n-th try in a row is n seconds, without giving up: an outage of an hour ends at most
# a minute and a half after its cause.
PROGRAM_SECTION = """
[program:{name}]
command={command}
directory={root}
environment={environment}
autorestart=true
startretries=1000000
startsecs=2
stopsignal=TERM
stopwaitsecs={stop_seconds}
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={log}
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=5
"""


@dataclass(frozen=True)
class ProcessState:
    """What the supervisor says: ``state`` in its own words, ``pid`` 0 while it does not run."""

    state: str
    pid: int
    stopped_at: int  # Unix time of its last end, 0 = never ended


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def socket_path(home: Path) -> Path:
    """Where the supervisor of this LOKET_HOME listens; a deep folder gets a short stand-in."""
    path = home.resolve() / "run" / "supervisor.sock"
    if len(str(path)) <= LONGEST_SOCKET_PATH:
        return path
    short = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"loket-{os.getuid()}-{short}.sock"


def write_configuration(home: Path, processes: list[Process]) -> Path:
    """Render ``LOKET_HOME/run/supervisor.conf``. It holds no secret: those go by the environment."""
    home = home.resolve()
    text = MAIN_SECTION.format(home=_escaped(str(home)), socket=_escaped(str(socket_path(home))))
    for process in processes:
        text += PROGRAM_SECTION.format(
            name=process.name,
            command=_escaped(" ".join(f'"{part}"' for part in process.command)),
            root=_escaped(str(PROJECT_ROOT)),
            environment=",".join(f'{name}=""' for name in process.hidden),
            stop_seconds=STOP_SECONDS,
            log=_escaped(_escaped(f"{home}/logs/{process.name}.log")),  # supervisor expands this one twice
        )
    path = home / "run" / "supervisor.conf"
    path.write_text(text, encoding="utf-8")
    return path


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel stops the supervisor when we are killed, so that nothing is left behind."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM) and None


def start_supervisor(configuration: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start supervisord in a session of its own: Ctrl-C reaches us alone, and we stop it in order."""
    return subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(configuration)],
        cwd=PROJECT_ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=(configuration.parent.parent / "logs" / "supervisor.err").open("wb"),
        start_new_session=True,
        preexec_fn=_die_with_parent(),
    )


class SupervisorClient:
    """Questions to the running supervisor of one LOKET_HOME."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def _call(self, method: str, *arguments: Any) -> Any:
        transport: Any = SupervisorTransport(None, None, f"unix://{socket_path(self._home)}")
        try:
            proxy: Any = ServerProxy("http://127.0.0.1", transport=transport)
            return getattr(proxy.supervisor, method)(*arguments)
        finally:
            transport.close()

    def states(self) -> dict[str, ProcessState]:
        """Every process by name; empty while no supervisor answers."""
        try:
            rows: list[dict[str, Any]] = self._call("getAllProcessInfo")
        except (OSError, Fault):
            return {}
        return {row["name"]: ProcessState(row["statename"], row["pid"], row["stop"]) for row in rows}

    def start(self, name: str) -> None:
        """Start a process that was stopped."""
        self._call("startProcess", name, False)

    def stop(self, name: str) -> None:
        """Stop a process and do not restart it."""
        self._call("stopProcess", name, True)
