"""How long ``make run`` takes until the chat page: first start of a fresh LOKET_HOME, and the second start.

    make bench BENCH=start

The environments are there already (how long they take depends on the network); training is done anew.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.figures import ROOT, print_table, resident_mb, write_result
from loket.stack.processes import environment_of
from loket.stack.setup import MODEL_CACHE
from loket.stack.stack import Stack, side_by_side

READY = re.compile(rb"Halaman obrolan: (\S+)")


def seconds_until_ready(environment: dict[str, str]) -> float:
    """Run ``make run`` until it names the chat page, then stop it as Ctrl-C does."""
    began = time.monotonic()
    process = subprocess.Popen(
        ["make", "--no-print-directory", "run"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    for line in process.stdout or ():
        if READY.search(line):
            took = time.monotonic() - began
            os.killpg(process.pid, signal.SIGINT)
            process.communicate(timeout=60)
            return took
    raise RuntimeError(f"make run ended with {process.wait()} before it was ready")


def main() -> None:
    """Measure, print, write results/start.json."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = side_by_side(Path(scratch) / "loket")
        environment = {**os.environ, **environment_of(settings)}
        shutil.rmtree(MODEL_CACHE, ignore_errors=True)  # so that the first start trains
        first = seconds_until_ready(environment)
        seconds = [seconds_until_ready(environment) for _ in range(3)]
        with Stack(settings) as stack:
            memory = {name: round(resident_mb(stack.pid_of(name)), 1) for name in stack.names}
    figures = {"first_start_s": round(first, 1), "second_start_s": round(sorted(seconds)[1], 1)}
    print_table("make run until the chat page (s)", [figures])
    print_table("memory after start (MB)", [memory])
    print(
        write_result("start", {**figures, "second_starts_s": [round(one, 1) for one in seconds], "memory_mb": memory})
    )


if __name__ == "__main__":
    main()
