"""``python -m benchmarks [NAME]``: run one benchmark of this folder, or all that need no outside data."""

from __future__ import annotations

import runpy
import sys

STANDARD = ("start", "whole_way")


def main() -> None:
    """Run each benchmark as its own ``__main__``, with the options that follow its name."""
    names = [sys.argv[1]] if len(sys.argv) > 1 else list(STANDARD)
    options = sys.argv[2:]
    for name in names:
        sys.argv = [name, *options]
        runpy.run_module(f"benchmarks.{name}", run_name="__main__")


if __name__ == "__main__":
    main()
