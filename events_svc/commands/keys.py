"""`events-svc keys rotate|withdraw --event SLUG`: the keys that sign the codes of an event's tickets."""

import argparse
import getpass

from events_svc.accounts.audit import act_as
from events_svc.commands.database import up_to_date
from events_svc.commands.errors import CommandFailed
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.tickets import keys, withdraw_keys


async def rotate(settings: Settings, arguments: argparse.Namespace) -> int:
    """Sign with a new key from now on; codes that are out stay good."""
    async with up_to_date(settings):
        event = await _event(arguments.event)
        number = await keys.rotate(event.id, secret_key=settings.secret_key)
    print(f"Key {number} signs from now on. Codes that are out stay good.")
    return 0


async def withdraw(settings: Settings, arguments: argparse.Namespace) -> int:
    """Refuse all codes that are out, because a key was stolen, and mail new ones."""
    async with up_to_date(settings):
        event = await _event(arguments.event)
        told = await withdraw_keys.withdraw(event.id, secret_key=settings.secret_key)
    print(f"All codes that are out are refused. New ones are mailed for {told:,} orders.")
    return 0


async def _event(slug: str) -> Event:
    act_as("cli", getpass.getuser())
    event = await Event.get_or_none(slug=slug)
    if event is None:
        raise CommandFailed(f"there is no event “{slug}”")
    return event
