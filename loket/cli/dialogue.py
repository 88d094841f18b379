"""``loket model dialogue``: learn from data/dialogues how a turn follows on what was said before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.progress import track

from loket.cli.output import command, console, errors
from loket.cli.running import running_or_started
from loket.cli.sessions import writing
from loket.dialogue_state.model import WEIGHTS
from loket.evaluation.asking import EngineRefused
from loket.evaluation.dialogue_data import DIALOGUES, digest, problems_in, read_dialogues, texts_in_groups
from loket.evaluation.dialogue_training import as_json, examples, train
from loket.evaluation.records import Record
from loket.secrets import secret
from loket.settings import Settings, get_settings
from loket.stack.errors import StackError
from loket.stack.setup import held_out_readings

_ENGINE_SECONDS = 30


def register(model: typer.Typer) -> None:
    """Add the command to ``loket model``."""
    model.command("dialogue", help="Pelajari ulang bobot dialog dari data/dialogues (mesin yang berjalan membaca).")(
        dialogue
    )


@command
def dialogue(
    output: Annotated[Path, typer.Option(help="Berkas bobot yang ditulis.")] = WEIGHTS,
) -> None:
    """Let the engine read every turn, replay the dialogues, learn, and write the weights.

    Names and words come from the running engine, aspects from classifiers that have not learnt from the turn.
    """
    settings = get_settings()
    records = read_dialogues(DIALOGUES)
    problems = list(problems_in(records))
    if problems:
        raise StackError("Dialog latihan ditolak:\n" + "\n".join(problems[:20]))
    with running_or_started(settings, only=frozenset({"engine"})):
        understood = _understood(settings, records)
    with errors.status("Membaca giliran dengan mesin yang tidak belajar darinya ..."):
        for text, reading in held_out_readings(settings, texts_in_groups(DIALOGUES)).items():
            understood[text] |= reading
    with writing(settings) as session:
        taught = list(examples(session, records, understood))
        session.rollback()
    learnt = train(taught)
    output.write_text(_compact(as_json(learnt, digest())), encoding="utf-8")
    sizes = ", ".join(f"{head} {len(weights)}" for head, weights in learnt.weights.items())
    console.print(f"{len(records)} dialog, {len(taught)} giliran dipelajari; bobot: {sizes}", highlight=False)


def _understood(settings: Settings, records: Iterable[Record]) -> dict[str, dict[str, Any]]:
    """What the engine makes of every text. Raises EngineRefused."""
    texts = sorted({turn.text for record in records for turn in record.all_turns})
    token = secret("engine_token", settings)
    found: dict[str, dict[str, Any]] = {}
    with httpx.Client(base_url=f"http://127.0.0.1:{settings.engine_port}", timeout=_ENGINE_SECONDS) as client:
        for text in track(texts, "mesin membaca", console=errors, transient=True):
            try:
                reply = client.post("/model/parse", params={"token": token}, json={"text": text})
                reply.raise_for_status()
            except httpx.HTTPError as error:
                raise EngineRefused(f"mesin tidak membaca giliran ({type(error).__name__})") from error
            found[text] = reply.json()
    return found


def _compact(stored: dict[str, Any]) -> str:
    """JSON with a line for each head, so that a change shows which."""
    weights = ",\n".join(
        f"{json.dumps(head)}: {json.dumps(given, ensure_ascii=False, separators=(',', ':'))}"
        for head, given in stored["weights"].items()
    )
    rest = {name: value for name, value in stored.items() if name != "weights"}
    return json.dumps(rest, ensure_ascii=False)[:-1] + ', "weights": {\n' + weights + "\n}}\n"
