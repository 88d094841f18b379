"""What every benchmark does with its figures: percentiles, memory of a process, a result file, a table."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
DIGITS = 5
RESULTS = ROOT / "benchmarks" / "results"


def percentile(values: Sequence[float], share: int) -> float:
    """The ``share``-th percentile of at least two values."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def resident_mb(pid: int) -> float:
    """Resident memory of a process and all its children, in MB (Linux)."""
    table = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in table.splitlines()]
    family = {pid}
    for child, parent, _ in sorted(rows):
        if parent in family:
            family.add(child)
    return sum(kilobytes for child, _, kilobytes in rows if child in family) / 1024


def own_mb(pid: int) -> float:
    """Resident memory of a process without its children, in MB (Linux)."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**2


def processor_seconds(pids: Iterable[int]) -> float:
    """Processor time these processes have used so far, without their children (Linux)."""
    used = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids)
    return sum(int(fields[11]) + int(fields[12]) for fields in used) / os.sysconf("SC_CLK_TCK")


def write_result(name: str, figures: dict[str, Any]) -> Path:
    """Write ``results/<name>.json``: the figures, the commit, the machine, the time."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    machine = {"cpus": os.cpu_count(), "processor": platform.machine(), "system": platform.system()}
    document = {
        "name": name,
        "commit": commit,
        "machine": machine,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        **_rounded(figures),
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _rounded(value: Any) -> Any:
    """Without the digits that no measurement has; a row of fifteen may look like somebody's telephone number."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value


def print_table(title: str, rows: Sequence[dict[str, Any]]) -> None:
    """Print rows that share their keys."""
    table = Table(*rows[0], title=title)
    for row in rows:
        table.add_row(*(f"{value:.1f}" if isinstance(value, float) else str(value) for value in row.values()))
    Console().print(table)
