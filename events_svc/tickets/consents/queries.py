"""What others read of consents."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from events_svc.accounts.errors import NotFound
from events_svc.database import rows
from events_svc.events.models import Event
from events_svc.tickets.consents.models import Consent, ConsentGiven, ConsentVersion


@dataclass(frozen=True, slots=True)
class Standing:
    """A consent with its last version, and how many orders agreed to any."""

    consent: Consent
    version: ConsentVersion
    given: int


async def asked_at(event_ids: Collection[int]) -> dict[int, list[ConsentVersion]]:
    """The versions that are asked now, by event, in their order."""
    found: dict[int, list[ConsentVersion]] = defaultdict(list)
    listed = ConsentVersion.filter(consent__event_id__in=[*event_ids], consent__withdrawn_at=None)
    last: dict[int, ConsentVersion] = {}
    for one in await listed.order_by("number").select_related("consent"):
        last[one.consent_id] = one
    for one in sorted(last.values(), key=lambda two: (two.consent.position, two.consent_id)):
        found[one.consent.event_id].append(one)
    return found


async def asked_of(event_id: int) -> list[ConsentVersion]:
    """What buyers of the event are asked now."""
    return (await asked_at([event_id])).get(event_id, [])


async def consents_of(event: Event) -> list[Standing]:
    """What is asked now, with how many orders agreed."""
    counted = await rows(_COUNTED, [event.id])
    given = {row["consent_id"]: row["n"] for row in counted}
    return [
        Standing(one.consent, one, given.get(one.consent_id, 0)) for one in await asked_of(event.id)
    ]


async def consent_of(event: Event, consent_id: int) -> Consent:
    """One consent of the event, or NotFound."""
    found = await Consent.get_or_none(id=consent_id, event_id=event.id)
    if found is None:
        raise NotFound
    return found


async def given_with(order_id: int) -> list[ConsentGiven]:
    """What the buyer of an order agreed to, with the versions."""
    return await ConsentGiven.filter(order_id=order_id).order_by("id").select_related("version")


_COUNTED = """
SELECT version.consent_id, COUNT(DISTINCT given.order_id) AS n
FROM consent_given AS given JOIN consent_version AS version ON version.id = given.version_id
JOIN consent ON consent.id = version.consent_id
WHERE consent.event_id = $1 GROUP BY version.consent_id"""
