"""Results of past runs in LOKET_HOME/evaluations, so that each can be compared with the last on the same questions."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

KEPT: Final = 200  # runs, of all sets together


def _folder(home: Path) -> Path:
    return home / "evaluations"


def keep(home: Path, set_name: str, result: dict[str, Any]) -> Path:
    """Write one run; the oldest beyond KEPT go. Returns the file."""
    folder = _folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{set_name}.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for old in sorted(folder.glob("*.json"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def last(home: Path, set_name: str) -> dict[str, Any] | None:
    """The newest run on this set, None before the first (or where its file is broken)."""
    for path in sorted(_folder(home).glob(f"*-{set_name}.json"), reverse=True):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # cut short by a kill: the one before it serves
            continue
        if isinstance(said, dict) and said.get("set") == set_name:
            return said
    return None


def changes(before: dict[str, Any], now: dict[str, Any]) -> dict[str, list[str]]:
    """Which questions were wrong then and are right now, and the other way round, as "id.turn"."""
    old, new = ({f"{wrong['id']}.{wrong['turn']}" for wrong in result["wrong"]} for result in (before, now))
    return {"mended": sorted(old - new), "broken": sorted(new - old)}
