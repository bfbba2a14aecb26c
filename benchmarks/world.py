"""What is measured on: an event with tickets, a gate with its device, a recording; written in bulk."""

import json
import multiprocessing
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import uvloop
from tortoise import Model

from benchmarks.load import request
from events_svc import clock, config
from events_svc.accounts.models import Organisation
from events_svc.accounts.tokens import digest
from events_svc.checkin.models import CheckinList, Device, Gate
from events_svc.database import connected, execute, is_postgres
from events_svc.database.migrate import migrate
from events_svc.events.models import Event, EventState, Kind
from events_svc.media.models import Recording, Source, SourceKind
from events_svc.tickets.models import Order, OrderState, Ticket, TicketState
from events_svc.tickets.product_models import Quota, QuotaTicketType, TicketType
from events_svc.tickets.seals import handed_out

DEVICES = 64
BATCH = 50_000


@dataclass(frozen=True, slots=True)
class World:
    """What the loads need to know of it."""

    slug: str
    ticket_type_id: int
    gate_id: int
    codes: list[str]
    source_id: int


def build(env: dict[str, str], *, tickets: int, codes: int, places: int = 0) -> World:
    """A migrated database with `tickets` valid tickets and `places` more to sell; the signed codes of
    `codes` of them.

    Made in a process of its own: two engines in one process spoil each other's statements.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (env, tickets, codes, places))


def scans(world: World, codes: list[str]) -> list[bytes]:
    """One scan of each code, spread over the devices of the gate."""
    return [
        request(
            "POST",
            f"/api/v1/gates/{world.gate_id}/scans",
            body=f'{{"scan_id": "{uuid4()}", "code": "{code}"}}'.encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Device {token(number % DEVICES)}",
            },
        )
        for number, code in enumerate(codes)
    ]


def orders(world: World, count: int) -> list[bytes]:
    """One free ticket for each of `count` buyers."""
    return [
        request(
            "POST",
            f"/api/v1/events/{world.slug}/orders",
            body=(
                f'{{"name": "Buyer {n}", "contact": "buyer{n}@example.org",'
                f' "lines": [{{"ticket_type": {world.ticket_type_id}}}]}}'
            ).encode(),
            headers={"Content-Type": "application/json"},
        )
        for n in range(count)
    ]


def beats(world: World, players: int, numbers: int, *, first: int = 1) -> list[bytes]:
    """The beats number `first` and following of `players`, each in a browser of its own."""
    return [
        request("POST", "/beats", body=_beacon(world, player, number), headers=_agent(player))
        for number in range(first, first + numbers)
        for player in range(players)
    ]


def reports(world: World, players: int, numbers: int, together: int) -> list[bytes]:
    """The same as CMCD reports of a relay, `together` players in a body, one report a line."""
    bodies = (
        "\n".join(_report(world, player, number) for player in range(start, start + together))
        for number in range(1, numbers + 1)
        for start in range(0, players, together)
    )
    headers = {**_agent(0), "Content-Type": "application/cmcd"}
    return [request("POST", "/beats", body=body.encode(), headers=headers) for body in bodies]


def _report(world: World, player: int, number: int) -> str:
    told = f'pt={number * 300},sid="relayed-{player:024}",sn={number},sta=p,v=2'
    return f'cid="{world.source_id}",e=t,{told}'


def _agent(player: int) -> dict[str, str]:
    return {"Content-Type": "application/json", "User-Agent": f"Mozilla/5.0 bench {player}"}


def _beacon(world: World, player: int, number: int) -> bytes:
    told = {
        "sid": f"{player:032}",
        "src": world.source_id,
        "sn": number,
        "pt": number * 300,
        "sta": "p",
    }
    return json.dumps(told).encode()


def _run(env: dict[str, str], tickets: int, codes: int, places: int) -> World:
    return uvloop.run(_build(config.load(env), tickets=tickets, codes=codes, places=places))


async def _build(settings: config.Settings, *, tickets: int, codes: int, places: int) -> World:
    await migrate(settings)
    async with connected(settings):
        event = await _event()
        kind = await TicketType.create(event=event, name={"en": "Standard"}, price_minor=0)
        quota = await Quota.create(event=event, name="all", size=tickets + places, used=tickets)
        await QuotaTicketType.create(quota=quota, ticket_type=kind)
        await _tickets(event, kind, tickets)
        gate = await _gate(event)
        some = await Ticket.filter(event=event).order_by("id").limit(codes)
        signed = await handed_out(some, secret_key=settings.secret_key)
        source = await _source(event)
        return World(event.slug, kind.id, gate.id, [signed[t.id] for t in some], source.id)


async def _event() -> Event:
    organisation = await Organisation.create(slug="bench", name={"en": "Bench"}, path="/1/")
    now = clock.now()
    return await Event.create(
        organisation=organisation,
        slug="bench",
        kind=Kind.SUMMIT,
        state=EventState.PUBLISHED,
        title={"en": "Bench"},
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=2),
    )


async def _tickets(event: Event, kind: TicketType, count: int) -> None:
    """The first by its model, the others like it by the database: a million takes seconds."""
    if not count:
        return
    order = await _order(event)
    await Ticket.create(
        order=order,
        event=event,
        ticket_type=kind,
        number=1,
        secret=uuid4().hex,
        state=TicketState.VALID,
        holder_name="Guest",
        price_minor=0,
        created_at=clock.now(),
    )
    secret = "md5(random()::text || n)" if is_postgres() else "lower(hex(randomblob(16)))"
    for low in range(2, count + 1, BATCH):
        span = (low, min(low + BATCH - 1, count))
        await _more(Order, {"id": "n", "secret": secret, "code": "'B' || n"}, span)
        held = {"number": "n", "order_id": "n", "holder_name": "'Guest ' || n"}
        await _more(Ticket, {**held, "secret": secret}, span)


async def _more(model: type[Model], own: dict[str, str], span: tuple[int, int]) -> None:
    """Rows like the model's first, numbered by `span`, with columns of their `own`."""
    columns = [
        name for name in model._meta.fields_db_projection.values() if name in own or name != "id"
    ]
    values = ", ".join(own.get(name, f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    numbers = "WITH RECURSIVE one(n) AS (SELECT {} UNION ALL SELECT n + 1 FROM one WHERE n < {})"
    table = f'"{model._meta.db_table}"'
    await execute(
        f"{numbers.format(*span)} INSERT INTO {table} ({names}) "
        f"SELECT {values} FROM {table} CROSS JOIN one WHERE {table}.id = 1"
    )


async def _order(event: Event) -> Order:
    return await Order.create(
        event=event,
        code="B1",
        secret=uuid4().hex,
        state=OrderState.PAID,
        buyer_name="Bench",
        currency="CNY",
        total_minor=0,
        created_at=clock.now(),
    )


async def _gate(event: Event) -> Gate:
    door = await CheckinList.create(event=event, name={"en": "All"})
    gate = await Gate.create(
        event=event, checkin_list=door, name={"en": "East"}, created_at=clock.now()
    )
    for number in range(DEVICES):
        await Device.create(
            event=event,
            gate=gate,
            token_hash=digest(token(number)),
            created_at=clock.now(),
            seen_at=clock.now(),
        )
    return gate


async def _source(event: Event) -> Source:
    recording = await Recording.create(
        organisation_id=event.organisation_id,
        event=event,
        slug="bench",
        title={"en": "Bench"},
        recorded_at=clock.now(),
        published_at=clock.now(),
        duration_seconds=3600,
    )
    return await Source.create(
        recording=recording, platform="file", kind=SourceKind.RECORDING, url="https://example.org/v"
    )


def token(number: int) -> str:
    return f"device-{number:04}"
