"""A real PostgreSQL for the tests of both environments, from the tools of a package. Standard library only."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED_USER = "nobody"  # PostgreSQL refuses to run as root
USER = "loket"


@contextmanager
def running_postgres(bin_dir: Path) -> Iterator[Path]:
    """A server on a Unix socket in the folder that is yielded: no port, no password, gone at the end."""
    with _short_folder() as folder:
        initdb, pg_ctl = _reachable_tools(bin_dir, folder)
        data = folder / "data"
        made = [initdb, "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"]
        _run_unprivileged(made, folder)
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c max_connections=60"
        start = [pg_ctl, "-D", str(data), "-l", str(folder / "server.log"), "-o", options, "-w", "start"]
        _run_unprivileged(start, folder)
        try:
            yield folder
        finally:
            _run_unprivileged([pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop"], folder)


@contextmanager
def _short_folder() -> Iterator[Path]:
    """A short path (Unix sockets allow 107 characters) that the unprivileged user owns."""
    folder = Path("/tmp") / f"loket-pg-{uuid.uuid4().hex[:8]}"  # noqa: S108  our own fresh folder
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED_USER)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reachable_tools(own: Path, folder: Path) -> tuple[str, str]:
    """initdb and pg_ctl where the user they run as can reach them: a clone in a closed home folder is not."""
    if os.geteuid() == 0 and any(not parent.stat().st_mode & stat.S_IXOTH for parent in own.parents):
        own = Path(shutil.copytree(own.parent, folder / "pginstall", symlinks=True)) / own.name
    return str(own / "initdb"), str(own / "pg_ctl")


def _run_unprivileged(command: list[str], folder: Path) -> None:
    """Run a PostgreSQL tool, as another user where we are root; its words are shown when it fails."""
    user = UNPRIVILEGED_USER if os.geteuid() == 0 else None
    log = folder / "tool.log"
    with log.open("ab") as output:  # a pipe would stay open in the server that pg_ctl leaves behind
        done = subprocess.run(command, cwd=folder, user=user, stdout=output, stderr=output, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{log.read_text(errors='replace')}")
