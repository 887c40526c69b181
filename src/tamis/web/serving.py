"""Running the app: one process, bound before it is announced."""

from __future__ import annotations

import gc
import logging
import socket
from collections.abc import Callable
from threading import Thread

import uvicorn

from tamis.model.errors import TamisError
from tamis.web.app import create_app
from tamis.web.rooms import Rooms
from tamis.web.settings import Settings

_LOG = logging.getLogger(__name__)


class PortTaken(TamisError):
    """Something else listens there."""

    exit_code = 2

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(f"can't listen on {host} port {port} ({why}); try `--port 0`")


def serve(settings: Settings, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Args:
        settings: What to serve, for whom.
        host: Address to listen on.
        port: Port; 0 takes a free one.
        announce: Told the address once the server listens.

    Raises:
        NotAReview: A folder holds no review.
        PortTaken: The address is not to be had.
    """
    app = create_app(settings)
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(2048)  # who comes before the app is ready waits instead of being refused
    except OSError as error:
        bound.close()
        raise PortTaken(host, port, error.strerror or str(error)) from error
    announce(f"http://{host}:{bound.getsockname()[1]}/")
    Thread(target=_warm, args=(app.state.rooms,), name="tamis-warm", daemon=True).start()
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    )
    server.run(sockets=[bound])


def _warm(rooms: Rooms) -> None:
    """Open each review for screening before someone asks, beside the first requests."""
    for room in rooms.all.values():
        try:
            room.screening.warm()
        except (TamisError, OSError) as error:
            _LOG.warning("'%s' is not open for screening: %s", room.name, error)
    # What is held open stays; the collector need not look at millions of objects again and again.
    gc.collect()
    gc.freeze()
