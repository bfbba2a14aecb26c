"""Whom a release concerns: who presents what has changed, and who starred it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from events_svc.schedule.changes import Change
from events_svc.schedule.reader_models import Star
from speakers.models import Speaker

CONCERNING = ("new", "moved", "cancelled")  # other words alone are no news


class Tell(StrEnum):
    """Who is told of a release by mail."""

    SPEAKERS = "speakers"
    READERS = "readers"  # who starred and left an address
    HOLDERS = "holders"  # of tickets


USUALLY = (Tell.SPEAKERS, Tell.READERS)


@dataclass(frozen=True, slots=True)
class Concern:
    """What happened (`new`, `moved`, `cancelled`) to a session."""

    kind: str
    change: Change


@dataclass(frozen=True, slots=True)
class Audience:
    """By id of the speaker, or of the list of stars: what concerns that person, in the order of time.

    Only those who can be told: speakers with an e-mail, lists with a confirmed one.
    """

    speakers: Mapping[int, list[Concern]]
    readers: Mapping[int, list[Concern]]
    unreachable: int  # speakers without an e-mail


async def audience(changes: Mapping[str, Any]) -> Audience:
    """Whom these changes of a release concern; two queries, whatever their number."""
    concerns = [*concerning(changes)]
    presenting: dict[int, list[Concern]] = defaultdict(list)
    of_session: dict[int, Concern] = {}
    for concern in concerns:
        of_session[concern.change.get("id", 0)] = concern
        for who in concern.change.get("speakers", []):
            presenting[who].append(concern)
    reached = await _with_email([*presenting])
    return Audience(
        {who: found for who, found in presenting.items() if who in reached},
        await _readers(of_session),
        len(presenting) - len(reached),
    )


def concerning(changes: Mapping[str, Any]) -> Iterator[Concern]:
    """What people who come have to know of these changes, in the order of time."""
    found = [Concern(kind, change) for kind in CONCERNING for change in changes.get(kind, [])]
    yield from sorted(found, key=lambda one: _starts_at(one.change))


async def _with_email(ids: Sequence[int]) -> set[int]:
    found = Speaker.filter(id__in=ids, email__isnull=False).exclude(email="")
    return {int(one) for one in await found.values_list("id", flat=True)}  # type: ignore[call-overload]  # values_list(flat=True) gives ids, is typed as rows


async def _readers(of_session: Mapping[int, Concern]) -> dict[int, list[Concern]]:
    stars = Star.filter(
        session_id__in=[*of_session],
        star_list__revoked_at__isnull=True,
        star_list__email_confirmed_at__isnull=False,
    )
    found: dict[int, list[Concern]] = defaultdict(list)
    for list_id, session_id in await stars.values_list("star_list_id", "session_id"):
        found[list_id].append(of_session[session_id])
    for concerns in found.values():
        concerns.sort(key=lambda one: _starts_at(one.change))
    return dict(found)


def _starts_at(change: Change) -> str:
    spot = change["after"] or change["before"]
    return spot["starts_at"] if spot else ""
