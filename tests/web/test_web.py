"""The web room: its three pages, with a real database; the other processes are absent unless a test brings them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from loket.delivery.models import InboxUpdate
from loket.settings import Settings
from loket.stack.stack import side_by_side
from web.app import create_app


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return side_by_side(tmp_path, database_url=database_url)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def healthy_actions(settings: Settings) -> Iterator[None]:
    """A process that says it is well on the action server's port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"status": "ok"}).encode())

        def log_message(self, *_arguments: object) -> None:
            """The test's output is no server log."""

    server = HTTPServer(("127.0.0.1", settings.actions_port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield
    server.shutdown()
    server.server_close()


def test_health_counts_what_waits(client: TestClient, open_session: sessionmaker[Session]) -> None:
    with open_session.begin() as session:
        session.add(InboxUpdate(bot="utama", update_id=7, chat_key="utama:1", raw={}))

    said = client.get("/health")

    assert said.status_code == 200
    assert said.json()["status"] == "ok"
    assert said.json()["queues"]["inbox_new"] == 1
    assert said.json()["queues"]["outbox_new"] == 0


@pytest.mark.usefixtures("healthy_actions")
def test_health_tells_who_is_well_and_who_is_not(client: TestClient) -> None:
    processes = client.get("/health").json()["processes"]

    assert {name: process["is_well"] for name, process in processes.items()} == {
        "simulator": False, "engine": False, "actions": True, "bot": False,
    }  # fmt: skip


@pytest.mark.usefixtures("healthy_actions")
def test_metrics_are_prometheus_text(client: TestClient) -> None:
    said = client.get("/metrics")

    assert said.headers["content-type"].startswith("text/plain")
    lines = said.text.splitlines()
    assert 'loket_process_up{process="actions"} 1.0' in lines
    assert 'loket_process_up{process="engine"} 0.0' in lines
    assert 'loket_queue_rows{queue="inbox",state="new"} 0.0' in lines


def test_the_landing_page_leads_to_the_chat_page(client: TestClient, settings: Settings) -> None:
    said = client.get("/")

    assert said.status_code == 200
    assert '<html lang="id">' in said.text
    assert f'href="http://testserver:{settings.simulator_port}/"' in said.text
    assert "Mesin bahasa: tidak menjawab" in said.text
    assert "default-src 'none'" in said.headers["content-security-policy"]


def test_on_the_real_telegram_no_chat_page_is_offered(tmp_path: Path, database_url: str) -> None:
    settings = side_by_side(tmp_path, database_url=database_url, TELEGRAM_BOT_TOKEN="1:x")

    with TestClient(create_app(settings)) as client:
        text = client.get("/").text

    assert "Buka halaman obrolan" not in text
    assert "bot Telegram yang sesungguhnya" in text


def test_a_hostile_host_header_stays_text(client: TestClient) -> None:
    text = client.get("/", headers={"Host": 'x"><script>alert(1)</script>'}).text

    assert "<script>" not in text


def test_a_database_without_tables_is_503_and_no_word_of_it(tmp_path: Path) -> None:
    with TestClient(create_app(side_by_side(tmp_path)), raise_server_exceptions=False) as client:
        said = client.get("/health")

    assert said.status_code == 503
    assert said.json() == {"status": "error"}


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/../settings", "/health/x"])
def test_there_is_nothing_else(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
