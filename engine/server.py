"""Serve the trained model on loopback: Rasa's HTTP API with the shared secret, and our channel."""

import os
from typing import Any

from engine import action_calls
from engine.linking.watcher import watcher_for
from engine.settings import SettingsError, get_settings
from engine.training import MODEL_NAME

_HOST = "127.0.0.1"


def _endpoints() -> Any:
    from rasa.core.utils import AvailableEndpoints

    return AvailableEndpoints.read_endpoints("endpoints.yml")


def serve() -> int:
    """Serve until SIGTERM; raise SettingsError or LexiconError where something is missing."""
    settings = get_settings()
    model = settings.models_path / f"{MODEL_NAME}.tar.gz"
    if not model.exists():
        raise SettingsError(f"no model at {model}: run `python -m engine train` first (`make setup` does)")
    token = settings.token()
    os.environ["LOKET_ENGINE_TOKEN"] = token  # endpoints.yml hands it to the action server
    watcher_for(settings.lexicon_path)
    action_calls.install()
    from engine import graph_runner, rule_memory

    graph_runner.install()
    rule_memory.install()
    from rasa.core import run

    run.serve_application(
        model_path=str(model),
        credentials="credentials.yml",
        endpoints=_endpoints(),
        auth_token=token,
        enable_api=True,
        interface=_HOST,
        port=settings.port,
    )
    return 0
