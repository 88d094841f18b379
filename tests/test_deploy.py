"""What stands in deploy/ fits the tree: files that are copied exist, ports and variables are those of the settings."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from loket.settings import PROJECT_ROOT, Settings

DEPLOY = PROJECT_ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
ROOMS = ("engine", "actions", "web", "bot")


def copied() -> list[str]:
    """Sources of the COPY lines that come from the project's folder."""
    lines = [line.split()[1:-1] for line in CONTAINERFILE.splitlines() if re.match(r"COPY (?!--from)", line)]
    return [source for line in lines for source in line]


@pytest.mark.parametrize("source", copied())
def test_what_the_images_take_exists_and_is_sent_to_the_builder(source: str) -> None:
    allowed = [line[1:] for line in (DEPLOY / "Containerfile.dockerignore").read_text().splitlines() if line[:1] == "!"]

    assert (PROJECT_ROOT / source).exists()
    assert any(source == name or source.startswith(f"{name}/") or source.endswith(name.lstrip("*")) for name in allowed)


def test_every_room_is_in_an_image_and_a_service() -> None:
    assert {*ROOMS, "loket", "data"} <= set(copied())
    assert set(ROOMS) <= set(COMPOSE["services"])


@pytest.mark.parametrize("name", ROOMS)
def test_health_is_asked_where_the_process_answers(name: str) -> None:
    settings = Settings(_env_file=None)
    ports = {"engine": settings.engine_port, "actions": settings.actions_port, "web": settings.web_port}
    port = ports.get(name, int(COMPOSE["x-process"]["environment"]["LOKET_BOT_PORT"]))

    assert f"http://127.0.0.1:{port}/" in COMPOSE["services"][name]["healthcheck"]["test"][-1]


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    published = {name for name, service in COMPOSE["services"].items() if service.get("ports")}

    assert published == {"proxy"}
    assert all(COMPOSE["services"][name]["network_mode"] == "service:proxy" for name in (*ROOMS, "setup"))


def test_the_engine_is_not_given_the_token() -> None:
    assert COMPOSE["services"]["engine"]["environment"]["TELEGRAM_BOT_TOKEN"] == ""


def test_the_examples_name_settings_that_exist() -> None:
    known = {field.validation_alias or f"LOKET_{name.upper()}" for name, field in Settings.model_fields.items()}
    texts = [(DEPLOY / "loket.env.example").read_text(), *map(str, COMPOSE["x-process"]["environment"])]
    named = {name for text in texts for name in re.findall(r"\b(?:LOKET|TELEGRAM)_[A-Z_]+", text)}

    assert named <= known
