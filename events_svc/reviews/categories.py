"""What reviewers give numbers for, and how much each counts."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.calls.lock import lock
from events_svc.calls.models import Call, Proposal
from events_svc.database import in_transaction
from events_svc.reviews import themes
from events_svc.reviews.errors import CategoryInUse, RangeEmpty
from events_svc.reviews.models import Category, Score
from events_svc.text import Text


@dataclass(frozen=True, slots=True)
class Scale:
    """What a category says: numbers from `least` to `most`, counted `weight` times."""

    name: Text
    weight: int = 1
    least: int = 0
    most: int = 3
    only_tracks: Sequence[int] = ()


async def add(call: Call, scale: Scale) -> Category:
    """A category at the end; raises RangeEmpty."""
    async with in_transaction():
        await lock(call.id)
        await themes.guard(call, scale.only_tracks)
        position = await Category.filter(call_id=call.id).count()
        category = await Category.create(call_id=call.id, position=position, **_columns(scale))
        await _record("category.added", category, call)
    return category


async def change(call: Call, category_id: int, scale: Scale) -> None:
    """The category says this instead; its range stays once there are scores: raises CategoryInUse."""
    async with in_transaction():
        await lock(call.id)
        category = await _category(call, category_id)
        await themes.guard(call, scale.only_tracks)
        if (scale.least, scale.most) != (category.least, category.most):
            await _refuse_used(category)
        await Category.filter(id=category.id).update(**_columns(scale))
        await _record("category.changed", category, call)


async def remove(call: Call, category_id: int) -> None:
    """There is no such category any more; raises CategoryInUse: no score is lost."""
    async with in_transaction():
        await lock(call.id)
        category = await _category(call, category_id)
        await _refuse_used(category)
        await Category.filter(id=category.id).delete()
        await _record("category.removed", category, call)


async def of_call(call_id: int) -> Sequence[Category]:
    """The categories in their order."""
    return await Category.filter(call_id=call_id).order_by("position", "id")


async def asked_of(proposal: Proposal) -> list[Category]:
    """The categories in which this proposal is scored: those of all tracks, and of its own."""
    found = await of_call(proposal.call_id)
    return [one for one in found if not one.only_tracks or proposal.track_id in one.only_tracks]


def _columns(scale: Scale) -> dict[str, Any]:
    if scale.most <= scale.least:
        raise RangeEmpty
    return {**asdict(scale), "only_tracks": [*scale.only_tracks]}


async def _refuse_used(category: Category) -> None:
    if await Score.exists(category_id=category.id):
        raise CategoryInUse(category.name)


async def _category(call: Call, category_id: int) -> Category:
    category = await Category.get_or_none(id=category_id, call_id=call.id)
    if category is None:
        raise NotFound
    return category


async def _record(action: str, category: Category, call: Call) -> None:
    await audit.record(
        action, f"category:{category.id}", event_id=call.event_id, name=category.name
    )
