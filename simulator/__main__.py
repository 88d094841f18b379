"""``python -m simulator``: serve on loopback until SIGTERM or Ctrl-C."""

import os
import sys
from pathlib import Path
from types import FrameType

import uvicorn

from simulator.app import build_app
from simulator.world import World, open_world

_PROJECT_ROOT = Path(__file__).resolve().parent.parent


class _Server(uvicorn.Server):
    """Lets go of held requests (long polls) as soon as the signal comes, so that stopping takes no time."""

    def __init__(self, config: uvicorn.Config, world: World) -> None:
        super().__init__(config)
        self._world = world

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._world.bells.close()


def _port() -> int:
    raw = os.environ.get("LOKET_SIMULATOR_PORT", "8081")
    if not raw.isdecimal() or not 0 < int(raw) < 65536:
        sys.exit(f"simulator: LOKET_SIMULATOR_PORT harus nomor port 1-65535, bukan {raw!r}")
    return int(raw)


def main() -> None:
    """Read port and home from the environment and serve."""
    home = Path(os.environ.get("LOKET_HOME", _PROJECT_ROOT / "var"))
    world = open_world(home / "simulator.sqlite")
    config = uvicorn.Config(
        build_app(world), host="127.0.0.1", port=_port(), log_level="warning", timeout_graceful_shutdown=2
    )
    try:
        _Server(config, world).run()
    finally:
        world.store.close()


if __name__ == "__main__":
    main()
