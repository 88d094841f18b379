"""The simulator on a socket."""

import socket

import uvicorn

from simulator.app import build_app
from simulator.world import World


class Server(uvicorn.Server):
    """Lets go of held requests (long polls, slow faults) as soon as it is told to stop."""

    def __init__(self, world: World) -> None:
        super().__init__(uvicorn.Config(build_app(world), log_level="warning", timeout_graceful_shutdown=2))
        self._world = world

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, answer what is held, close."""
        self._world.bells.close()
        await super().shutdown(sockets)
