"""A real engine process and a real action server for tests."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TOKEN = "engine-test-secret"
STARTS_WITHIN_SECONDS = 120


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def echo(call: dict[str, Any]) -> tuple[int, bytes]:
    """Answer with the intent as title, and remember the service in its slot."""
    latest = call["tracker"]["latest_message"]
    service = next((e["value"] for e in latest["entities"] if e["entity"] == "service"), None)
    reading = {"aspect": latest["intent"]["name"], "service": service, "region": latest["metadata"]["region"]}
    answer = {"kind": "answer", "title": latest["intent"]["name"], "reading": reading}
    slot = {"event": "slot", "name": "service", "value": service}
    return 200, json.dumps({"events": [slot], "responses": [{"custom": answer}]}).encode()


class ActionServer:
    """A real HTTP server on loopback; ``behaviour`` answers each call, ``calls`` keeps them."""

    def __init__(self) -> None:
        self.behaviour: Callable[[dict[str, Any]], tuple[int, bytes]] = echo
        self.calls: list[dict[str, Any]] = []
        self.queries: list[str] = []
        self.port = free_port()
        self._server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        """Listen."""
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                if owner._server is None:  # stopped: a kept connection ends as with a killed process
                    self.close_connection = True
                    return
                call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                owner.calls.append(call)
                owner.queries.append(self.path)
                status, body = owner.behaviour(call)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def start_again(self) -> None:
        """Listen, if stopped."""
        if self._server is None:
            self.start()

    def stop(self) -> None:
        """Refuse connections from now on."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class Engine:
    """``python -m engine`` as a process of its own."""

    def __init__(self, home: Path, actions_port: int) -> None:
        self.home = home
        self.port = free_port()
        self.log = home / "engine.log"
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("LOKET_")},
            "LOKET_HOME": str(home),
            "LOKET_ENGINE_PORT": str(self.port),
            "LOKET_ACTIONS_PORT": str(actions_port),
            "LOKET_ENGINE_TOKEN": TOKEN,
            "LOKET_ACTION_SECONDS": "1",
            "LOKET_TURN_SECONDS": "6",
        }
        self._process: subprocess.Popen | None = None

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run ``python -m engine`` with these arguments to its end."""
        command = [sys.executable, "-W", "ignore", "-m", "engine", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, text=True, timeout=280)

    def start(self) -> None:
        """Serve, and wait until healthy."""
        command = [sys.executable, "-W", "ignore", "-m", "engine"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        end = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise AssertionError(f"engine ended: {self.log.read_text()[-2000:]}")
            try:
                if self.get("/webhooks/loket/health")[0] == 200:
                    return
            except OSError:
                self._process_wait(0.1)
        raise AssertionError(f"engine not healthy: {self.log.read_text()[-2000:]}")

    def _process_wait(self, seconds: float) -> None:
        assert self._process is not None
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return

    def end(self, how: int = signal.SIGTERM) -> float:
        """Send the signal and wait for the end; return the seconds it took."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(how)
        self._process.wait(30)
        return time.monotonic() - began

    def get(self, path: str) -> tuple[int, Any]:
        """GET a path."""
        return self._send(urllib.request.Request(f"http://127.0.0.1:{self.port}{path}"))

    def post(self, path: str, body: bytes, token: str | None = TOKEN) -> tuple[int, Any]:
        """POST bytes."""
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        url = f"http://127.0.0.1:{self.port}{path}"
        return self._send(urllib.request.Request(url, data=body, headers=headers, method="POST"))

    @staticmethod
    def _send(request: urllib.request.Request) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310  only our own loopback
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def say(self, text: str | None, message_id: str, sender: str = "warga-1", **more: Any) -> dict[str, Any]:
        """Send one message through the channel; return the reply (which must be 200)."""
        body: dict[str, Any] = {"sender": sender, "message_id": message_id, "metadata": {"region": None}, **more}
        if text is not None:
            body["text"] = text
        status, reply = self.post("/webhooks/loket/webhook", json.dumps(body).encode())
        assert status == 200, reply
        return dict(reply)

    def parse(self, text: str) -> dict[str, Any]:
        """Ask ``/model/parse``."""
        status, parsed = self.post(f"/model/parse?token={TOKEN}", json.dumps({"text": text}).encode())
        assert status == 200, parsed
        return dict(parsed)
