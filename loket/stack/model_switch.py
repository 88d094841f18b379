"""The running engine answers with another model, without a pause (``POST /webhooks/loket/model``)."""

from __future__ import annotations

import time

import httpx

from loket.secrets import secret
from loket.settings import Settings
from loket.stack.errors import StackError
from loket.stack.health import health_of
from loket.stack.model_store import ModelStore
from loket.stack.processes import LOOPBACK, processes_of

LOAD_SECONDS = 120.0
HEALTHY_SECONDS = 60.0
POLL_SECONDS = 0.1


class ModelNotLoaded(StackError):
    """The engine has this model's file and cannot use it; it goes on with the one before."""


def go_live(settings: Settings, store: ModelStore, name: str, note: str = "", *, back: bool = False) -> bool:
    """Serve the version, now where the engine runs, and from its next start on; returns whether it runs.

    ``back``: a step back, not a new one. Raises StackError where the engine cannot load it; then nothing has changed.
    """
    running = engine_model(settings) is not None
    wanted = load_into(settings, name) if running else None
    if back:
        store.step_back(name)
    else:
        store.serve(name, note)
    if wanted is not None:
        _be_sure(settings, name, wanted)
    return running


def load_into(settings: Settings, name: str) -> str:
    """Have the engine of these settings answer with the version; return the model's id. Raises StackError."""
    try:
        answer = httpx.post(
            f"http://{LOOPBACK}:{settings.engine_port}/webhooks/loket/model",
            json={"model": name},
            headers={"Authorization": f"Bearer {secret('engine_token', settings)}"},
            timeout=LOAD_SECONDS,
            trust_env=False,
        )
    except httpx.HTTPError as error:
        raise StackError(f"Mesin bahasa tidak menjawab saat model diganti ({type(error).__name__}).") from error
    if answer.status_code != httpx.codes.OK:
        raise ModelNotLoaded(
            f"Mesin bahasa tidak dapat memuat model {name} (kode {answer.status_code}); model lama tetap dipakai. "
            "Bila Loket baru diperbarui, jalankan ulang dulu: 'make run'."
        )
    return str(answer.json()["model_id"])


def engine_model(settings: Settings) -> str | None:
    """The id of the model the engine answers with; None where it does not run."""
    engine = next(process for process in processes_of(settings) if process.name == "engine")
    said = health_of(engine.health_url())
    return str(said.get("model_id")) if said else None


def _be_sure(settings: Settings, name: str, wanted: str) -> None:
    """An engine that was restarted between loading and placing began with the old model."""
    end = time.monotonic() + HEALTHY_SECONDS
    while (current := engine_model(settings)) != wanted:
        if current is not None:
            load_into(settings, name)
        if time.monotonic() > end:
            raise StackError(f"Mesin bahasa belum memakai model {name}: lihat {settings.home / 'logs' / 'engine.log'}.")
        time.sleep(POLL_SECONDS)  # between two looks at its health
