"""Make, change, choose and remove layouts."""

import msgspec

from events_svc import clock
from events_svc.accounts import audit
from events_svc.badges.layout import Layout, check
from events_svc.badges.models import BadgeLayout
from events_svc.database import in_transaction
from events_svc.events.models import Event


async def make_layout(event: Event, name: str, layout: Layout) -> BadgeLayout:
    """A layout of the event, which is printed from now on; raises PartOutside."""
    design = msgspec.to_builtins(check(layout))
    now = clock.now()
    async with in_transaction():
        made = await BadgeLayout.create(
            event_id=event.id, name=name, design=design, chosen_at=now, created_at=now
        )
        await _record("made", made)
    return made


async def change_layout(layout: BadgeLayout, name: str, to: Layout) -> None:
    """The layout looks so; raises PartOutside."""
    design = msgspec.to_builtins(check(to))
    async with in_transaction():
        await BadgeLayout.filter(id=layout.id).update(name=name, design=design)
        await _record("changed", layout)


async def put_logo(layout: BadgeLayout, logo: bytes) -> None:
    """The picture on the layout: a PNG of ours, or nothing."""
    async with in_transaction():
        await BadgeLayout.filter(id=layout.id).update(logo=logo)
        await _record("logo_put", layout, size=len(logo))


async def choose_layout(layout: BadgeLayout) -> None:
    """Badges are printed with this layout from now on."""
    async with in_transaction():
        await BadgeLayout.filter(id=layout.id).update(chosen_at=clock.now())
        await _record("chosen", layout)


async def remove_layout(layout: BadgeLayout) -> None:
    """The layout is gone; what was printed with it stays in the log."""
    async with in_transaction():
        await BadgeLayout.filter(id=layout.id).delete()
        await _record("removed", layout)


async def _record(verb: str, layout: BadgeLayout, **detail: int) -> None:
    subject = f"badge_layout:{layout.id}"
    await audit.record(
        f"badge_layout.{verb}", subject, event_id=layout.event_id, name=layout.name, **detail
    )
