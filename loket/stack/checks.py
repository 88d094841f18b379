"""``make lint`` and ``make test``: run every check of both environments, then say in one table how each went."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass

from loket.settings import PROJECT_ROOT
from loket.stack.processes import ENGINE_PYTHON

NO_TESTS = 5  # pytest's code when a filter left nothing: the other environment may have had some
ENGINE_TESTS = "tests/engine"


@dataclass(frozen=True)
class Check:
    """One program to run; ``may_be_empty`` where a filter can leave it nothing to do."""

    title: str
    command: tuple[str, ...]
    may_be_empty: bool = False


def lint_checks() -> list[Check]:
    """Style, types, the direction of imports, and the rules of the training sentences."""
    tool = str(PROJECT_ROOT / ".venv" / "app" / "bin") + "/"
    return [
        Check("ruff check", (f"{tool}ruff", "check", ".")),
        Check("ruff format", (f"{tool}ruff", "format", "--check", ".")),
        Check("mypy", (f"{tool}mypy",)),
        Check("lint-imports", (f"{tool}lint-imports", "--no-cache")),
        Check("kalimat latihan", (f"{tool}python", "-m", "loket.evaluation.training_data")),
        Check("dialog latihan", (f"{tool}python", "-m", "loket.evaluation.dialogue_data")),
    ]


def test_checks(arguments: list[str]) -> list[Check]:
    """pytest in both environments. A path among the arguments goes to the environment it belongs to."""
    paths = [part for part in arguments if part.startswith("tests")]
    options = [part for part in arguments if part not in paths]
    engine = [path for path in paths if path.startswith(ENGINE_TESTS)]
    app = [path for path in paths if path not in engine]
    is_filtered = bool(arguments)
    checks = []
    if app or not paths:
        command = (sys.executable, "-m", "pytest", f"--ignore={ENGINE_TESTS}", *options, *app)
        checks.append(Check("uji aplikasi dan percakapan", command, is_filtered))
    if engine or not paths:
        command = (str(ENGINE_PYTHON), "-m", "pytest", *options, *(engine or [ENGINE_TESTS]))
        checks.append(Check("uji mesin bahasa", command, is_filtered))
    return checks


def run_checks(checks: list[Check]) -> int:
    """Run all, also after one failed; 0 when all went well."""
    results = []
    for number, check in enumerate(checks, start=1):
        print(f"\n[{number}/{len(checks)}] {check.title}", flush=True)
        began = time.monotonic()
        code = subprocess.run(check.command, cwd=PROJECT_ROOT, check=False).returncode
        passed = code == 0 or (code == NO_TESTS and check.may_be_empty)
        results.append((check.title, passed, code, time.monotonic() - began))
    print()
    for title, passed, _, seconds in results:
        print(f"  {'lulus' if passed else 'GAGAL':6} {title} ({seconds:.0f} s)")
    ran_nothing = all(code == NO_TESTS for _, _, code, _ in results)
    return 0 if all(passed for _, passed, _, _ in results) and not ran_nothing else 1


def main() -> int:
    """``python -m loket.stack.checks lint|test``; ``PYTEST_ARGS`` narrows the tests."""
    parser = argparse.ArgumentParser(description="Periksaan dan uji")
    parser.add_argument("what", choices=["lint", "test"])
    if parser.parse_args().what == "lint":
        return run_checks(lint_checks())
    return run_checks(test_checks(shlex.split(os.environ.get("PYTEST_ARGS", ""))))


if __name__ == "__main__":
    sys.exit(main())
