"""``loket model``: train a candidate, compare it with the running model, switch without a pause, go back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from loket.cli import dialogue
from loket.cli.output import command, console, errors, fail, print_json
from loket.evaluation.comparing import FRACTIONS, TOLERANCE, Line, compare, is_worse, lines_as_json, scores
from loket.evaluation.records import Record, read_records
from loket.evaluation.training_data import BLIND_FOLDER
from loket.settings import Settings, get_settings
from loket.stack.errors import StackError
from loket.stack.model_measuring import measure_models
from loket.stack.model_store import ModelStore, Version
from loket.stack.model_switch import go_live
from loket.stack.setup import mark_trained, train_to

AS_JSON = typer.Option(False, "--json", help="Hasil sebagai JSON.")
WORSE = "Model calon lebih buruk, jadi tidak dipakai; yang berjalan tetap. Bila tetap ingin: {remedy}"
NAMES = {
    "aspect": "hal", "service": "layanan", "region": "wilayah", "joint": "ketiganya", "turns": "giliran dialog",
    "wrong_confident": "salah tetapi yakin", "p50_ms": "waktu jawab, median (ms)", "p95_ms": "waktu jawab, p95 (ms)",
}  # fmt: skip

model = typer.Typer(help="Model bahasa: latih, bandingkan, ganti tanpa jeda, kembalikan.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    dialogue.register(model)
    app.add_typer(model, name="model")


@model.command("train", help="Latih model calon, bandingkan dengan yang berjalan, pakai bila tidak lebih buruk.")
@command
def train(
    sets: Annotated[
        list[Path] | None,
        typer.Option("--set", help="Kumpulan soal tambahan (JSONL); boleh berulang.", exists=True, dir_okay=False),
    ] = None,
    nlu: Annotated[Path | None, typer.Option(help="Kalimat latihan pengganti data/nlu.", exists=True)] = None,
    tolerance: Annotated[
        float, typer.Option(min=0, max=100, help="Penurunan yang masih boleh, dalam poin persen.")
    ] = TOLERANCE * 100,
    force: Annotated[bool, typer.Option("--force", help="Pakai walau lebih buruk; perlu --reason.")] = False,
    reason: Annotated[str, typer.Option(help="Alasan, dicatat bersama model.")] = "",
    only_compare: Annotated[bool, typer.Option("--only-compare", help="Bandingkan saja, jangan diganti.")] = False,
    as_json: bool = AS_JSON,
) -> None:
    """Train beside the running model and switch if it is no worse."""
    _need_reason(force, reason)
    settings, store = get_settings(), ModelStore(get_settings().home)
    records = _records(sets or [])
    with store.lock():
        running = store.adopt_served()
        candidate = _train(settings, store, nlu)
        lines, is_obsolete = _measured(settings, store, running, candidate, records, tolerance / 100)
        candidate = store.get(candidate.name)
        live = not only_compare and (not is_worse(lines) or force)
        if live:
            go_live(settings, store, candidate.name, reason)
        if live or not (only_compare or is_obsolete):  # a model that can no longer be loaded is no decision to keep
            mark_trained(settings)
    _say(candidate.name, lines, running, live=live, as_json=as_json)
    if not live and not only_compare:
        raise fail(WORSE.format(remedy=f"loket model use {candidate.name} --force --reason '...'"))


@model.command("list", help="Daftar model yang disimpan; * = yang dipakai.")
@command
def list_models(as_json: bool = AS_JSON) -> None:
    """Newest last."""
    store = ModelStore(get_settings().home)
    live, found = store.live(), store.versions()
    if as_json:
        print_json([{**one.__dict__, "is_live": one.name == live} for one in found])
        return
    if not found:
        console.print("Belum ada model yang disimpan; jalankan 'make setup' atau 'loket model train'.")
        return
    table = Table("", "nama", "asal", "ketiganya", "dialog", "catatan")
    for one in found:
        figures = [f"{one.scores[name]:.1%}" if name in one.scores else "-" for name in ("joint", "turns")]
        note = " ".join(part for part in ("lebih buruk;" if one.verdict == "worse" else "", one.note) if part)
        table.add_row("*" if one.name == live else "", one.name, _ORIGINS.get(one.origin, one.origin), *figures, note)
    console.print(table)


_ORIGINS = {"setup": "make setup", "train": "model train", "found": "sudah ada"}


@model.command("use", help="Pakai model tertentu sekarang juga, tanpa jeda.")
@command
def use(
    name: Annotated[str, typer.Argument(help="Nama dari 'loket model list'.")],
    force: Annotated[bool, typer.Option("--force", help="Pakai walau terukur lebih buruk; perlu --reason.")] = False,
    reason: Annotated[str, typer.Option(help="Alasan, dicatat bersama model.")] = "",
    as_json: bool = AS_JSON,
) -> None:
    """Switch to a version that is kept."""
    _need_reason(force, reason)
    settings, store = get_settings(), ModelStore(get_settings().home)
    with store.lock():
        if store.get(name).verdict == "worse" and not force:
            raise StackError(WORSE.format(remedy=f"loket model use {name} --force --reason '...'"))
        store.adopt_served()
        runs = go_live(settings, store, name, reason)
        mark_trained(settings)
    _switched(name, runs=runs, as_json=as_json)


@model.command("rollback", help="Kembali ke model sebelumnya, tanpa jeda.")
@command
def rollback(as_json: bool = AS_JSON) -> None:
    """Switch to the version that was served before."""
    settings, store = get_settings(), ModelStore(get_settings().home)
    with store.lock():
        name = store.before()
        if name is None:
            raise StackError("Tidak ada model sebelumnya; lihat 'loket model list'.")
        runs = go_live(settings, store, name, back=True)
        mark_trained(settings)
    _switched(name, runs=runs, as_json=as_json)


def _need_reason(force: bool, reason: str) -> None:
    if force and not reason.strip():
        raise StackError("--force perlu --reason 'alasannya', agar yang datang kemudian tahu.")


def _records(sets: Sequence[Path]) -> list[Record]:
    paths = [*sorted(BLIND_FOLDER.glob("*.jsonl")), *sets]
    return [record for path in paths for record in read_records(path)]


def _train(settings: Settings, store: ModelStore, nlu: Path | None) -> Version:
    name = store.new_name()
    with errors.status("Melatih model calon; yang berjalan tetap melayani ..."):
        train_to(settings, store.path_of(name), nlu, gently=True)
    return store.add(store.path_of(name), "train", name=name)


def _measured(
    settings: Settings,
    store: ModelStore,
    running: str | None,
    candidate: Version,
    records: list[Record],
    tolerance: float,
) -> tuple[list[Line], bool]:
    names = [*([running] if running else []), candidate.name]
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=errors, transient=True) as progress:
        tasks = {name: progress.add_task(name, total=len(records)) for name in names}
        measured = measure_models(
            settings,
            store,
            candidate.name,
            running,
            records,
            lambda name, done: progress.update(tasks[name], completed=done),
        )
    found = {name: scores(given) for name, given in measured.judged.items()}
    lines = compare(found[running if running in found else candidate.name], found[candidate.name], tolerance)
    if running in found:
        store.record(replace(store.get(running), scores=found[running]))
    verdict = "worse" if is_worse(lines) else "better"
    store.record(replace(candidate, scores=found[candidate.name], verdict=verdict))
    return lines, measured.is_obsolete


def _say(name: str, lines: Sequence[Line], running: str | None, *, live: bool, as_json: bool) -> None:
    if as_json:
        print_json({"candidate": name, "running": running, "is_live": live, "comparison": lines_as_json(lines)})
        return
    _show(lines, running or "-", name, console)
    if live:
        console.print(f"Model {name} sekarang dipakai. Kembali ke yang lama: loket model rollback")


def _show(lines: Sequence[Line], running: str, candidate: str, to: Console) -> None:
    table = Table("", f"berjalan\n{running}", f"calon\n{candidate}", "selisih", "", title="Perbandingan model")
    for line in lines:
        is_share = line.name in FRACTIONS or line.name == "wrong_confident"
        values = [f"{value:.1%}" if is_share else f"{value:.1f}" for value in (line.running, line.candidate)]
        change = f"{line.change * 100:+.1f} poin" if is_share else f"{line.change:+.1f}"
        table.add_row(NAMES[line.name], *values, change, "LEBIH BURUK" if line.is_worse else "")
    to.print(table)


def _switched(name: str, *, runs: bool, as_json: bool) -> None:
    if as_json:
        print_json({"live": name, "engine_running": runs})
    else:
        when = "sekarang dipakai" if runs else "dipakai saat Loket dijalankan"
        console.print(f"Model {name} {when}.")
