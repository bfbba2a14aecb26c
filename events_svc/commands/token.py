"""`events-svc token add EMAIL`: an API token, shown once."""

import argparse

from events_svc.accounts import api_tokens
from events_svc.accounts.audit import act_as
from events_svc.accounts.models import Membership, User
from events_svc.accounts.permissions import SCOPES
from events_svc.accounts.person import Person
from events_svc.commands.database import up_to_date
from events_svc.commands.errors import CommandFailed
from events_svc.config import Settings


async def add(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print a new token of the person, held to one organisation and to the scopes (default: all)."""
    async with up_to_date(settings):
        act_as("cli")
        user = await User.get_or_none(email=arguments.email.lower())
        if user is None:
            raise CommandFailed(f"{arguments.email} is not known: `events-svc user add` first.")
        membership = await _membership(user, arguments.organisation)
        secret = await api_tokens.issue(
            Person(user_id=user.id, name=user.name, email=user.email),
            membership.organisation,
            name=arguments.name,
            scopes=arguments.scope or sorted(SCOPES),
        )
    print(secret)
    return 0


async def _membership(user: User, slug: str | None) -> Membership:
    mine = Membership.filter(user=user).select_related("organisation").order_by("id")
    found = await (mine.filter(organisation__slug=slug) if slug else mine).first()
    if found is None:
        raise CommandFailed(f"{user.email} is in no such organisation.")
    return found
