"""An organisation moves with all below it."""

from events_svc.accounts import audit
from events_svc.accounts.errors import Circle, LastOwner
from events_svc.accounts.models import Membership, Organisation, Role
from events_svc.accounts.organisations import lock_tree, refuse_too_deep, subject
from events_svc.database import execute, in_transaction


async def move(organisation: Organisation, *, below: Organisation | None) -> None:
    """Put the organisation and its subtree below another, or at the top.

    Raises Circle, TooDeep, and LastOwner when nobody would own it at its new place.
    """
    async with in_transaction():
        await lock_tree()
        moved = await Organisation.get(id=organisation.id)
        parent = await Organisation.get(id=below.id) if below else None
        if parent and parent.path.startswith(moved.path):
            raise Circle
        path = f"{parent.path if parent else '/'}{moved.id}/"
        await _refuse_too_deep_below(moved, parent)
        await _carry(moved, path)
        await Organisation.filter(id=moved.id).update(parent_id=parent.id if parent else None)
        await _refuse_ownerless(path)
        await audit.record(
            "organisation.moved",
            subject(moved),
            organisation_id=moved.id,
            source=moved.path,
            target=path,
        )


async def _refuse_too_deep_below(moved: Organisation, parent: Organisation | None) -> None:
    paths = await Organisation.filter(path__startswith=moved.path).values_list("path", flat=True)
    depth = max(str(path).count("/") for path in paths) - moved.path.count("/") + 1
    refuse_too_deep(parent.path if parent else "/", levels=depth)


async def _carry(moved: Organisation, path: str) -> None:
    await execute(
        "UPDATE organisation SET path = $1 || substr(path, $2) WHERE path LIKE $3",
        [path, len(moved.path) + 1, f"{moved.path}%"],
    )


async def _refuse_ownerless(path: str) -> None:
    ids = [int(part) for part in path.strip("/").split("/")]
    if not await Membership.exists(organisation_id__in=ids, role=Role.OWNER):
        raise LastOwner
