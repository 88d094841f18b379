"""``python -m simulator``: starts, stops in time, forgets nothing when killed, stays small."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """One simulator process after another on one port and one home."""

    def __init__(self, home: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._environment = {**os.environ, "LOKET_HOME": str(home), "LOKET_SIMULATOR_PORT": str(self.port)}
        self.url = f"http://127.0.0.1:{self.port}"
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        self.running = subprocess.Popen([sys.executable, "-m", "simulator"], cwd=ROOT, env=self._environment)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if self.get("/health") == {"status": "ok"}:
                    return self.running
            except httpx.ConnectError:
                time.sleep(0.05)
        raise AssertionError("did not start")

    def get(self, path: str) -> object:
        return httpx.get(self.url + path, trust_env=False).json()

    def say(self, text: str) -> None:
        response = httpx.post(f"{self.url}/chats/7/send", json={"text": text}, trust_env=False)
        assert response.status_code == 202

    def stop(self, number: int) -> float:
        """Send a signal; returns the seconds until the process was gone."""
        assert self.running is not None
        started = time.monotonic()
        self.running.send_signal(number)
        self.running.wait(20)
        return time.monotonic() - started


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    made = Process(tmp_path / "home")
    yield made
    if made.running is not None and made.running.poll() is None:
        made.stop(signal.SIGKILL)


def test_undelivered_updates_and_chats_survive_a_kill(process: Process) -> None:
    process.start()
    process.get("/bot1:simulator/getMe")
    process.say("satu")
    process.say("dua")
    process.stop(signal.SIGKILL)
    process.start()

    process.say("tiga")  # the bot is known although it has not called again
    updates = process.get("/bot1:simulator/getUpdates")

    assert isinstance(updates, dict)
    assert [update["message"]["text"] for update in updates["result"]] == ["satu", "dua", "tiga"]
    page = process.get("/page/updates?chats=7")
    assert isinstance(page, dict)
    assert [message["text"] for message in page["chats"]["7"]["messages"]] == ["satu", "dua", "tiga"]


def test_sigterm_ends_it_in_time_while_requests_are_held(process: Process) -> None:
    process.start()
    process.get("/bot1:simulator/getMe")
    held = [
        subprocess.Popen([sys.executable, "-c", f"import httpx; httpx.get('{process.url}{path}', timeout=60)"])
        for path in ("/bot1:simulator/getUpdates?timeout=50", "/chats/7/messages?wait=50")
    ]
    time.sleep(1)  # both should be held; the promise holds either way

    assert process.stop(signal.SIGTERM) < 5

    for one in held:
        one.wait(20)


def test_stays_below_150_megabytes_over_two_thousand_messages(process: Process) -> None:
    running = process.start()
    process.get("/bot1:simulator/getMe")
    with httpx.Client(base_url=process.url, trust_env=False) as client:
        for number in range(1000):
            client.post(f"/chats/{number % 50 + 1}/send", json={"text": f"pesan {number} " + "x" * 2000})
            client.post("/bot1:simulator/sendMessage", json={"chat_id": number % 50 + 1, "text": "x" * 2000})
    status = Path(f"/proc/{running.pid}/status").read_text()

    [resident] = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")]
    assert resident < 150_000  # kB


def test_listens_on_loopback_only(process: Process) -> None:
    process.start()
    table = Path("/proc/net/tcp").read_text().splitlines()[1:]

    local = [line.split()[1] for line in table if line.split()[3] == "0A"]
    assert [address.split(":")[0] for address in local if int(address.split(":")[1], 16) == process.port] == [
        "0100007F"
    ]


def test_a_port_in_use_or_none_is_said_in_one_sentence(process: Process, tmp_path: Path) -> None:
    def complaint(port: str) -> tuple[int, str]:
        environment = {**os.environ, "LOKET_HOME": str(tmp_path / "other"), "LOKET_SIMULATOR_PORT": port}
        ended = subprocess.run(
            [sys.executable, "-m", "simulator"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
        )
        return ended.returncode, ended.stderr.strip()

    process.start()
    code, text = complaint(str(process.port))
    assert (code, text) == (
        1,
        f"simulator: port {process.port} sudah dipakai; hentikan pemakainya atau pilih LOKET_SIMULATOR_PORT lain",
    )
    code, text = complaint("abc")
    assert (code, text) == (1, "simulator: LOKET_SIMULATOR_PORT harus nomor port 1-65535, bukan 'abc'")
