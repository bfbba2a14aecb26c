"""`events-svc demo`: load the demo once, and say where to look."""

import argparse

from events_svc.accounts.audit import act_as
from events_svc.commands.database import up_to_date
from events_svc.config import Settings
from events_svc.database import in_transaction
from events_svc.demo import (
    association,
    coscup,
    door,
    episodes,
    gala,
    morning,
    orders,
    reports,
    summit,
)
from events_svc.events.models import Event
from events_svc.tickets.models import Order


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Load the demo if it is not there yet; print address and accounts every time."""
    async with up_to_date(settings):
        act_as("cli", "demo")
        if not await Event.exists(slug=summit.SLUG):
            await load(settings)
        event = await Event.get(slug=summit.SLUG).select_related("organisation")
        if not await Order.exists(event_id=event.id):
            print("  orders …", flush=True)
            await orders.place(event)
            await gala.fill(await Event.get(slug=gala.SLUG))
            await morning.begin(await Event.get(slug=morning.SLUG))
    _say(settings)
    return 0


async def load(settings: Settings) -> None:
    """The whole demo but its orders, in one transaction, so that nothing is half there."""
    async with in_transaction():
        print("  association …", flush=True)
        made = await association.found()
        await association.people(made["cameta"])
        series = await association.series(made)
        await association.past_events(made, series)
        print("  summit and agenda …", flush=True)
        event = await summit.hold(made, series)
        await door.open_gates(event)
        await gala.announce(event, summit.first_day())
        print("  thirty episodes …", flush=True)
        await episodes.publish(made["irs"], series["capek"], public_url=settings.public_url)
        print("  a frozen report …", flush=True)
        await reports.freeze(series["capek"])
        if await coscup.hold():
            print("  COSCUP 2023 …", flush=True)


def _say(settings: Settings) -> None:
    url = settings.public_url
    print(f"\n  {url}/                             the events")
    print(f"  {url}/events/{summit.SLUG}        the summit")
    print(f"  {url}/organiser                    the organiser's console\n")
    for role, (email, _) in association.PEOPLE.items():
        print(f"  {role.value:10} {email:26} {association.PASSWORD}")
    print(flush=True)
