"""Who may wait, and who sees who waits; whoever knows a cart may order from it."""

from events_svc.events.models import Event
from events_svc.tickets.carts.fill import fill
from events_svc.tickets.draft import Line
from events_svc.tickets.product_models import Quota
from events_svc.tickets.waiting.join import Waiter, join
from events_svc.tickets.waiting.rule import set_rule
from tests.access import Access
from tests.tickets.factories import make_type

MONEY = frozenset({"owner", "organiser", "finance"})
EVENT = "/organiser/events/{slug}"
ONE, OWN = {"id": "{wait}"}, {"secret": "{wait_secret}"}
CART = {"secret": "{carried}"}

ACCESS = {
    "GET /events/{slug}/waiting": Access(200),
    "POST /events/{slug}/waiting": Access(422),
    "GET /waiting/{secret}": Access(200, path=OWN),
    "POST /waiting/{secret}/leaving": Access(303, path=OWN),
    "GET /events/{slug}/cart/{secret}": Access(200, path=CART),
    "POST /events/{slug}/cart/{secret}": Access(422, path=CART),
    f"GET {EVENT}/waiting": Access(200, roles=MONEY),
    f"POST {EVENT}/waiting": Access(303, roles=MONEY),
    f"POST {EVENT}/waiting/{{id:int}}/offer": Access(409, roles=MONEY, path=ONE),
    f"POST {EVENT}/waiting/{{id:int}}/priority": Access(303, roles=MONEY, path=ONE),
    f"POST {EVENT}/waiting/{{id:int}}/removal": Access(303, roles=MONEY, path=ONE),
    "GET /api/v1/events/{slug}/waiting": Access(200, roles=MONEY),
}


async def furnish(event: Event) -> dict[str, str]:
    """Somebody who waits for what is sold out, and a cart."""
    kind = await make_type(event, "Waited for", places=0)
    assert await Quota.filter(members__ticket_type_id=kind.id, size=0).exists()
    await set_rule(event, is_open=True, is_automatic=True, hours=48)
    entry = await join(event, (kind.id, None), Waiter("Bo", "bo@example.org"))
    cart = await fill(event.slug, [Line((await make_type(event, "Held")).id, 1)])
    return {"wait": str(entry.id), "wait_secret": entry.secret, "carried": cart.secret}
