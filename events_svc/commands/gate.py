"""`events-svc gate --upstream URL --token T`: the hub at the venue."""

import argparse
import asyncio
import os
import re
import secrets
import socket
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from events_svc import logs
from events_svc.accounts.tokens import digest
from events_svc.app import create_hub
from events_svc.checkin import here
from events_svc.checkin.models import Basis
from events_svc.commands import addresses, memory, serve
from events_svc.commands.errors import CommandFailed
from events_svc.commands.progress import WIDTH
from events_svc.config import Settings
from events_svc.database import connected
from events_svc.database.migrate import migrate
from events_svc.gateways.addresses import is_public, parsed
from events_svc.gateways.http import session
from events_svc.gateways.upstream import Upstream
from events_svc.hub import holding, issued, purge
from events_svc.hub.errors import HubUnknown, OtherEvent, Unreachable
from events_svc.hub.models import Holding
from events_svc.hub.wire import HubStatus
from events_svc.jobs import hub as following
from events_svc.press import Press
from events_svc.web.hub.about import About

ANYWHERE = "0.0.0.0"  # noqa: S104 phones in the house shall find it
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,200}")


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Fill from the server, then serve the door until told to stop; filled once, it needs no internet."""
    memory.give_back()
    here.decide_as(Basis.HUB)
    logs.configure(settings)
    url, token = _server(arguments.upstream), _token(arguments.token)
    place = settings.var / "hub"
    own = _own(settings, place, token, port=arguments.port)
    reached = [*arguments.address, *addresses.own()] or ["127.0.0.1"]
    names = [*dict.fromkeys([*reached, f"{socket.gethostname()}.local", "localhost", "127.0.0.1"])]
    fingerprint = await _certificate(place, names)
    await _prepare(own, url, token)
    about = About(
        server=url,
        addresses=tuple(f"https://{name}:{arguments.port}" for name in dict.fromkeys(reached)),
        fingerprint=fingerprint,
        authority=(place / "authority.pem").read_text(),
        key=_key(place),
        token=token,
    )
    own = replace(own, public_url=about.addresses[0])
    return await _serve(own, about, url, token)


async def _serve(settings: Settings, about: About, url: str, token: str) -> int:
    listener = serve.listening(settings)
    status = HubStatus(address=settings.public_url, fingerprint=about.fingerprint)

    async def worker(_settings: Settings, stop: asyncio.Event) -> None:
        async with session() as http:
            await following.follow(Upstream(http, url, token), status, stop)

    application = create_hub(settings, worker=worker, about=about)
    _announce(about, settings.port)
    place = settings.var / "hub"
    return await serve.served(
        application, listener, certfile=str(place / "hub.pem"), keyfile=str(place / "hub.key")
    )


async def _prepare(settings: Settings, url: str, token: str) -> None:
    """The hub's database, migrated and filled: from the server, or as it was left when there is no contact."""
    await migrate(settings)
    async with connected(settings), session() as http:
        held = await holding.present()
        _refuse_the_end(held)
        try:
            held = await following.fill_all(Upstream(http, url, token), url, token, told=_progress)
        except Unreachable as error:
            if held is None or held.filled_at is None:
                raise CommandFailed(f"{url} cannot be reached: {error.reason}") from error
            print(f"\n{url} cannot be reached now; going on with what was fetched before.")
        except HubUnknown as error:
            if held is not None:
                await purge.everything("revoked")
            raise CommandFailed(
                "The server does not know this token, or the hub was revoked. Make a new one on the"
                " event's page “Check-in → Hubs”."
            ) from error
        except OtherEvent as error:
            raise CommandFailed("This folder belongs to another hub: set VAR_DIR.") from error


def _refuse_the_end(held: Holding | None) -> None:
    if held is not None and held.ended:
        raise CommandFailed(
            "This hub has ended, its data is deleted. A new token begins a new one."
        )


def _server(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise CommandFailed("--upstream must be like https://events.example.org, without a path")
    if parts.scheme == "http" and _is_far(parts.hostname):
        print("Warning: over http:// everybody on the way can read what is fetched.", flush=True)
    return url.rstrip("/")


def _is_far(host: str) -> bool:
    """Whether the way to this host may lead over other people's lines."""
    address = parsed(host)
    return host != "localhost" if address is None else is_public(address)


def _token(given: str) -> str:
    """The token as typed, or the first line of standard input for `-`, where no list of processes shows it."""
    token = sys.stdin.readline().strip() if given == "-" else given.strip()
    if not TOKEN.fullmatch(token):
        raise CommandFailed("--token is what the event's page “Check-in → Hubs” showed once")
    return token


def _own(settings: Settings, place: Path, token: str, *, port: int) -> Settings:
    """The settings of the hub: SQLite of its own, one for each token, on all addresses."""
    folder = place / digest(token)[:16]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return replace(
        settings,
        database_url=f"sqlite://{folder / 'hub.sqlite3'}",
        public_url=f"https://localhost:{port}",
        host=os.environ.get("HOST", ANYWHERE),
        port=port,
        smtp_url=None,
        worker=False,
        is_hub=True,
    )


async def _certificate(place: Path, names: list[str]) -> str:
    if (fingerprint := issued.known(place, names)) is not None:
        return fingerprint
    press = Press(idle=0.1)
    made: str = await press.made("events_svc.hub.certificate:issue", str(place), names)
    return made


def _key(place: Path) -> str:
    """What opens the hub's own pages; made once."""
    kept = place / "desk-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(12))
    return kept.read_text().strip()


def _progress(done: int, of: int) -> None:
    """How far the filling has come: a bar for people, lines for files."""
    if not sys.stdout.isatty():
        print(f"  {done} of {of} tickets", flush=True)
        return
    filled = WIDTH * done // max(of, 1)
    bar = "█" * filled + "·" * (WIDTH - filled)
    end = "\n" if done >= of else ""
    print(f"\r\x1b[K{bar} {done} of {of} tickets", end=end, flush=True)


def _announce(about: About, port: int) -> None:
    print("The hub serves the door at")
    for address in about.addresses:
        print(f"  {address}")
    print(f"Certificate (SHA-256)  {about.spoken_fingerprint}")
    print(f"Open on this machine   https://localhost:{port}/hub/open/{about.key}", flush=True)
