"""Writes ``requirements/*.txt`` from ``*.in``: exact versions with hashes, without index addresses.

Standard library only. ``python3 -m loket.stack.lock [--upgrade]``; what is locked stays unless ``--upgrade`` is given.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from loket.stack.environments import REQUIREMENTS, ROOT, UV, prepare_tools, run
from loket.stack.errors import SetupError

COMMON = ("--universal", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--quiet",
          "--custom-compile-command", "make lock")  # fmt: skip
# name, Python, further options; a later one may hold to an earlier one's versions
LOCKS = (
    ("app", "3.12", ()),
    ("dev", "3.12", ("-c", "requirements/app.txt")),
    ("engine", "3.10", ("--override", "requirements/engine-overrides.txt")),
    ("engine-dev", "3.10", ("-c", "requirements/engine.txt")),
)
NEVER = re.compile(r"^tensorflow==[^\n]*sys_platform == 'never'[^\n]*\n(?:[ \t]+[^\n]*\n)*", re.MULTILINE)


def without_never(text: str) -> str:
    """Take out the ``tensorflow`` block whose marker is never true: its 2.12.0 has no hash for every system."""
    return NEVER.sub("", text)


def lock(name: str, python: str, options: Sequence[str]) -> None:
    """Compile one lock file."""
    source, target = f"requirements/{name}.in", f"requirements/{name}.txt"
    run([str(UV), "pip", "compile", "--python-version", python, *COMMON, *options, source, "-o", target],
        f"{source} tidak dapat dikunci: lihat pesan uv di atas.")  # fmt: skip
    path = ROOT / target
    path.write_text(without_never(path.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description="Mengunci versi paket di requirements/")
    parser.add_argument("--upgrade", action="store_true", help="ambil versi terbaru")
    upgrade = ["--upgrade"] if parser.parse_args().upgrade else []
    try:
        prepare_tools()
        for name, python, options in LOCKS:
            if Path(REQUIREMENTS / f"{name}.in").is_file():
                lock(name, python, [*options, *upgrade])
    except (SetupError, OSError, subprocess.SubprocessError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
