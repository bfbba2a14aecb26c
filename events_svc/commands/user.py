"""`events-svc user add EMAIL`: a person who may sign in."""

import argparse
import getpass
import re
import sys

from events_svc.accounts import register
from events_svc.accounts.audit import act_as
from events_svc.accounts.errors import EmailTaken
from events_svc.accounts.models import Organisation, Role
from events_svc.commands.database import up_to_date
from events_svc.commands.errors import CommandFailed
from events_svc.config import Settings

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
LEAST = 10  # characters of a password, as on the page


async def add(settings: Settings, arguments: argparse.Namespace) -> int:
    """Add the person; the password is read from the terminal (or standard input), never from arguments.

    An empty password means that the person signs in by mailed link only.
    """
    if EMAIL.fullmatch(arguments.email) is None:
        raise CommandFailed(f"“{arguments.email}” is no e-mail address.")
    password = _password()
    async with up_to_date(settings):
        act_as("cli", getpass.getuser())
        organisation = await _organisation(arguments.organisation)
        try:
            user = await register.add_user(
                arguments.email,
                name=arguments.name or arguments.email.partition("@")[0],
                password=password or None,
                organisation=organisation,
                role=Role(arguments.role),
                is_operator=arguments.operator,
            )
        except EmailTaken as error:
            raise CommandFailed(f"{arguments.email} is known already.") from error
    print(f"{user.email} may sign in{'' if password else ' by mailed link'}.")
    return 0


def _password() -> str:
    typed = _typed()
    if 0 < len(typed) < LEAST:
        raise CommandFailed(f"A password has at least {LEAST} characters.")
    return typed


def _typed() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password (empty: by mailed link only): ")
    return sys.stdin.readline().rstrip("\n")


async def _organisation(slug: str | None) -> Organisation | None:
    if slug is None:
        return None
    found = await Organisation.get_or_none(slug=slug)
    if found is None:
        raise CommandFailed(f"There is no organisation {slug}.")
    return found
