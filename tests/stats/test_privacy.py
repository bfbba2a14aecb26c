"""What is kept of viewers: neither address nor user agent anywhere, and no way back from a key after its salt.

The files of the database are read as they lie on the disk: pages, free pages, write-ahead logs.
"""

import asyncio
import base64
import json
import logging
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from events_svc import clock, logs
from events_svc.commands.backup import backup
from events_svc.config import Settings
from events_svc.database import execute, is_postgres, rows
from events_svc.media.models import Source
from events_svc.stats import collect, keys, salts
from events_svc.stats.errors import SaltDestroyed
from events_svc.stats.models import SaltValue, View, Watch
from events_svc.stats.rolling.roll import roll_up
from tests.databases import ENGINE
from tests.media.factories import make_live_source, make_recording_source

# No other test names these: PostgreSQL keeps one write-ahead log for the databases of all workers.
FORGED, PEER = "203.0.113.219", "10.77.41.177"
ADDRESS, AGENT = "198.51.100.77", "Mozilla/5.0 (Peculiar; Rv:77) Unheardof/140.77"
pytestmark = pytest.mark.usefixtures("database")


async def files(settings: Settings) -> Iterator[Path]:
    """Where rows of this database, and what was once a row of it, may lie."""
    if not is_postgres():
        path = settings.database_url.removeprefix("sqlite://")
        return (Path(path + end) for end in ("", "-wal", "-shm", "-journal"))
    await execute("CHECKPOINT")
    found = await rows(
        "SELECT current_setting('data_directory') AS folder, oid FROM pg_database "
        "WHERE datname = current_database()"
    )
    folder = Path(found[0]["folder"])
    kept = (folder / "base" / str(found[0]["oid"]), folder / "pg_wal", folder / "log")
    return (path for one in kept for path in one.glob("*"))


async def lies_in(settings: Settings, *secrets: bytes) -> list[str]:
    """The names of the files in which one of the secrets stands."""
    await asyncio.sleep(0)
    return [
        path.name
        for path in await files(settings)
        if path.is_file() and any(one in path.read_bytes() for one in secrets)
    ]


@pytest.fixture
def told_all(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> Iterator[pytest.LogCaptureFixture]:
    """What a service logs that was told to log everything."""
    root = logging.getLogger()
    before = root.handlers[:]
    logs.configure(replace(settings, log_level="debug"))
    root.handlers[:] = [*before, caplog.handler]
    yield caplog
    root.handlers[:] = before
    root.setLevel(logging.WARNING)


def written(secret: bytes) -> tuple[bytes, ...]:
    """The ways in which bytes are written."""
    return secret, secret.hex().encode(), secret.hex().upper().encode(), base64.b64encode(secret)


async def send(app: Starlette, body: dict[str, Any], *forwarded: str, **settings: Any) -> int:
    """A beat from a peer at PEER, through the whole application; the status of the answer."""
    headers = [(b"user-agent", AGENT.encode()), (b"host", b"testserver")]
    headers += [(b"x-forwarded-for", one.encode()) for one in forwarded]
    state = dict(app.state.lifespan)
    state["settings"] = replace(state["settings"], **settings)
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "path": "/beats", "raw_path": b"/beats", "query_string": b"", "root_path": "", "scheme": "http",
        "headers": headers, "client": (PEER, 1), "server": ("testserver", 80), "state": state,
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}

    async def keep(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, keep)
    return int(sent[0]["status"])


def beacon(source: Source, number: int, *, sn: int = 1) -> dict[str, Any]:
    return {"sid": f"spoofed-{number:06}", "src": source.id, "sn": sn, "pt": sn * 9000, "sta": "p"}


async def file_of_salts() -> Any:
    if is_postgres():
        return (await rows("SELECT pg_relation_filenode('salt_value') AS file"))[0]["file"]
    return None


@pytest.mark.parametrize("trusted", ["", "10.0.0.0/8"])
async def test_a_thousand_forged_forwarding_headers_are_one_viewer(
    app: Starlette, trusted: str
) -> None:
    """Nobody was named: the peer is the viewer. A proxy was named: what it saw itself is the viewer."""
    source = await make_recording_source()
    proxies = tuple(ip_network(one) for one in trusted.split())
    for number in range(1000):
        forged = f"203.0.{number % 200}.{number // 5}, {ADDRESS}"
        assert await send(app, beacon(source, number), forged, trusted_proxies=proxies) == 204

    await collect.flush()

    seen = {bytes(key) for key in await Watch.all().values_list("viewer_key", flat=True)}
    expected = ADDRESS if trusted else PEER
    salt = salts.known(clock.now().date())
    assert salt is not None
    assert seen == {keys.viewer_key(salt, expected, AGENT, source.id)}
    assert (await Watch.all().count(), await View.all().count()) == (1000, 1)


