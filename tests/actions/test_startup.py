"""The action server starts without what only some answers need."""

from __future__ import annotations

import subprocess
import sys

from loket.settings import PROJECT_ROOT

HEAVY = ("holidays", "shapely", "numpy", "reverse_geocode")


def test_a_start_loads_nothing_heavy() -> None:
    code = f"import sys, actions.server; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
