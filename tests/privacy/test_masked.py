import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.text import masked_phone
from events_svc.tickets.draft import Buyer
from tests.accounts.factories import bearer, make_user
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

URL = "/api/v1/events/summit/orders"


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("13812345678", "138****5678"),
        ("+86 138-1234-5678", "+86 138-****-5678"),
        ("120", "*20"),
        ("", ""),
    ],
)
def test_a_phone_number_shows_its_ends(number: str, told: str) -> None:
    assert masked_phone(number) == told


async def test_who_only_reads_orders_sees_no_whole_phone_number(client: httpx.AsyncClient) -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event), buyer=Buyer("Ada", phone="13812345678"))
    user = await make_user(role=Role.OWNER, organisation=event.organisation)
    seen = []
    for scope in ("orders:read", "orders:write"):
        headers = await bearer(user, event.organisation, scope)
        listed = (await client.get(URL, headers=headers)).json()["items"][0]
        whole = (await client.get(f"{URL}/{order.code}", headers=headers)).json()
        seen.append((listed["phone"], whole["phone"]))
    assert seen == [("138****5678", "138****5678"), ("13812345678", "13812345678")]
