"""Steps 4 to 7 of ``make setup``: database, seed, lexicon, model. What is done already is left alone."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from loket.accounts.operations import first_admin_invitation
from loket.database import driver_url, make_engine, make_session_factory
from loket.lexicon.operations import publish_lexicon
from loket.migrations import upgrade
from loket.secrets import SECRET_NAMES, secret
from loket.seed.operations import is_seed_current, load_seed
from loket.settings import PROJECT_ROOT, Settings
from loket.stack.environments import announce, fingerprint, is_stamped, write_stamp
from loket.stack.errors import SetupError
from loket.stack.model_store import ModelStore, place
from loket.stack.preflight import check_home
from loket.stack.processes import ENGINE_PYTHON, environment_of

SEED_FOLDER = PROJECT_ROOT / "data" / "seed"
# Trained models by the hash of what they were trained on: another LOKET_HOME need not train again.
MODEL_CACHE = PROJECT_ROOT / ".venv" / "models"
TRAINED_ON = ("data", "engine")
SUFFIXES = {".yml", ".yaml", ".csv", ".tsv", ".txt", ".json", ".py"}


def prepare(settings: Settings) -> None:
    """Bring LOKET_HOME to where the processes can start; raise SetupError in one sentence where that fails."""
    check_home(settings.home)
    for name in SECRET_NAMES:
        secret(name, settings)
    try:
        announce(4, "Basis data", lambda: upgrade_database(settings))
        announce(5, "Data awal", lambda: seed_database(settings))
        announce(6, "Leksikon", lambda: write_lexicon(settings))
    except SQLAlchemyError as error:
        raise SetupError(_database_trouble(settings, error)) from error
    announce(7, "Latihan mesin bahasa (beberapa menit pada kali pertama)", lambda: train(settings))


def _database_trouble(settings: Settings, error: SQLAlchemyError) -> str:
    url = make_url(settings.resolved_database_url)
    if not url.drivername.startswith("sqlite"):
        return (
            f"Basis data tidak dapat dipakai ({type(error).__name__}): periksa LOKET_DATABASE_URL, dan apakah basis "
            "data itu berjalan."
        )
    if isinstance(error, OperationalError):  # locked, or a place where no file can be made
        return (
            f"Berkas basis data {url.database} tidak dapat dibuka ({error.orig}): periksa izinnya dan apakah program "
            "lain sedang memakainya."
        )
    if isinstance(error, DatabaseError) and type(error) is not DatabaseError:  # a migration that does not fit the rows
        return (
            f"Berkas basis data {url.database} tidak dapat dibawa ke versi ini ({error.orig}): tidak ada yang diubah. "
            "Pakai lagi versi sebelumnya, dan laporkan kalimat ini."
        )
    return (
        f"Berkas basis data {url.database} rusak atau bukan SQLite: pulihkan dari cadangan (docs/panduan-operator.md), "
        "atau pindahkan berkas itu supaya dibuat yang baru."
    )


def upgrade_database(settings: Settings) -> bool:
    """Migrate; True if there was anything to do. Raises SetupError for an address we cannot serve."""
    try:
        engine = create_engine(driver_url(settings.resolved_database_url))
        engine.dispose()
        if engine.dialect.name == "sqlite" and engine.url.database in (None, "", ":memory:"):
            raise ValueError("in memory each process would have a database of its own")
    except (ValueError, SQLAlchemyError) as error:
        raise SetupError(
            "LOKET_DATABASE_URL tidak dikenali: pakai sqlite:///berkas atau postgresql://pengguna:sandi@host/basisdata."
        ) from error
    try:
        return upgrade(settings.resolved_database_url)
    except OSError as error:
        raise SetupError(
            f"Folder untuk basis data ({error.filename}) tidak dapat dibuat ({error.strerror}): periksa izinnya dan "
            "LOKET_DATABASE_URL."
        ) from error


def seed_database(settings: Settings, *, force: bool = False) -> bool:
    """Load the seed unless this very seed was loaded last; what an admin edited is kept."""
    engine = make_engine(settings.resolved_database_url).execution_options(loket_write=True)
    try:
        with make_session_factory(engine).begin() as session:
            if not force and is_seed_current(session, SEED_FOLDER):
                return False
            load_seed(session, SEED_FOLDER)
            return True
    finally:
        engine.dispose()


def write_lexicon(settings: Settings) -> bool:
    """Publish the lexicon, everything read anew; True if it changed."""
    engine = make_engine(settings.resolved_database_url)
    try:
        with make_session_factory(engine)() as session:
            return publish_lexicon(session, settings.home / "lexicon.json", is_whole=True).has_changed
    finally:
        engine.dispose()


def first_admin_link(settings: Settings) -> str | None:
    """The link by which the first programme admin comes in, another each time; None once somebody has used it."""
    engine = make_engine(settings.resolved_database_url).execution_options(loket_write=True)
    try:
        with make_session_factory(engine).begin() as session:
            token = first_admin_invitation(session, settings.invitation_hours)
    finally:
        engine.dispose()
    return f"{settings.resolved_web_url}/admin/undangan/{token}" if token else None


def training_fingerprint() -> str:
    """A hash of all that a model depends on.

    The seed stands for the lexicon: what an admin publishes later needs no training, so it does not count.
    """
    files = [PROJECT_ROOT / name for name in ("config.yml", "domain.yml", "requirements/engine.txt")]
    for folder in TRAINED_ON:
        files += [path for path in (PROJECT_ROOT / folder).rglob("*") if path.suffix in SUFFIXES and path.is_file()]
    present = sorted(path for path in files if path.exists())
    return fingerprint(present, *(str(path.relative_to(PROJECT_ROOT)) for path in present))


def train(settings: Settings) -> bool:
    """Train, or take the model that was trained on the same data for another LOKET_HOME; True if anything was done."""
    store, wanted = ModelStore(settings.home), training_fingerprint()
    if store.served.is_file() and is_stamped(store.folder, "model", wanted):
        return False
    with store.lock():
        store.adopt_served()  # so that there is a way back to it
        name = store.new_name()
        cached = MODEL_CACHE / f"{wanted[:32]}.tar.gz"
        if cached.is_file():
            place(cached, store.path_of(name))
        else:
            train_to(settings, store.path_of(name))
            place(store.path_of(name), cached)
            _forget_old_models(cached)
        store.add(store.path_of(name), "setup", name=name)
        store.serve(name)
        mark_trained(settings, wanted)
    return True


def mark_trained(settings: Settings, wanted: str = "") -> None:
    """The model served is the one decided on for the training data as it is now: do not train again for it."""
    write_stamp(ModelStore(settings.home).folder, "model", wanted or training_fingerprint())


def train_to(settings: Settings, target: Path, nlu: Path | None = None, *, gently: bool = False) -> None:
    """Train into ``target``, on ``nlu`` in place of data/nlu where given. ``gently``: others have the processor first.

    Raises SetupError.
    """
    log = _run_engine(settings, ["train", "--output", str(target), *_instead(nlu)], gently=gently)
    if not target.is_file():
        raise SetupError(_FAILED.format(log=log))


def held_out_readings(
    settings: Settings, groups: Sequence[Sequence[str]], nlu: Path | None = None
) -> dict[str, dict[str, Any]]:
    """What a classifier taught without a text's group makes of each text: its intent and ranking, as Rasa gives them.

    ``nlu``: sentences in place of data/nlu. Takes a training a group. Raises SetupError.
    """
    with TemporaryDirectory() as scratch:
        texts, output = Path(scratch) / "texts.json", Path(scratch) / "readings.json"
        texts.write_text(json.dumps(groups, ensure_ascii=False), encoding="utf-8")
        _run_engine(settings, ["held-out", "--texts", str(texts), "--output", str(output), *_instead(nlu)])
        found: dict[str, dict[str, Any]] = json.loads(output.read_text(encoding="utf-8"))
        return found


def _instead(nlu: Path | None) -> list[str]:
    return ["--nlu", str(nlu.resolve())] if nlu else []


_FAILED = "Latihan mesin bahasa gagal: sebabnya ada di baris-baris akhir {log}."


def _run_engine(settings: Settings, arguments: Sequence[str], *, gently: bool = False) -> Path:
    """Run a command of the engine's to its end; return its log. Raises SetupError."""
    log = settings.home / "logs" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        done = subprocess.run(
            [str(ENGINE_PYTHON), "-m", "engine", *arguments],
            cwd=PROJECT_ROOT,
            env={**os.environ, **environment_of(settings)},
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=(lambda: os.nice(10) and None) if gently else None,
            check=False,
        )
    if done.returncode != 0:
        raise SetupError(_FAILED.format(log=log))
    return log


def _forget_old_models(newest: Path, keep: int = 5) -> None:
    by_age = sorted(newest.parent.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in by_age[keep:]:
        path.unlink(missing_ok=True)
