"""Which model understands best: the comparison, the ablation and the calibration of docs/understanding.md.

    python -m benchmarks understanding [--parts 1] [--epochs 3]

Runs the two measuring scripts in the engine's environment, writes benchmarks/results/understanding.json, draws
docs/images/reliability.svg and puts the table into docs/understanding.md. ``--epochs 0`` leaves DIET out.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.figures import ROOT, print_table, write_result
from loket.settings import get_settings

PYTHON = ROOT / ".venv" / "engine" / "bin" / "python"
DOCUMENT = ROOT / "docs" / "understanding.md"
BEGIN, END = "<!-- table: python -m benchmarks understanding -->", "<!-- end of table -->"
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def main() -> None:
    """Measure, write, show."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--parts", type=int, default=5, help="hold out so many of the five parts; calibration needs all"
    )
    parser.add_argument("--epochs", type=int, default=100, help="of DIET; 0 leaves it out")
    options = parser.parse_args()
    lexicon = str(get_settings().home / "lexicon.json")
    diagram = str(ROOT / "docs" / "images" / "reliability.svg")
    figures = _measured(
        "understanding_engine", "--lexicon", lexicon, "--parts", str(options.parts), "--diagram", diagram
    )
    if options.epochs:
        figures["diet"] = _measured("understanding_diet", "--epochs", str(options.epochs))
    write_result("understanding", figures)
    rows = table(figures)
    print_table("Aspects", rows)
    put_into(DOCUMENT, markdown(rows))


def _measured(script: str, *arguments: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        command = [str(PYTHON), f"benchmarks/{script}.py", str(out), *arguments]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **_ONE_THREAD}, check=True)
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return found


def table(figures: dict[str, Any]) -> list[dict[str, str]]:
    """One row a model; DIET's held-out part stands in the column of cross-validation."""
    rows = [
        _row(one["model"], one["cross_validation"], one, f"{one['model_mb']:.0f} (model)") for one in figures["models"]
    ]
    if diet := figures.get("diet"):
        name = f"Rasa's default (DIET), {diet['epochs']} epochs"
        rows.insert(0, _row(name, diet["held_out"], diet, f"{diet['memory_mb']:.0f} (process)"))
    return rows


def _row(name: str, held_out: float, figures: dict[str, Any], memory: str) -> dict[str, str]:
    sets = {label: f"{100 * figures[key]:.1f}" if key in figures else "" for key, label in _SETS.items()}
    return {
        "model": name,
        "held out, %": f"{100 * held_out:.1f}",
        **sets,
        "training, s": f"{figures['train_seconds']:.0f}",
        "ms a message, p50 / p95": f"{figures['ms_p50']:.1f} / {figures['ms_p95']:.1f}",
        "memory, MB": memory,
    }


_SETS = {"dev_sample": "dev_sample, %", "blind": "blind set, %"}


def markdown(rows: list[dict[str, str]]) -> str:
    """The rows as a Markdown table."""
    head = list(rows[0])
    lines = [head, ["---"] * len(head), *(list(row.values()) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def put_into(document: Path, text: str) -> None:
    """Replace what stands between the two marks."""
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
