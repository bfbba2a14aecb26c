"""The database: which engine, which models, how to connect, and the few statements that the ORM lacks."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection, get_connections
from tortoise.context import TortoiseContext
from tortoise.transactions import in_transaction

from events_svc.config import Settings
from events_svc.database import filters
from events_svc.database.postgres import SingleClient
from events_svc.database.raw import Step

MODELS = [
    "venues.models",
    "venues.seat_models",
    "speakers.models",
    "events_svc.outbox.models",
    "events_svc.accounts.models",
    "events_svc.events.models",
    "events_svc.webhooks.models",
    "events_svc.schedule.models",
    "events_svc.schedule.plan_models",
    "events_svc.schedule.reader_models",
    "events_svc.schedule.file_models",
    "events_svc.tickets.product_models",
    "events_svc.tickets.vouchers.models",
    "events_svc.tickets.models",
    "events_svc.tickets.carts.models",
    "events_svc.tickets.seating.models",
    "events_svc.tickets.paying.models",
    "events_svc.tickets.payment_models",
    "events_svc.tickets.life.models",
    "events_svc.tickets.questions.models",
    "events_svc.tickets.consents.models",
    "events_svc.tickets.waiting.models",
    "events_svc.tickets.key_models",
    "events_svc.calls.models",
    "events_svc.reviews.models",
    "events_svc.bank.models",
    "events_svc.invoices.models",
    "events_svc.checkin.models",
    "events_svc.badges.models",
    "events_svc.checkin.conflicts.models",
    "events_svc.checkin.counting.models",
    "events_svc.checkin.desk.models",
    "events_svc.checkin.upload.models",
    "events_svc.checkin.sync.models",
    "events_svc.hub.models",
    "events_svc.letters.models",
    "events_svc.privacy.models",
    "events_svc.media.models",
    "events_svc.media.probe_models",
    "events_svc.media.recording_models",
    "events_svc.media.importing.models",
    "events_svc.stats.models",
    "events_svc.reports.models",
    "events_svc.reports.reading_models",
    "events_svc.stats.opening_models",
    "events_svc.stats.reading_models",
    "events_svc.stats.rolling_models",
]

__all__ = [
    "MODELS",
    "Step",
    "all_write",
    "connected",
    "execute",
    "execute_many",
    "in_transaction",
    "is_postgres",
    "prefer_indexes",
    "rows",
    "singly",
    "tortoise_config",
    "tuples",
]


def tortoise_config(settings: Settings) -> dict[str, Any]:
    """Tortoise's configuration: one connection, one app with every models module, one migrations package."""
    connection = _postgres(settings) if settings.is_postgres else _sqlite(settings)
    return {
        "connections": {"default": connection},
        "apps": {
            "models": {
                "models": MODELS,
                "default_connection": "default",
                "migrations": "events_svc.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _postgres(settings: Settings) -> dict[str, Any]:
    parts = urlsplit(settings.database_url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "engine": "events_svc.database.postgres",
        "credentials": {
            "host": query.get("host", parts.hostname),
            "port": parts.port or 5432,
            "user": unquote(parts.username or "postgres"),
            "password": unquote(parts.password or "") or None,
            "database": parts.path.lstrip("/"),
            "minsize": 1,
            "maxsize": settings.pool_size,
            "application_name": "events_svc",
            "reset": _as_it_was,
        },
    }


async def _as_it_was(_connection: object) -> None:
    """Sessions are never changed (settings are LOCAL), so a connection goes back to the pool without
    asyncpg's five RESETs, which would cost every statement a second way to the database.
    """


def _sqlite(settings: Settings) -> dict[str, Any]:
    path = settings.database_url.removeprefix("sqlite://").partition("?")[0]
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    return {
        "engine": "events_svc.database.sqlite",
        "credentials": {
            "file_path": path,
            "journal_mode": "WAL",
            "synchronous": "FULL",  # what was answered is stored, also when the power fails
            "foreign_keys": "ON",
            "busy_timeout": 10_000,
            "journal_size_limit": 64 * 1024 * 1024,
            "cache_size": -32_000,
            "temp_store": "MEMORY",
        },
    }


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[TortoiseContext]:
    """The ORM connected to the database of `settings`, for every task of this process, until left."""
    async with TortoiseContext() as context:
        with filters.unmade():
            await context.init(config=tortoise_config(settings), _enable_global_fallback=True)
        assert context.apps is not None, "it has just been given ours"
        filters.make_late(context.apps.get_models_iterable())
        yield context


def connection() -> BaseDBAsyncClient:
    """The connection of the running transaction, else the default one."""
    return get_connection("default")


def is_postgres() -> bool:
    """Whether the connected database is PostgreSQL (else it is SQLite)."""
    return connection().capabilities.dialect == "postgres"


async def rows(sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The rows of a query in portable SQL with `$1`, `$2` … as place holders, on either engine."""
    return await connection().execute_query_dict(_dialect(sql), list(values))


async def tuples(sql: str, values: Sequence[Any] = ()) -> Sequence[Sequence[Any]]:
    """The same rows by the places of their columns: half the work where there are very many."""
    _, found = await connection().execute_query(_dialect(sql), list(values))
    return cast(
        "Sequence[Sequence[Any]]", found
    )  # rows of either driver are both, by name and place


async def execute(sql: str, values: Sequence[Any] = ()) -> int:
    """Run a statement with `$1` place holders on either engine; the number of rows it changed."""
    count, _ = await connection().execute_query(_dialect(sql), list(values))
    return count


async def execute_many(sql: str, values: Sequence[Sequence[Any]]) -> None:
    """Run a statement with `$1` place holders once for each of `values`; nothing where there are none."""
    if values:
        await connection().execute_many(_dialect(sql), [list(one) for one in values])


async def all_write(steps: Sequence[Step]) -> bool:
    """On SQLite: run the steps in one way to its thread; whether each wrote its rows. Outside of a
    transaction they are one of their own, and undone unless all did.
    """
    client = cast("Any", connection())
    wrote: bool = await client.all_write([one._replace(sql=_dialect(one.sql)) for one in steps])
    return wrote


@asynccontextmanager
async def singly() -> AsyncIterator[None]:
    """Every statement within is a transaction of its own; on PostgreSQL it is planned by index (see
    `prefer_indexes`). Who needs several to be true together says so in the one that writes.
    """
    if not is_postgres():
        yield
        return
    client = connection()
    assert isinstance(client, SingleClient), "not within a transaction"
    async with client.single() as single:
        token = get_connections().set("default", single)
        try:
            yield
        finally:
            get_connections().reset(token)


async def prefer_indexes() -> None:
    """On PostgreSQL: plan what follows in this transaction by index, also where a table looks small.

    A plan is kept with its prepared statement. The tables of a sale or a door are empty when it opens:
    plans made then read them from end to end a thousand rows later, until the next ANALYZE.
    """
    if is_postgres():
        await connection().execute_script("SET LOCAL enable_seqscan = off")


def _dialect(sql: str) -> str:
    # SQLite takes numbered place holders as ?1; in our statements `$` stands nowhere else.
    return sql if is_postgres() else sql.replace("$", "?")
