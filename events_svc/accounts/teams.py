"""Who works for an organisation, or for one event only, in which role."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from events_svc.accounts import audit
from events_svc.accounts.errors import AlreadyInTeam, LastOwner, NotFound
from events_svc.accounts.models import EventMembership, Membership, Organisation, Role, User
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue

AnyMembership = Membership | EventMembership


@dataclass(frozen=True, slots=True)
class Team:
    """The team of `organisation`, or of its event `event_id`."""

    organisation: Organisation
    event_id: int | None = None

    @property
    def subject(self) -> str:
        if self.event_id is None:
            return f"organisation:{self.organisation.id}"
        return f"event:{self.event_id}"

    def members(self) -> QuerySet[Any]:
        """The rows of the team, owners first within the order of their coming."""
        if self.event_id is None:
            return Membership.filter(organisation_id=self.organisation.id)
        return EventMembership.filter(event_id=self.event_id)


async def add(team: Team, email: str, *, role: Role, language: str) -> User:
    """The person with this e-mail joins the team and is told by mail; raises AlreadyInTeam.

    Somebody whom we do not know yet becomes a user; the mail then holds a link to sign in with.
    """
    async with in_transaction():
        user = await known_or_new(email, language=language)
        await _join(team, user, role)
        await _record("team.added", team, user.id, role=role)
        await enqueue(
            "accounts.invited",
            user_id=user.id,
            organisation_id=team.organisation.id,
            event_id=team.event_id,
            role=role,
        )
    return user


async def change(team: Team, membership_id: int, *, role: Role) -> None:
    """The member works in another role; raises NotFound, LastOwner."""
    async with in_transaction():
        member = await _locked_member(team, membership_id)
        await team.members().filter(id=member.id).update(role=role)
        await _refuse_ownerless(team)
        await _record("team.changed", team, _user_id(member), role=role)


async def remove(team: Team, membership_id: int) -> None:
    """The member leaves the team; raises NotFound, LastOwner."""
    async with in_transaction():
        member = await _locked_member(team, membership_id)
        await team.members().filter(id=member.id).delete()
        await _refuse_ownerless(team)
        await _record("team.removed", team, _user_id(member), role=member.role)


async def roster(team: Team) -> Sequence[AnyMembership]:
    """The members with their users, in the order in which they came."""
    members: Sequence[AnyMembership] = await team.members().order_by("id").select_related("user")
    return members


async def known_or_new(email: str, *, language: str) -> User:
    """The user with this e-mail, made when there is none: without a password, by link only."""
    email = email.lower()
    name = email.partition("@")[0][:200]
    user, _ = await User.get_or_create(email=email, defaults={"name": name, "language": language})
    return user


async def _join(team: Team, user: User, role: Role) -> None:
    try:
        async with in_transaction():
            if team.event_id is None:
                await Membership.create(user=user, organisation=team.organisation, role=role)
            else:
                await EventMembership.create(user=user, event_id=team.event_id, role=role)
    except IntegrityError as error:
        raise AlreadyInTeam(user.email) from error


async def _locked_member(team: Team, membership_id: int) -> AnyMembership:
    """The member, while nobody else changes a team of this branch of the tree."""
    await Organisation.filter(id__in=_branch(team)).order_by("id").select_for_update()
    member: AnyMembership | None = await team.members().get_or_none(id=membership_id)
    if member is None:
        raise NotFound
    return member


async def _refuse_ownerless(team: Team) -> None:
    """An owner of the organisation, or of one above it, must remain; an event needs none of its own."""
    if team.event_id is not None:
        return
    if not await Membership.exists(organisation_id__in=_branch(team), role=Role.OWNER):
        raise LastOwner


def _branch(team: Team) -> list[int]:
    return [int(part) for part in team.organisation.path.strip("/").split("/")]


def _user_id(member: AnyMembership) -> int:
    return int(member.user_id)


async def _record(action: str, team: Team, user_id: int, *, role: Role) -> None:
    await audit.record(
        action,
        team.subject,
        event_id=team.event_id,
        organisation_id=team.organisation.id,
        user_id=user_id,
        role=role,
    )
