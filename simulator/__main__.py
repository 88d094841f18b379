"""``python -m simulator``: serve on loopback until SIGTERM or Ctrl-C."""

import os
import socket
import sys
from pathlib import Path

from simulator.serving import Server
from simulator.world import open_world

_PROJECT_ROOT = Path(__file__).resolve().parent.parent


def _listen() -> socket.socket:
    raw = os.environ.get("LOKET_SIMULATOR_PORT", "8081")
    if not raw.isdecimal() or not 0 < int(raw) < 65536:
        sys.exit(f"simulator: LOKET_SIMULATOR_PORT harus nomor port 1-65535, bukan {raw!r}")
    try:
        return socket.create_server(("127.0.0.1", int(raw)))
    except OSError:
        sys.exit(f"simulator: port {raw} sudah dipakai; hentikan pemakainya atau pilih LOKET_SIMULATOR_PORT lain")


def main() -> None:
    """Read port and home from the environment and serve."""
    listening = _listen()
    home = Path(os.environ.get("LOKET_HOME", _PROJECT_ROOT / "var"))
    world = open_world(home / "simulator.sqlite")
    try:
        Server(world).run(sockets=[listening])
    finally:
        world.store.close()


if __name__ == "__main__":
    main()
