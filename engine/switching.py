"""Another model under the running server: loaded beside the one that answers, then put in its place.

Messages in hand finish on the model they began with, later ones begin with the new one; none waits for the loading.
"""

import asyncio
import gc
import json
import logging
import re
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.processor import MessageProcessor

from engine.conversation import tracker_store_of
from engine.requests import BadRequest
from engine.settings import get_settings

logger = logging.getLogger(__name__)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


class ModelUnusable(Exception):
    """The model cannot be loaded; the one that answers goes on."""


def model_path(body: bytes) -> Path:
    """Return the file of ``{"model": "<version>"}``; raise BadRequest. Only ours are loaded: a model is a program."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("body is not JSON") from None
    name = given.get("model") if isinstance(given, dict) else None
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BadRequest("model must be the name of a version")
    path = get_settings().models_path / "versions" / f"{name}.tar.gz"
    if not path.is_file():
        raise BadRequest("no such version")
    return path


async def switch(agent: Agent, path: Path) -> str:
    """Load the model in a thread, then answer with it; return its id. Raise ModelUnusable."""
    tracker_store_of(agent)  # frees the store of Rasa's wrapper, which the new processor must not get
    try:
        processor = await asyncio.get_running_loop().run_in_executor(None, _load, agent, path)
    # What a model of another version raises while it is unpickled cannot be named beforehand.
    except Exception as error:
        logger.error("model not loaded model=%s error=%s", path.name, type(error).__name__)
        raise ModelUnusable(f"the model cannot be loaded ({type(error).__name__})") from error
    _put_in_place(agent, processor)
    logger.info("model switched model=%s model_id=%s", path.name, agent.model_id)
    await asyncio.get_running_loop().run_in_executor(None, gc.collect)
    return str(agent.model_id)


def _load(agent: Agent, path: Path) -> MessageProcessor:
    return MessageProcessor(
        model_path=str(path),
        tracker_store=agent.tracker_store,
        lock_store=agent.lock_store,
        action_endpoint=agent.action_endpoint,
        generator=agent.nlg,
        http_interpreter=agent.http_interpreter,
    )


def _put_in_place(agent: Agent, processor: Any) -> None:
    """No await in here: between two messages, or not at all."""
    agent.processor = processor
    agent.domain = processor.domain
    agent.tracker_store.domain = processor.domain
    if isinstance(agent.nlg, TemplatedNaturalLanguageGenerator):
        agent.nlg.responses = processor.domain.responses
