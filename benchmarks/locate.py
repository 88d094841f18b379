"""How often a point is given the right kabupaten or kota: by the gazetteer's places, and by loaded boundaries.

``python benchmarks/locate.py --points districts.csv [--boundaries boundaries.geojson]``; the points are a CSV with
``region_code, lat, lon``. Prints a table and writes benchmarks/results/locate.json.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy.orm import Session  # noqa: E402

from loket.database import make_engine, make_session_factory  # noqa: E402
from loket.migrations import upgrade  # noqa: E402
from loket.regions.boundaries import import_boundaries  # noqa: E402
from loket.regions.locating import locate  # noqa: E402
from loket.seed.operations import load_seed  # noqa: E402

Point = tuple[str, float, float]


def read_points(path: Path) -> list[Point]:
    """Region code, latitude, longitude of each row."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["region_code"], float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)]


def measure(session: Session, points: list[Point]) -> dict[str, Any]:
    """Fractions right at the first guess and among three, fraction without a guess, milliseconds a point."""
    first = among = none = 0
    times = []
    for code, latitude, longitude in points:
        started = time.perf_counter()
        guesses = [guess.region.code for guess in locate(session, latitude, longitude)]
        times.append(time.perf_counter() - started)
        first += guesses[:1] == [code]
        among += code in guesses
        none += not guesses
    times.sort()
    return {
        "first_right": round(first / len(points), 4),
        "right_among_three": round(among / len(points), 4),
        "no_guess": round(none / len(points), 4),
        "p50_ms": round(times[len(times) // 2] * 1000, 2),
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 2),
    }


def main() -> None:
    """Measure on a fresh database, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=Path, required=True)
    parser.add_argument("--boundaries", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "locate.json")
    arguments = parser.parse_args()
    points = read_points(arguments.points)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/locate.sqlite"
        upgrade(url)
        engine = make_engine(url)
        with make_session_factory(engine)() as session:
            load_seed(session, ROOT / "data" / "seed")
            figures["places"] = measure(session, points)
            if arguments.boundaries:
                import_boundaries(session, arguments.boundaries)
                figures["boundaries"] = measure(session, points)
        engine.dispose()
    report(figures, len(points), arguments.out)


def report(figures: dict[str, Any], count: int, out: Path) -> None:
    """Print the table and write the JSON."""
    columns = ["first_right", "right_among_three", "no_guess", "p50_ms", "p95_ms"]
    print(f"{count} points")
    print("".join(f"{head:>19}" for head in ["by", *columns]))
    for name, row in figures.items():
        print(f"{name:>19}" + "".join(f"{row[column]:>19}" for column in columns))
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    out.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "units": "fractions of the points; milliseconds a point",
        "points": count,
        **figures,
    }
    out.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
