"""A stack to ask: the one that runs with these settings, else one of our own for the time being."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from sys import stderr

from loket.cli.output import errors
from loket.settings import Settings
from loket.stack.health import health_of
from loket.stack.processes import processes_of
from loket.stack.setup import prepare
from loket.stack.stack import Stack


@contextmanager
def running_or_started(settings: Settings, only: frozenset[str] = frozenset()) -> Iterator[None]:
    """Yield once every process (of ``only``, where given) is well; stop afterwards what was started here."""
    wanted = [process for process in processes_of(settings) if not only or process.name in only]
    if all(health_of(process.health_url()) is not None for process in wanted):
        yield
        return
    errors.print("Loket belum berjalan; dijalankan untuk perintah ini ...")
    with redirect_stdout(stderr):  # stdout belongs to the command's result
        prepare(settings)
    with Stack(settings, only=only):
        yield
