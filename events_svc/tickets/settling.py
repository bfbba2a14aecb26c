"""Settle a batch of wishes: in one transaction when that goes, and once more for who came too short."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from tortoise.exceptions import BaseORMException

from events_svc.tickets.decide import SHORT
from events_svc.tickets.errors import NotReserved
from events_svc.tickets.expire import return_due


class Wish(Protocol):
    @property
    def slug(self) -> str: ...  # of the event


Asked = TypeVar("Asked", bound=Wish)
Given = TypeVar("Given")
Serve = Callable[[Sequence[Asked]], Awaitable[list[Given | Exception]]]


async def settled(batch: Sequence[Asked], serve: Serve[Asked, Given]) -> list[Given | Exception]:
    """What `serve` gives each; who came too short is served again, when holds of others had run out."""
    outcomes = await _apart(batch, serve)
    short = [at for at, outcome in enumerate(outcomes) if isinstance(outcome, SHORT)]
    if short and await return_due({batch[at].slug for at in short}):
        again = await _apart([batch[at] for at in short], serve)
        for at, outcome in zip(short, again, strict=True):
            outcomes[at] = outcome
    return outcomes


async def _apart(batch: Sequence[Asked], serve: Serve[Asked, Given]) -> list[Given | Exception]:
    """The batch together; when that fails, each alone, so that one bad wish does not spoil the others."""
    try:
        return await serve(batch)
    except (BaseORMException, NotReserved) as error:
        if len(batch) == 1:
            return [error]
        return [(await _apart([one], serve))[0] for one in batch]