async def test_forged_pairs_of_beats_make_no_view(app: Starlette) -> None:
    """Two beats a moment apart, however far they say that they are, from a hundred playings."""
    live, recording = await make_live_source(), await make_recording_source()
    for number in range(100):
        for sn in (1, 2_000):
            assert await send(app, beacon((live, recording)[number % 2], number, sn=sn)) == 204

    await collect.flush()

    assert await View.exclude(threshold=0).count() == 0
    assert max(await Watch.all().values_list("credited_ms", flat=True)) < 10_000


async def test_no_address_and_no_user_agent_is_in_the_database_or_the_logs(
    app: Starlette, settings: Settings, told_all: pytest.LogCaptureFixture
) -> None:
    source = await make_recording_source()
    proxies = (ip_network("10.0.0.0/8"),)
    for number in range(20):
        for body in (beacon(source, number), {**beacon(source, number), "src": 999}, {"sid": "?"}):
            await send(app, body, f"{FORGED}, {ADDRESS}", trusted_proxies=proxies)
    await collect.flush()
    await roll_up()

    told = (AGENT.encode(), b"Unheardof", ADDRESS.encode(), FORGED.encode(), PEER.encode())
    lines = "\n".join(f"{record.getMessage()} {vars(record)}" for record in told_all.records)
    assert await Watch.all().count() == 20
    assert await lies_in(settings, b"spoofed-000007") != []  # what is there is found
    assert await lies_in(settings, *told) == []
    assert [one for one in told if one.decode() in lines] == []


async def test_after_48_hours_no_key_of_the_day_can_be_made_again(
    client: httpx.AsyncClient, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    today = clock.now().date()
    salt = await salts.of_day(today)
    key = keys.viewer_key(salt, ADDRESS, AGENT, 1)
    if not is_postgres():  # there it need not have left the memory yet
        assert await lies_in(settings, salt) != []  # what is there is found
    file = await file_of_salts()
    clock.shift(timedelta(days=1))
    next_salt = await salts.of_day(clock.now().date())

    clock.shift(timedelta(days=2))
    await salts.destroy_old()

    assert await lies_in(settings, *written(salt)) == []
    assert (await file_of_salts() != file) is is_postgres()
    assert not any(repr(salt) in f"{vars(record)}" for record in caplog.records)
    with pytest.raises(SaltDestroyed):
        await salts.of_day(today)
    assert salts.known(today) is None
    another = await salts.of_day(clock.now().date())
    assert key not in {keys.viewer_key(s, ADDRESS, AGENT, 1) for s in (next_salt, another)}
    assert {s.day: bytes(s.value) for s in await SaltValue.all()}[today + timedelta(days=1)] == (
        next_salt
    )


@pytest.mark.skipif(ENGINE == "postgres", reason="there pg_dump leaves out unlogged tables")
async def test_a_backup_holds_no_salt(settings: Settings, tmp_path: Path) -> None:
    salt = await salts.of_day(clock.now().date())
    kept = tmp_path / "kept"

    assert await backup(settings, Namespace(file=str(kept))) == 0

    assert not any(one in kept.read_bytes() for one in written(salt))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert await SaltValue.all().count() == 1


async def test_a_salt_that_the_database_lost_is_put_back_and_not_made_anew() -> None:
    today = clock.now().date()
    salt = await salts.of_day(today)
    await SaltValue.all().delete()  # as PostgreSQL empties an unlogged table after it failed

    await salts.put_back()
    salts.forget()

    assert await salts.of_day(today) == salt


@pytest.mark.skipif(ENGINE == "sqlite", reason="SQLite's log is cut off instead")
async def test_the_salts_are_in_no_log_of_postgres() -> None:
    found = await rows(
        "SELECT relpersistence = 'u' AS is_unlogged FROM pg_class WHERE relname = 'salt_value'"
    )
    assert found == [{"is_unlogged": True}]
