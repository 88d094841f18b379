"""Load the seed: what Loket starts with. Loading it again changes only what changed and nobody has edited."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from loket.regions.gazetteer import gazetteer_version
from loket.seed.catalogue import write_service_names, write_services
from loket.seed.directory import write_emergency, write_offices
from loket.seed.geography import write_ambiguous_names, write_places, write_regions
from loket.seed.ledger import Ledger
from loket.seed.models import SeedRecord
from loket.seed.reading import FILES, read_seed

Progress = Callable[[int, int, str], None]
LOADER_VERSION = 1  # raise it when the same files are to be written differently


@dataclass(frozen=True)
class SeedReport:
    """Rows by what happened to them; ``kept`` are those somebody edited or deleted."""

    created: int
    updated: int
    kept: int
    withdrawn: int
    unchanged: int


def is_seed_current(session: Session, folder: Path) -> bool:
    """Whether this seed, byte for byte, is the one that was loaded last."""
    record = session.get(SeedRecord, ("folder", "seed"))
    return record is not None and record.content == {"digest": seed_digest(folder)}


def seed_digest(folder: Path) -> str:
    """SHA-256 over the seed files, the loader's and the gazetteer's version, hex."""
    digest = hashlib.sha256(f"{LOADER_VERSION} {gazetteer_version()}".encode())
    for name in sorted(FILES):
        content = (folder / name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def load_seed(session: Session, folder: Path, on_step: Progress | None = None) -> SeedReport:
    """Write the seed into the session, all or nothing; the caller commits.

    ``on_step(n, of, what)`` is called before each step. Raises SeedInvalid, before anything is written, with file,
    row and field of every error.
    """
    data = read_seed(folder)
    ledger = Ledger(session)
    steps: list[tuple[str, Callable[[], None]]] = [
        ("regions", lambda: write_regions(session, ledger, data)),
        ("ambiguous names", lambda: write_ambiguous_names(session, ledger, data)),
        ("places", lambda: write_places(session, ledger, data)),
        ("services", lambda: write_services(session, ledger, data)),
        ("service names", lambda: write_service_names(session, ledger, data)),
        ("emergency numbers", lambda: write_emergency(session, ledger, data)),
        ("offices", lambda: write_offices(session, ledger, data)),
    ]
    for number, (what, write) in enumerate(steps, start=1):
        if on_step is not None:
            on_step(number, len(steps), what)
        write()
        session.flush()
    ledger.record("folder", "seed", {"digest": seed_digest(folder)})
    session.flush()
    counts = ledger.counts
    return SeedReport(**{name: counts[name] for name in ("created", "updated", "kept", "withdrawn", "unchanged")})
