"""What the supervisor is told, and where it listens."""

from __future__ import annotations

from configparser import RawConfigParser
from pathlib import Path

from loket.stack.processes import environment_of, processes_of
from loket.stack.stack import Stack, side_by_side
from loket.stack.supervision import LONGEST_SOCKET_PATH, SupervisorClient, socket_path, write_configuration


def test_every_process_is_restarted_and_stopped_with_its_children(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    processes = processes_of(side_by_side(tmp_path))

    parser = RawConfigParser()
    parser.read(write_configuration(tmp_path, processes))

    for process in processes:
        section = parser[f"program:{process.name}"]
        assert section["autorestart"] == "true"
        assert section["stopasgroup"] == section["killasgroup"] == "true"
        assert int(section["startretries"]) > 100_000
        assert section["stdout_logfile"] == f"{tmp_path}/logs/{process.name}.log"


def test_the_engine_does_not_see_what_is_not_its_business(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    parser = RawConfigParser()
    parser.read(write_configuration(tmp_path, processes_of(side_by_side(tmp_path))))

    assert 'TELEGRAM_BOT_TOKEN=""' in parser["program:engine"]["environment"]
    assert 'LOKET_CITIZEN_KEY=""' in parser["program:engine"]["environment"]


def test_a_deep_home_gets_a_socket_path_the_kernel_takes(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)

    assert len(str(socket_path(deep))) <= LONGEST_SOCKET_PATH
    assert socket_path(deep) != socket_path(tmp_path / ("y" * 120))


def test_a_stack_that_is_down_has_no_states(tmp_path: Path) -> None:
    assert SupervisorClient(tmp_path).states() == {}
    assert Stack(side_by_side(tmp_path)).pid_of("bot") == 0


def test_settings_survive_the_way_through_the_environment(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    settings = side_by_side(tmp_path, log_json=True, turn_seconds=7.5)
    for name, value in environment_of(settings).items():
        monkeypatch.setenv(name, value)

    again = type(settings)()

    assert again.log_json is True
    assert again.turn_seconds == 7.5
    assert again.home == tmp_path
    assert again.web_port == settings.web_port
    assert again.engine_token.get_secret_value()
