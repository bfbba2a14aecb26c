"""`events-svc serve`: the process that answers HTTP."""

import argparse
import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Generator, Sequence
from functools import partial
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from events_svc import logs, worker
from events_svc.app import create_app, short_ways
from events_svc.commands import memory
from events_svc.commands.database import up_to_date
from events_svc.commands.errors import CommandFailed
from events_svc.commands.short_protocol import ShortProtocol
from events_svc.config import Settings
from events_svc.loading import quickly
from events_svc.web import live
from events_svc.web.short_ways import ShortWay

GRACE = 20  # seconds for what was accepted
TURN = (
    0.0005  # seconds that SQLite's thread waits for its turn beside a busy loop; Python's are 5 ms
)


async def serve(settings: Settings, arguments: argparse.Namespace) -> int:
    """Serve HTTP until told to stop; on SQLite the worker runs in the same process."""
    memory.give_back()
    logs.configure(settings)
    async with up_to_date(settings):
        pass  # the application connects by itself
    listener = listening(settings)
    with quickly():
        beside = worker.work if settings.worker else None
    application = create_app(settings, worker=beside)
    host, port = listener.getsockname()[:2]
    print(f"Listening on http://{host}:{port}", flush=True)
    return await served(application, listener, ways=short_ways(settings))


async def served(
    application: ASGIApp, listener: socket.socket, *, ways: Sequence[ShortWay] = (), **tls: str
) -> int:
    """Serve the application at the listener until told to stop, after the short ways; `tls` as uvicorn names it."""
    config = uvicorn.Config(
        application,
        http=partial(ShortProtocol, ways=ways),  # type: ignore[arg-type]  # it is called, nothing else
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
        lifespan="on",
        ws="none",
        ssl_certfile=tls.get("certfile"),
        ssl_keyfile=tls.get("keyfile"),
    )
    memory.settle()
    sys.setswitchinterval(TURN)
    server = _Server(config)
    await server.serve(sockets=[listener])
    return 0 if server.started else 1


class _Server(uvicorn.Server):
    """Uvicorn that ends quietly: it does not raise the signal again that told it to stop."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        live.end_all()  # open pages with live numbers would hold the stop up
        super().handle_exit(sig, frame)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


def listening(settings: Settings) -> socket.socket:
    """A listening socket that several `serve` may share: the kernel spreads the connections."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        if settings.is_postgres:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        where = f"{settings.host}:{settings.port}"
        raise CommandFailed(f"Cannot listen on {where}: {error.strerror}. Set PORT.") from error
    listener.listen(2048)
    return listener
