"""Whose desk a speaker's page is: the link's, or that of the signed-in person with the same address."""

import re
from dataclasses import dataclass

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import LinkGone, NotFound
from events_svc.text import in_language
from events_svc.web import auth, i18n
from events_svc.web.state import Request
from speakers import keys
from speakers.models import Speaker

PRIVATE = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
_MINE = re.compile(r"my-([1-9][0-9]{0,17})\Z")


@dataclass(frozen=True, slots=True)
class Desk:
    """A person at the own desk; `url` is its address."""

    speaker: Speaker
    url: str


async def opened(request: Request) -> Desk:
    """The desk of the path's `secret`; LinkGone for a dead link, NotFound for somebody else's desk."""
    secret = request.path_params["secret"]
    mine = _MINE.fullmatch(secret)
    if mine:
        return Desk(await _own(request, int(mine[1])), address(secret))
    speaker = await keys.opened(secret, keys.DESK, at=clock.now())
    if speaker is None:
        raise LinkGone
    await auth.person(request)
    request_id = request.scope.get("request_id", "")
    name = in_language(speaker.name, i18n.language.get())
    audit.acting.set(audit.Actor(f"speaker:{speaker.id}", name, request_id))
    return Desk(speaker, address(secret))


def address(secret: str) -> str:
    """The page of a desk by its link's secret."""
    return f"/speakers/desk/{secret}"


def own_address(speaker: Speaker) -> str:
    """The page of a desk for the person who is signed in with the same address."""
    return address(f"my-{speaker.id}")


async def _own(request: Request, speaker_id: int) -> Speaker:
    person = await auth.signed_in(request)
    speaker = await Speaker.get_or_none(id=speaker_id)
    if speaker is None or not person.is_browser or not _is_same(speaker.email, person.email):
        raise NotFound
    return speaker


def _is_same(one: str | None, other: str) -> bool:
    return bool(one) and (one or "").lower() == other.lower()
