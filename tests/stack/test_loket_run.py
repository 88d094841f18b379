"""``loket run`` as an operator meets it: one line at the end, clean stops, one sentence when it cannot start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from loket.cli.serve import stop_signals
from loket.settings import PROJECT_ROOT
from loket.stack.processes import environment_of
from loket.stack.stack import side_by_side
from tests.stack.conditions import processes_of_home, until

LOKET = PROJECT_ROOT / ".venv" / "app" / "bin" / "loket"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A LOKET_HOME of its own; kept over this module, so that only the first start sets up."""
    settings = side_by_side(tmp_path_factory.mktemp("run") / "a folder with spaces & 100%")
    return {**os.environ, **environment_of(settings)}


class Run:
    """A running ``loket run`` with its output in a file."""

    def __init__(self, environment: dict[str, str], output: Path) -> None:
        self.output = output
        self.home = Path(environment["LOKET_HOME"])
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                [LOKET, "run"], env=environment, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
            )

    def text(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_ready(self) -> None:
        until(lambda: "Loket siap." in self.text() or self.process.poll() is not None, 240, "Loket is ready")
        assert "Loket siap." in self.text(), self.text()


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Iterator[Run]:
    running = Run(environment, tmp_path / "output.txt")
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()
        until(lambda: not processes_of_home(running.home), 30, "nothing is left")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_and_leaves_no_process(run: Run, number: int) -> None:
    run.wait_ready()
    assert run.text().count("http://127.0.0.1") >= 1
    assert len(processes_of_home(run.home)) >= 6

    run.process.send_signal(number)

    assert run.process.wait(30) == 0
    assert processes_of_home(run.home) == {}
    assert "Traceback" not in run.text()


@pytest.mark.parametrize(("before", "stops"), [(signal.SIG_DFL, True), (signal.SIG_IGN, False)], ids=["shell", "nohup"])
def test_a_closed_terminal_stops_it_unless_it_was_started_with_nohup(before: signal.Handlers, stops: bool) -> None:
    own = signal.signal(signal.SIGHUP, before)
    try:
        with stop_signals() as stopped:
            signal.raise_signal(signal.SIGHUP)
            assert stopped.is_set() == stops
        assert signal.getsignal(signal.SIGHUP) == before
    finally:
        signal.signal(signal.SIGHUP, own)


def test_the_last_word_of_the_start_is_one_line_with_the_chat_page(run: Run, environment: dict[str, str]) -> None:
    run.wait_ready()

    lines = [line for line in run.text().splitlines() if line.startswith("Loket siap.")]

    assert lines == [f"Loket siap. Halaman obrolan: http://127.0.0.1:{environment['LOKET_SIMULATOR_PORT']}/"]


def test_killing_the_command_itself_leaves_no_process(run: Run) -> None:
    run.wait_ready()

    run.process.kill()
    run.process.wait()

    until(lambda: not processes_of_home(run.home), 30, f"nothing is left of {processes_of_home(run.home)}")


def test_a_second_run_of_the_same_home_is_refused_in_one_sentence(run: Run, environment: dict[str, str]) -> None:
    run.wait_ready()
    ports = side_by_side(Path(environment["LOKET_HOME"]))

    second = _loket_run({**environment, **environment_of(ports)})

    assert second.returncode == 1
    assert "Loket sudah berjalan" in second.stderr
    assert "LOKET_HOME" in second.stderr


def test_a_port_in_use_is_said_with_the_setting_before_anything_is_set_up(tmp_path: Path) -> None:
    settings = side_by_side(tmp_path)
    with socket.create_server(("127.0.0.1", settings.web_port)):
        refused = _loket_run({**os.environ, **environment_of(settings)})

    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert f"Port {settings.web_port}" in refused.stderr
    assert "LOKET_WEB_PORT" in refused.stderr
    assert not (tmp_path / "loket.sqlite").exists()


def test_a_broken_token_is_said_in_one_sentence(tmp_path: Path) -> None:
    settings = side_by_side(tmp_path)

    refused = _loket_run({**os.environ, **environment_of(settings), "TELEGRAM_BOT_TOKEN": "bukan-token"})

    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "@BotFather" in refused.stderr


def _loket_run(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LOKET, "run"], env=environment, capture_output=True, text=True, timeout=60, check=False)
