"""The trained models of one LOKET_HOME: each a version with its record, one of them served.

``models/loket.tar.gz`` is what the engine loads at its start; ``models/versions/<name>.tar.gz`` are all that are kept,
``<name>.json`` beside each says when and why it was made and how it measured; ``models/live.json`` names the one served
and those before it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from loket.stack.errors import StackError

MODEL: Final = "loket.tar.gz"
KEPT: Final = 5
_ENDING: Final = ".tar.gz"


@dataclass(frozen=True)
class Version:
    """One trained model. ``scores``: what it measured when it was compared, empty where it never was."""

    name: str
    made_at: str
    origin: str  # "setup", "train", or "found" where it was there before versions were kept
    note: str = ""
    verdict: str = ""  # "better", "worse", or empty
    scores: dict[str, Any] = field(default_factory=dict)


class ModelStore:
    """The folder ``LOKET_HOME/models``."""

    def __init__(self, home: Path) -> None:
        self.folder = home.resolve() / "models"
        self.versions_folder = self.folder / "versions"
        self.served = self.folder / MODEL

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One training or switch at a time. Raises StackError where another is at it."""
        self.versions_folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise StackError("Model lain sedang dilatih atau diganti; ulangi setelah itu selesai.") from error
            yield

    def path_of(self, name: str) -> Path:
        """Where a version's file is, or will be."""
        return self.versions_folder / f"{name}{_ENDING}"

    def new_name(self) -> str:
        """A name for a version made now (UTC), not used yet."""
        name = first = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        number = 1
        while self.path_of(name).exists():
            number += 1
            name = f"{first}-{number}"
        return name

    def get(self, name: str) -> Version:
        """The version of this name. Raises StackError."""
        found = next((one for one in self.versions() if one.name == name), None)
        if found is None:
            raise StackError(f"Model {name!r} tidak ada; lihat 'loket model list'.")
        return found

    def versions(self) -> list[Version]:
        """All that are kept, oldest first."""
        found = []
        for path in sorted(self.versions_folder.glob(f"*{_ENDING}")):
            name = path.name.removesuffix(_ENDING)
            record = _read(self._record_path(name))
            made = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
            found.append(Version(**({"name": name, "made_at": made, "origin": "found"} | record)))
        return sorted(found, key=lambda one: (one.made_at, one.name))

    def live(self) -> str | None:
        """The name of the version served, None before the first."""
        name = _read(self._live_path).get("name")
        return name if isinstance(name, str) and self.served.is_file() else None

    def before(self) -> str | None:
        """The version that was served before this one, if it is still kept."""
        names = _read(self._live_path).get("before") or []
        return next((name for name in reversed(names) if self.path_of(name).is_file()), None)

    def add(self, source: Path, origin: str, note: str = "", name: str = "") -> Version:
        """Keep a trained model as a new version."""
        version = Version(name or self.new_name(), datetime.now(UTC).isoformat(timespec="seconds"), origin, note)
        if source != self.path_of(version.name):
            place(source, self.path_of(version.name))
        self.record(version)
        return version

    def record(self, version: Version) -> None:
        """Write what is known of a version."""
        _write(self._record_path(version.name), asdict(version))

    def adopt_served(self) -> str | None:
        """Make what is served a version where it is none yet; return its name."""
        if not self.served.is_file():
            return None
        live = self.live()
        if live is not None and self.path_of(live).is_file() and _same_file(self.path_of(live), self.served):
            return live
        version = self.add(self.served, "found")
        self._make_live(version.name)
        return version.name

    def serve(self, name: str, note: str = "") -> None:
        """Put the version where the engine finds it at its next start, and remember the one before."""
        if note:
            self.record(replace(self.get(name), note=note))
        place(self.path_of(name), self.served)
        self._make_live(name)
        self._forget_old()

    def _make_live(self, name: str) -> None:
        said = _read(self._live_path)
        before = [*(said.get("before") or []), *([said["name"]] if said.get("name") not in (None, name) else [])]
        since = datetime.now(UTC).isoformat(timespec="seconds")
        _write(self._live_path, {"name": name, "since": since, "before": before[-KEPT:]})

    def step_back(self, name: str) -> None:
        """Serve the version before, so that another step back goes further back."""
        place(self.path_of(name), self.served)
        before = [one for one in _read(self._live_path).get("before") or [] if one != name]
        since = datetime.now(UTC).isoformat(timespec="seconds")
        _write(self._live_path, {"name": name, "since": since, "before": before})

    def _forget_old(self) -> None:
        """The newest are kept, and always the one served and the one before it."""
        needed = {self.live(), self.before()}
        for version in self.versions()[:-KEPT]:
            if version.name not in needed:
                self.path_of(version.name).unlink(missing_ok=True)
                self._record_path(version.name).unlink(missing_ok=True)

    @property
    def _live_path(self) -> Path:
        return self.folder / "live.json"

    def _record_path(self, name: str) -> Path:
        return self.versions_folder / f"{name}.json"


def place(source: Path, target: Path) -> None:
    """Copy a whole file into place or none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(source, draft)
    draft.replace(target)


def _same_file(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()


def _read(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not written yet, or by a hand
        return {}
    return said if isinstance(said, dict) else {}


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
