"""Where a person goes after signing in: a path of ours, never another site."""

import re

from events_svc.accounts.person import Person

# One slash, then anything but a second slash, a backslash (browsers read it as a slash), controls.
_OURS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def ours(target: str | None) -> str:
    """`target` where it is a path of this site, else nothing."""
    if target and len(target) <= 500 and _OURS.fullmatch(target):
        return target
    return ""


def home_of(person: Person) -> str:
    """Where a person goes who was not on the way to anything: who organises, to the console."""
    return "/organiser" if person.is_organiser else "/account"
