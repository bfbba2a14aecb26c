"""docs/api.md tells receivers how to verify a message; here its lines judge one that was delivered."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from events_svc.config import Settings
from events_svc.webhooks.announce import announce
from events_svc.webhooks.endpoints import secret_of
from events_svc.webhooks.signing import new_secret
from events_svc.webhooks.topics import CHOICES, Topic
from tests.events.factories import make_event
from tests.webhooks.factories import go_round, make_endpoint
from tests.webhooks.receiver import receiver

DOCUMENT = (Path(__file__).parent.parent.parent / "docs" / "api.md").read_text()

Judge = Callable[[dict[str, str], bytes, str], bool]


def _judge() -> Judge:
    (block,) = re.findall(r"^```python\n(.*?)^```$", DOCUMENT, re.M | re.S)
    names: dict[str, Judge] = {}
    exec(block, names)
    return names["is_genuine"]


@pytest.mark.usefixtures("database")
async def test_the_documented_lines_know_our_messages_from_forged_ones(settings: Settings) -> None:
    event = await make_event()
    async with receiver() as heard:
        endpoint = await make_endpoint(event, settings, heard.url)
        await announce(Topic.ORDER_PAID, event.id, "order:1", order="A7K9M")
        await go_round(settings)
    ((told, body),) = heard.raw
    headers = {name.lower(): value for name, value in told.items()}
    is_genuine, secret = _judge(), secret_of(endpoint, secret_key=settings.secret_key)
    old = {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 301)}
    assert [
        is_genuine(headers, body, secret),
        is_genuine(headers, body + b" ", secret),
        is_genuine(headers, body, new_secret()),
        is_genuine(old, body, secret),
    ] == [True, False, False, False]


@pytest.mark.engineless
def test_every_topic_is_documented() -> None:
    assert [topic for topic in CHOICES if f"`{topic.value}`" not in DOCUMENT] == []
