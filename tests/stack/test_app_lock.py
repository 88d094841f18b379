"""What the serving processes import is in the application's lock, not only in the one for tests beside it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import packages_distributions

from loket.settings import PROJECT_ROOT

SERVING = ("actions.server", "bot.service", "loket.cli.app", "simulator.app", "web.app")


def _name(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_every_package_that_a_process_loads_is_locked_for_the_application() -> None:
    code = (
        f"import json, sys, {', '.join(SERVING)}; print(json.dumps(sorted({{m.split('.')[0] for m in sys.modules}})))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    lock = (PROJECT_ROOT / "requirements" / "app.txt").read_text(encoding="utf-8")
    locked = {_name(one) for one in re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE)}

    owners = {module: {_name(one) for one in found} for module, found in packages_distributions().items()}
    missing = {module for module in loaded if module in owners and owners[module].isdisjoint(locked)}

    assert "sqlalchemy" in loaded
    assert missing == set()
