from datetime import timedelta

from events_svc import clock
from events_svc.events.models import Event, EventState
from events_svc.web.events.standing import standing, steps
from tests.events.factories import make_event
from tests.events.tickets import make_offer


async def names(event: Event) -> list[str]:
    return [step.name for step in steps(await standing(event))]


async def test_a_new_draft_has_everything_to_do(database: None) -> None:
    event = await make_event(state=EventState.DRAFT)
    assert await names(event) == ["place", "ticket-type", "session", "publish"]


async def test_a_ticket_type_and_a_city_are_two_things_less(database: None) -> None:
    event = await make_event(city={"en": "Wuhu"})
    await make_offer(event, "Standard", price_minor=0, size=10)
    assert await names(event) == ["session"]


async def test_an_event_that_is_over_or_cancelled_has_nothing_to_do(database: None) -> None:
    now = clock.now()
    over = await make_event(starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    cancelled = await make_event(
        "cancelled", organisation=over.organisation, state=EventState.CANCELLED
    )
    assert (await names(over), await names(cancelled)) == ([], [])
