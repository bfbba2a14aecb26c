"""Who gets what of the routes of webhooks."""

import uuid

from events_svc import clock
from events_svc.accounts.sealing import sealed
from events_svc.events.models import Event
from events_svc.webhooks.endpoints import SEALED_AS
from events_svc.webhooks.models import Delivery, Endpoint, Message
from tests.access import Access

EDITORS = frozenset({"owner", "organiser"})
ALL = "/organiser/events/{slug}/webhooks"
ONE = ALL + "/{id:int}"
DELIVERY = ONE + "/deliveries/{delivery_id:int}"
API = "/api/v1/events/{slug}/webhooks"
HOOK = {"id": "{hook_id}"}
SENT = {"id": "{hook_id}", "delivery_id": "{sent_id}"}

ACCESS = {
    f"GET {ALL}": Access(200, roles=EDITORS),
    f"POST {ALL}": Access(422, roles=EDITORS),
    f"GET {ONE}": Access(200, roles=EDITORS, path=HOOK),
    f"POST {ONE}": Access(422, roles=EDITORS, path=HOOK),
    **{
        f"POST {ONE}/{act}": Access(303, roles=EDITORS, path=HOOK)
        for act in ("tests", "replays", "secret", "activation")
    },
    f"GET {DELIVERY}": Access(200, roles=EDITORS, path=SENT),
    f"POST {DELIVERY}/replays": Access(303, roles=EDITORS, path=SENT),
    f"POST {ONE}/deactivation": Access(303, roles=EDITORS, path={"id": "{spare_id}"}),
    f"GET {API}": Access(200, roles=EDITORS),
    f"POST {API}": Access(422, roles=EDITORS, other=422),  # the body is read first
    f"DELETE {API}/{{id:int}}": Access(204, roles=EDITORS, path={"id": "{spare_id}"}),
    f"GET {API}/{{id:int}}/deliveries": Access(200, roles=EDITORS, path=HOOK),
    f"POST {API}/{{id:int}}/deliveries/{{delivery_id:int}}/replays": Access(
        200, roles=EDITORS, path=SENT
    ),
}


async def furnish(event: Event) -> dict[str, str]:
    """Two webhooks, one with a delivery."""
    hook, spare = [
        await Endpoint.create(
            organisation_id=event.organisation_id,
            event=event,
            name=name,
            url="https://example.org/hook",
            secret=sealed(
                "whsec_AAAA", "tests-need-a-key-of-thirty-two-characters", name=SEALED_AS
            ),
            created_at=clock.now(),
        )
        for name in ("Ledger", "Spare")
    ]
    message = await Message.create(
        guid=uuid.uuid4(),
        event=event,
        topic="test",
        subject="webhook:1",
        body={"type": "test", "data": {}},
        happened_at=clock.now(),
    )
    sent = await Delivery.create(
        endpoint=hook, message=message, subject="webhook:1", due_at=clock.now()
    )
    return {"hook_id": str(hook.id), "spare_id": str(spare.id), "sent_id": str(sent.id)}
