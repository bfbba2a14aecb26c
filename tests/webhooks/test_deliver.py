import asyncio
import base64
import hashlib
import hmac

import pytest

from events_svc.config import Settings
from events_svc.tickets import cancel
from events_svc.tickets.errors import SoldOut
from events_svc.tickets.pay import Hand, mark_paid
from events_svc.webhooks import check
from events_svc.webhooks.announce import announce
from events_svc.webhooks.deliver import PAUSES, Result, claim, conclude, pause
from events_svc.webhooks.endpoints import secret_of, switch_on
from events_svc.webhooks.errors import EndpointEnded
from events_svc.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint, Message
from events_svc.webhooks.replay import replay, replay_missed
from events_svc.webhooks.topics import Topic
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type
from tests.webhooks.factories import go_round, make_endpoint, states
from tests.webhooks.receiver import receiver

pytestmark = pytest.mark.usefixtures("database")


async def test_a_receiver_that_fails_five_times_gets_all_in_the_order_of_the_order(
    settings: Settings,
) -> None:
    event = await make_event()
    async with receiver(500, 500, 503, 404, 500) as heard:
        await make_endpoint(event, settings, heard.url)
        kind = await make_type(event, price_minor=5000)
        order = await mark_paid(await make_order(event, kind), hand=Hand.BANK)
        await cancel.cancel(order)
        await go_round(settings, times=6)
    assert heard.actions == ["placed", "paid", "cancelled"]
    assert await states() == [("delivered", 6), ("delivered", 1), ("delivered", 1)]
    assert len({headers["webhook-id"] for headers, _ in heard.raw}) == 3
    assert await check.broken() == []


async def test_a_delivery_is_signed_with_the_secret_of_its_webhook(settings: Settings) -> None:
    event = await make_event()
    async with receiver() as heard:
        endpoint = await make_endpoint(event, settings, heard.url)
        await announce(Topic.TEST, event.id, "webhook:1", word="𠮷")
        await go_round(settings)
    (headers, body), *rest = heard.raw
    secret = secret_of(endpoint, secret_key=settings.secret_key)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    assert (headers["webhook-signature"], rest) == (f"v1,{mac}", [])
    assert heard.got[0]["data"] == {"event": "summit", "word": "𠮷"}


async def test_another_order_does_not_wait_for_one_that_fails(settings: Settings) -> None:
    event = await make_event()
    async with receiver(500) as heard:
        await make_endpoint(event, settings, heard.url, topics=(Topic.ORDER_PLACED,))
        kind = await make_type(event, price_minor=5000)
        for _ in range(2):
            await make_order(event, kind)
        await go_round(settings)
    assert sorted(await states()) == [("delivered", 1), ("waiting", 1)]


async def test_410_ends_the_webhook_and_what_waits_for_it(settings: Settings) -> None:
    event = await make_event()
    async with receiver(410) as heard:
        endpoint = await make_endpoint(event, settings, heard.url)
        await make_order(event, await make_type(event))
        await go_round(settings)
        assert [state for state, _ in await states()] == ["dropped", "dropped"]
        assert (await Endpoint.get()).is_active is False
        with pytest.raises(EndpointEnded):
            await replay_missed(endpoint)
        await switch_on(endpoint)
        assert await replay_missed(endpoint) == 2
        await go_round(settings)
    assert heard.actions == ["placed", "paid"]


async def test_a_replay_sends_the_same_message_once_more(settings: Settings) -> None:
    event = await make_event()
    async with receiver() as heard:
        await make_endpoint(event, settings, heard.url)
        await announce(Topic.TEST, event.id, "webhook:1")
        await go_round(settings)
        await replay(await Delivery.get())
        await go_round(settings)
    first, second = heard.raw
    assert (first[0]["webhook-id"], first[1]) == (second[0]["webhook-id"], second[1])
    assert await Attempt.all().count() == 2


async def test_a_private_address_is_not_asked(settings: Settings) -> None:
    event = await make_event()
    await make_endpoint(event, settings, "https://10.0.0.1/hook")
    await announce(Topic.TEST, event.id, "webhook:1")
    await go_round(settings)
    assert (await Attempt.get()).problem == "a private address"
    assert await states() == [("waiting", 1)]


async def test_after_two_days_of_attempts_it_is_given_up(settings: Settings) -> None:
    event = await make_event()
    await make_endpoint(event, settings)
    await announce(Topic.TEST, event.id, "webhook:1")
    for _ in range(len(PAUSES) + 1):
        await conclude(await Delivery.get(), Result(503, 1))
    assert await states() == [("failed", len(PAUSES) + 1)]


def test_a_receiver_may_ask_for_a_longer_pause_but_not_for_ever() -> None:
    seconds = [pause(1).total_seconds(), pause(1, retry_after=90).total_seconds()]
    assert seconds == [5, 90]
    assert pause(1, retry_after=10**6).total_seconds() == 86_400


async def test_two_workers_never_take_the_same_delivery(settings: Settings) -> None:
    event = await make_event()
    await make_endpoint(event, settings)
    for number in range(6):
        await announce(Topic.TEST, event.id, f"order:{number}")
    taken = await asyncio.gather(*(claim(4, at_one=4, busy={}) for _ in range(3)))
    taken.append(await claim(4, at_one=4, busy={}))  # who comes second passes over what is locked
    ids = [one.id for some in taken for one in some]
    assert len(ids) == len(set(ids)) == 6


async def test_a_slow_receiver_has_only_its_share_under_way(settings: Settings) -> None:
    event = await make_event()
    slow = await make_endpoint(event, settings)
    for number in range(6):
        await announce(Topic.TEST, event.id, f"order:{number}")
    assert len(await claim(32, at_one=4, busy={slow.id: 3})) == 1


async def test_a_receiver_with_a_long_queue_holds_up_no_other(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events_svc.webhooks.deliver.LOOKED_AT", 5)
    event = await make_event()
    other = await make_event("other", organisation=event.organisation)
    slow = await make_endpoint(event, settings)
    for number in range(6):
        await announce(Topic.TEST, event.id, f"order:{number}")
    quick = await make_endpoint(other, settings)
    await announce(Topic.TEST, other.id, "order:7")
    assert [one.endpoint_id for one in await claim(32, at_one=4, busy={slow.id: 4})] == [quick.id]


async def test_what_is_rolled_back_is_not_told(settings: Settings) -> None:
    event = await make_event()
    await make_endpoint(event, settings)
    kind = await make_type(event, places=1)
    await make_order(event, kind)
    with pytest.raises(SoldOut):
        await make_order(event, kind)
    assert await Message.all().count() == 2


async def test_only_chosen_topics_of_the_own_event_are_told(settings: Settings) -> None:
    event = await make_event()
    other = await make_event("other", organisation=event.organisation)
    await make_endpoint(event, settings, topics=(Topic.ORDER_PAID,))
    await make_order(other, await make_type(other))
    await make_order(event, await make_type(event))
    found = await Delivery.all().select_related("message")
    assert [(one.message.topic, one.state) for one in found] == [
        ("order.paid", DeliveryState.WAITING)
    ]
