"""Accounts at providers: entered, sealed, offered, tried out."""

import httpx
import pytest

from events_svc.accounts.models import AuditEntry, Role
from events_svc.accounts.sealing import SealBroken
from events_svc.config import Settings
from events_svc.tickets.models import Order, OrderState
from events_svc.tickets.pay import begin_payment
from events_svc.tickets.paying.accounts import Entered, keep, secrets_of, serving, withdraw
from events_svc.tickets.paying.models import PaymentAccount
from events_svc.tickets.payment_models import Payment
from tests.accounts.factories import make_organisation, make_user, sign_in
from tests.events.factories import make_event
from tests.gateways.payments.keyring import private_pem, public_pem
from tests.gateways.payments.wechat_server import API_V3, APPID, MCHID, PUBLIC, SERIAL
from tests.tickets.browser import submit
from tests.tickets.factories import history, make_order, make_type

KEY = "k" * 32
WECHAT = {"appid": APPID, "mchid": MCHID, "serial": SERIAL, "platform_serial": PUBLIC}


@pytest.mark.usefixtures("database")
async def test_secrets_are_sealed_and_kept_when_left_blank() -> None:
    organisation = await make_organisation()
    first = Entered("m", {"way": "page"}, {"private_key": "one", "other": "two"})
    account = await keep(organisation, "alipay", first, secret_key=KEY)
    await keep(
        organisation,
        "alipay",
        Entered("m", {}, {"other": "three", "private_key": ""}),
        secret_key=KEY,
    )
    again = await PaymentAccount.get(id=account.id)
    assert secrets_of(again, secret_key=KEY) == {"private_key": "one", "other": "three"}
    assert "one" not in again.sealed
    with pytest.raises(SealBroken):
        secrets_of(again, secret_key="x" * 32)


@pytest.mark.usefixtures("database")
async def test_another_merchant_is_another_account() -> None:
    organisation = await make_organisation()
    one = await keep(organisation, "alipay", Entered("a"), secret_key=KEY)
    two = await keep(organisation, "alipay", Entered("b"), secret_key=KEY)
    assert one.id != two.id
    assert [o.id for o in await serving(organisation, currency="CNY")] == [two.id]
    assert (await PaymentAccount.get(id=one.id)).is_active is False


@pytest.mark.usefixtures("database")
async def test_the_nearest_account_above_serves_and_yuan_goes_where_yuan_is_taken() -> None:
    above = await make_organisation()
    below = await make_organisation("branch", parent=above)
    wechat = await keep(above, "wechat", Entered("w"), secret_key=KEY)
    stripe = await keep(above, "stripe", Entered(), secret_key=KEY)
    assert [o.id for o in await serving(below, currency="CNY")] == [stripe.id, wechat.id]
    own = await keep(below, "stripe", Entered(), secret_key=KEY)
    assert [o.id for o in await serving(below, currency="CNY")] == [own.id, wechat.id]
    assert [o.id for o in await serving(below, currency="EUR")] == [own.id]
    await withdraw(own)
    assert [o.id for o in await serving(below, currency="EUR")] == [stripe.id]


async def test_keys_are_entered_and_never_shown_again(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    page, action = await _owned(client, "wechat")
    typed = {
        **WECHAT,
        "private_key": private_pem("merchant"),
        "api_v3_key": API_V3,
        "platform_key": public_pem("wechat"),
    }
    assert (await submit(client, page, action, **typed)).status_code == 303
    text = (await client.get(page)).text
    assert (MCHID in text, "apiclient" in text, "✓ kept" in text) == (True, True, True)
    assert [word for word in (API_V3, "BEGIN PRIVATE KEY") if word in text] == []
    account = await PaymentAccount.get()
    assert secrets_of(account, secret_key=settings.secret_key)["api_v3_key"] == API_V3
    noted = await AuditEntry.get(action="payment_account.kept")
    assert API_V3 not in str(noted.detail)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("private_key", "no key", "This is no RSA key that we can read."),
        ("api_v3_key", "short", "This key has exactly 32 characters."),
        ("platform_serial", "", "The public key and its id belong together."),
        ("mchid", "1 2", "This does not look right."),
    ],
    ids=["key", "length", "pair", "id"],
)
async def test_what_cannot_be_used_is_refused_beside_its_field(
    client: httpx.AsyncClient, field: str, value: str, words: str
) -> None:
    page, action = await _owned(client, "wechat")
    good = {
        **WECHAT,
        "private_key": private_pem("merchant"),
        "api_v3_key": API_V3,
        "platform_key": public_pem("wechat"),
    }
    answer = await submit(client, page, action, **{**good, field: value})
    assert (answer.status_code, words in answer.text, await PaymentAccount.all().count()) == (
        422,
        True,
        0,
    )
    assert "BEGIN PRIVATE KEY" not in answer.text


async def test_who_pays_on_site_keeps_the_places(client: httpx.AsyncClient) -> None:
    from_the_page = await _owned(client, "cash")
    assert (await submit(client, *from_the_page)).status_code == 303
    assert (await PaymentAccount.get()).provider == "cash"


async def _owned(client: httpx.AsyncClient, provider: str) -> tuple[str, str]:
    """The page of an organisation of which somebody signed in is the owner, and the form's address."""
    organisation = await make_organisation()
    await sign_in(client, await make_user(role=Role.OWNER, organisation=organisation))
    page = f"/organiser/organisations/{organisation.slug}/payments"
    return page, f"{page}/{provider}"


async def test_a_buyer_chooses_to_pay_on_site(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await keep(await event.organisation, "cash", Entered(), secret_key=KEY)
    order = await make_order(event, await make_type(event, price_minor=12000))
    page = f"/orders/{order.secret}"
    for _ in range(2):
        assert (await submit(client, page, f"{page}/pay/test")).status_code == 303
    assert (await submit(client, page, f"{page}/pay/cash")).status_code == 303
    held = await Order.get(id=order.id)
    assert (held.state, held.expires_at) == (OrderState.PENDING, event.ends_at)
    assert await history(order) == [("placed", 0), ("on_site_chosen", 0)]
    text = (await client.get(page)).text
    assert ("Will be paid on site" in text, f"{page}/pay/cash" in text) == (True, False)
    await begin_payment(held, provider="test")
    assert await Payment.filter(order_id=order.id).count() == 1
