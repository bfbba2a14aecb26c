"""Whose mails and jobs a person may see.

A mail is about `order:12:paid`, a job's payload names `order_id`; to whom `order:12` belongs stands in the
log, which every operation writes. An operator sees everything; mails about a person (they hold links that
sign in) are seen by those in whose teams that person is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from tortoise.expressions import Q

from events_svc.accounts import queries
from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import AuditEntry, EventMembership, Membership
from events_svc.accounts.permissions import PERMISSIONS, Permission
from events_svc.accounts.person import Person
from events_svc.events.models import Event
from events_svc.outbox.models import Job, Mail
from events_svc.outbox.queries import abouts
from events_svc.web import auth
from events_svc.web.state import Request

PERSON = "user"


@dataclass(frozen=True, slots=True)
class Reach:
    """The organisations and events whose outbox somebody sees; `is_whole`: the installation's."""

    user_id: int
    organisation_ids: frozenset[int]
    event_ids: frozenset[int]
    is_whole: bool

    async def subjects(self, named: Iterable[str]) -> set[str]:
        """Those of the subjects (`order:12`) that belong to what is seen."""
        wanted = set(named)
        people = {one for one in wanted if one.startswith(f"{PERSON}:")}
        traced = AuditEntry.filter(subject__in=wanted - people)
        mine = Q(event_id__in=self.event_ids) | Q(organisation_id__in=self.organisation_ids)
        found = await traced.filter(mine).distinct().values_list("subject", flat=True)
        colleagues = await self._colleagues({int(one.rpartition(":")[2]) for one in people})
        return {str(one) for one in found} | {f"{PERSON}:{one}" for one in colleagues}

    async def _colleagues(self, user_ids: set[int]) -> set[int]:
        of_organisation = Membership.filter(
            user_id__in=user_ids, organisation_id__in=self.organisation_ids
        )
        of_event = EventMembership.filter(user_id__in=user_ids, event_id__in=self.event_ids)
        return {
            *(user_ids & {self.user_id}),
            *cast("list[int]", await of_organisation.values_list("user_id", flat=True)),
            *cast("list[int]", await of_event.values_list("user_id", flat=True)),
        }

    async def mails(self, mails: Sequence[Mail]) -> list[Mail]:
        """Those of the mails that are seen."""
        if self.is_whole:
            return [*mails]
        seen = await self.subjects(subject(mail.about) for mail in mails if mail.about)
        return [mail for mail in mails if subject(mail.about) in seen]

    async def jobs(self, jobs: Sequence[Job]) -> list[Job]:
        """Those of the jobs that are seen; one that names nothing of anybody is the operator's."""
        if self.is_whole:
            return [*jobs]
        letters = await abouts([job.payload["mail_id"] for job in jobs if "mail_id" in job.payload])
        named = {job.id: _named(job, letters) for job in jobs}
        seen = await self.subjects(one for subjects in named.values() for one in subjects)
        return [job for job in jobs if named[job.id] & seen]


async def of(request: Request) -> Reach:
    """What the person signed in to this browser sees; NotFound for who sees no outbox at all."""
    person = await auth.signed_in(request)
    reach = await _reach(person)
    if not person.is_browser or not (reach.is_whole or reach.organisation_ids or reach.event_ids):
        raise NotFound
    return reach


def subject(about: str) -> str:
    """What a mail is about, without the occasion: `order:12:paid` is about `order:12`."""
    return ":".join(about.split(":")[:2])


async def _reach(person: Person) -> Reach:
    organisations = await queries.organisations(person, Permission.OUTBOX_VIEW)
    organisation_ids = frozenset(one.id for one in organisations)
    own = {
        event_id
        for event_id, role in person.events.items()
        if Permission.OUTBOX_VIEW in PERMISSIONS[role]
    }
    held = Event.filter(organisation_id__in=organisation_ids)
    below = cast("list[int]", await held.values_list("id", flat=True))
    return Reach(
        user_id=person.user_id or 0,
        organisation_ids=organisation_ids,
        event_ids=frozenset({*own, *below}),
        is_whole=person.is_operator,
    )


def _named(job: Job, letters: dict[int, str]) -> set[str]:
    """The subjects that a job's payload names: `order_id` is an order, a mail is what it is about."""
    named = {
        f"{key.removesuffix('_id')}:{value}"
        for key, value in job.payload.items()
        if key.endswith("_id") and key not in {"mail_id", "user_id"} and value is not None
    }
    about = letters.get(job.payload.get("mail_id", 0))
    return named | ({subject(about)} if about else set())
