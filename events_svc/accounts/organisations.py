"""Organisations are founded and edited; `path` names the ids from the root, so that rights reach down."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tortoise.exceptions import IntegrityError

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound, SlugTaken, TooDeep
from events_svc.accounts.models import Membership, Organisation, Role
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.database import execute, in_transaction, is_postgres
from events_svc.text import Text

LEVELS = 8


@dataclass(frozen=True, slots=True)
class Facts:
    """What an organisation says of itself."""

    name: Text
    short_name: Mapping[str, str] = field(default_factory=dict)
    kind: str = "association"
    url: str | None = None


async def found(
    slug: str, facts: Facts, *, parent: Organisation | None, owner_id: int | None
) -> Organisation:
    """A new organisation below `parent`, or at the top; `owner_id` becomes its owner.

    Raises SlugTaken, TooDeep.
    """
    async with in_transaction():
        await lock_tree()
        path = (await Organisation.get(id=parent.id)).path if parent else "/"
        refuse_too_deep(path, levels=1)
        organisation = await _created(slug, facts, parent)
        organisation.path = f"{path}{organisation.id}/"
        await organisation.save(update_fields=["path"])
        if owner_id is not None:
            await Membership.create(user_id=owner_id, organisation=organisation, role=Role.OWNER)
        await audit.record(
            "organisation.founded", subject(organisation), organisation_id=organisation.id
        )
    return organisation


async def edit(organisation: Organisation, facts: Facts) -> None:
    """The organisation says this of itself; its address stays, because others link to it."""
    async with in_transaction():
        await Organisation.filter(id=organisation.id).update(
            name=facts.name,
            short_name=dict(facts.short_name),
            kind=facts.kind,
            url=facts.url,
        )
        await audit.record(
            "organisation.edited",
            subject(organisation),
            organisation_id=organisation.id,
            name=facts.name,
        )


async def at(slug: str) -> Organisation:
    """The organisation with this slug, which everybody may see; else NotFound."""
    organisation = await Organisation.get_or_none(slug=slug).select_related("parent")
    if organisation is None:
        raise NotFound
    return organisation


async def permitted(person: Person, slug: str, permission: Permission) -> Organisation:
    """The organisation with this slug, if `person` has `permission` on it; else NotFound."""
    organisation = await Organisation.get_or_none(slug=slug).select_related("parent")
    if organisation is None or not person.may(permission, path=organisation.path):
        raise NotFound
    return organisation


def subject(organisation: Organisation) -> str:
    return f"organisation:{organisation.id}"


def refuse_too_deep(path: str, *, levels: int) -> None:
    """Raise TooDeep where `levels` more below `path` are too many."""
    if path.count("/") - 1 + levels > LEVELS:
        raise TooDeep(LEVELS)


async def lock_tree() -> None:
    """Let one transaction at a time change the tree; SQLite's transactions are alone anyway."""
    if is_postgres():
        await execute("LOCK TABLE organisation IN SHARE ROW EXCLUSIVE MODE")


async def _created(slug: str, facts: Facts, parent: Organisation | None) -> Organisation:
    try:
        async with in_transaction():
            return await Organisation.create(
                slug=slug,
                name=facts.name,
                short_name=dict(facts.short_name),
                kind=facts.kind,
                url=facts.url,
                parent=parent,
            )
    except IntegrityError as error:
        raise SlugTaken(slug) from error
