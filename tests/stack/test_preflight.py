"""What is found before anything starts, each in one sentence with the remedy."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from loket.settings import SettingInvalid, Settings, get_settings
from loket.stack import preflight
from loket.stack.errors import StackError
from loket.stack.preflight import ask_username, check_home, check_ports, check_token, lock_home
from loket.stack.processes import processes_of
from loket.stack.stack import free_ports, side_by_side

TOKEN = "123456789:" + "x" * 35  # the shape of one, nobody's
HOOK: dict[str, Any] = {"webhook_url": "https://loket.example.go.id"}


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def bot_api() -> Iterator[Callable[[int, object], str]]:
    """Starts a Bot API that answers every getMe alike; gives its root address."""
    servers = []

    def start(status: int, body: object) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = json.dumps(body).encode() if not isinstance(body, bytes) else body
                self.send_response(status if self.path == f"/bot{TOKEN}/getMe" else 404)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments: object) -> None:
                """The test's output is no server log."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/bot"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_home_that_is_a_file_is_said_with_the_setting(tmp_path: Path) -> None:
    home = tmp_path / "berkas"
    home.write_text("")

    with pytest.raises(StackError, match="LOKET_HOME"):
        check_home(home)


def test_a_full_disk_is_said_with_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight.shutil, "disk_usage", lambda _path: Usage(10, 9, 5 * 1024**2))

    with pytest.raises(StackError, match="tinggal 5 MB"):
        check_home(tmp_path)


def test_the_check_leaves_nothing_behind(tmp_path: Path) -> None:
    check_home(tmp_path)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_one_home_is_locked_by_one_run_at_a_time(tmp_path: Path) -> None:
    check_home(tmp_path)
    held = lock_home(tmp_path)

    with pytest.raises(StackError, match="sudah berjalan"):
        lock_home(tmp_path)

    held.close()
    lock_home(tmp_path).close()


def test_two_rooms_on_one_port_are_named_both(tmp_path: Path) -> None:
    [port] = free_ports(1)
    processes = processes_of(side_by_side(tmp_path, web_port=port, actions_port=port))

    with pytest.raises(StackError, match="LOKET_ACTIONS_PORT dan LOKET_WEB_PORT"):
        check_ports(processes)


def test_free_ports_are_fine(tmp_path: Path) -> None:
    check_ports(processes_of(side_by_side(tmp_path)))


@pytest.mark.parametrize(
    "token", ["bukan-token", "123:pendek", TOKEN + " ", "123456789:" + "x" * 20 + "/../" + "x" * 20]
)
def test_a_malformed_token_is_not_even_sent(tmp_path: Path, token: str) -> None:
    settings = side_by_side(tmp_path, TELEGRAM_BOT_TOKEN=token, telegram_api="http://127.0.0.1:1/bot")

    with pytest.raises(StackError, match="@BotFather"):
        check_token(settings)


@pytest.mark.parametrize("status", [401, 404])
def test_a_refused_token_is_said_without_showing_it(bot_api: Callable[[int, object], str], status: int) -> None:
    with pytest.raises(StackError, match="menolak TELEGRAM_BOT_TOKEN") as refused:
        ask_username(bot_api(status, {"ok": False}), TOKEN)

    assert TOKEN not in str(refused.value)


def test_a_good_token_gives_the_username(bot_api: Callable[[int, object], str]) -> None:
    assert ask_username(bot_api(200, {"ok": True, "result": {"username": "loket_bot"}}), TOKEN) == "loket_bot"


@pytest.mark.parametrize("written", ["", "/", "/bot", "/bot/"])
def test_the_root_is_asked_however_it_is_written(
    bot_api: Callable[[int, object], str], tmp_path: Path, written: str
) -> None:
    root = bot_api(200, {"ok": True, "result": {"username": "loket_bot"}}).removesuffix("/bot")
    settings = side_by_side(tmp_path, TELEGRAM_BOT_TOKEN=TOKEN, telegram_api=root + written)

    assert check_token(settings) == "loket_bot"


@pytest.mark.parametrize("body", [b"<html>502</html>", [], {"ok": True}, {"ok": True, "result": []}])
def test_an_odd_answer_is_no_username_and_no_crash(bot_api: Callable[[int, object], str], body: object) -> None:
    assert ask_username(bot_api(502, body), TOKEN) is None


def test_telegram_out_of_reach_is_no_reason_not_to_start(tmp_path: Path) -> None:
    [port] = free_ports(1)
    settings = side_by_side(tmp_path, TELEGRAM_BOT_TOKEN=TOKEN, telegram_api=f"http://127.0.0.1:{port}/bot")

    assert check_token(settings) is None


def test_without_a_token_nothing_is_asked(tmp_path: Path) -> None:
    assert check_token(side_by_side(tmp_path)) is None


def test_with_a_token_there_is_no_simulator(tmp_path: Path) -> None:
    names = [process.name for process in processes_of(side_by_side(tmp_path, TELEGRAM_BOT_TOKEN=TOKEN))]

    assert names == ["engine", "actions", "web", "bot"]


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("LOKET_WEB_PORT", "delapan", "bilangan bulat"),
        ("LOKET_WEB_PORT", "99999", "65535"),
        ("LOKET_BOT_PORT", "-1", "di atas 0"),
        ("LOKET_FLOOD_PER_MINUTE", "0", "lebih besar"),
        ("LOKET_SEND_PER_SECOND", "0", "lebih besar"),
        ("LOKET_TURN_SECONDS", "sebentar", "angka"),
        ("LOKET_LOG_LEVEL", "KERAS", "WARNING"),
        ("LOKET_LOG_JSON", "mungkin", "true atau false"),
        ("LOKET_WEBHOOK_URL", "http://loket.example.go.id", "https://"),
        ("LOKET_TELEGRAM_API", "api.telegram.org", "https://"),
    ],
)
def test_a_setting_that_means_nothing_is_named_with_what_it_takes(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingInvalid) as refused:
        get_settings.__wrapped__()

    said = str(refused.value)
    assert said.startswith(f"Pengaturan {variable}={value} ")
    assert remedy in said
    assert "\n" not in said


@pytest.mark.parametrize("url", ["https://loket.example.go.id/bot", "http://127.0.0.1:8082", "http://localhost:8082/"])
def test_a_webhook_is_https_or_on_this_machine(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("LOKET_WEBHOOK_URL", url)

    assert get_settings.__wrapped__().webhook_url == url


@pytest.mark.parametrize(
    ("values", "port"), [({}, 0), ({"bot_port": 9000}, 9000), (HOOK, 8082), (HOOK | {"bot_port": 1}, 1)]
)
def test_the_webhooks_port_is_known_to_the_proxy(tmp_path: Path, values: dict[str, Any], port: int) -> None:
    settings = Settings(_env_file=None, home=tmp_path, **values)

    assert settings.resolved_bot_port == port
    assert next(process for process in processes_of(settings) if process.name == "bot").port == port
