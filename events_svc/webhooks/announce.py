"""Say that something happened, in the transaction of the change: whoever listens will be told."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tortoise.expressions import Q

from events_svc import clock
from events_svc.database import notices
from events_svc.database.bulk import insert_all
from events_svc.events.models import Event
from events_svc.webhooks.models import Delivery, DeliveryState, Endpoint, Message
from events_svc.webhooks.topics import Topic

NOTICE = "webhooks"


@dataclass(frozen=True, slots=True)
class News:
    """What happened at an event to `subject` (`order:12`); `facts` are JSON and name nobody."""

    topic: Topic
    event_id: int
    subject: str
    facts: dict[str, Any] = field(default_factory=dict)


async def announce(topic: Topic, event_id: int, subject: str, **facts: Any) -> None:
    """One piece of news; see `announce_all`."""
    await announce_all([News(topic, event_id, subject, facts)])


async def tell(endpoint_id: int, news: News, *, slug: str) -> None:
    """The news for one endpoint alone, whatever it listens to."""
    await _write([(news, [endpoint_id])], {news.event_id: slug})


async def announce_all(news: Sequence[News]) -> None:
    """Write a message and its deliveries for each of the news that an endpoint listens to.

    Called inside the transaction of the changes: with them it is stored, or lost. When nobody listens
    it is one query. News of one subject are delivered in the order in which they were written.
    """
    listening = await _listening({one.event_id for one in news}) if news else {}
    heard = [(one, ids) for one in news if (ids := _wanted(one, listening))]
    await _write(heard, {event_id: one.slug for event_id, one in listening.items()})


@dataclass(frozen=True, slots=True)
class _Listening:
    """The endpoints of an event, each with the topics that it wants, and the event's slug."""

    slug: str
    endpoints: list[tuple[int, frozenset[str]]]


async def _listening(event_ids: Collection[int]) -> dict[int, _Listening]:
    """The endpoints by id of the event; events of which nobody hears are not there."""
    own = Q(event_id__in=event_ids)
    whole = Q(event_id=None, organisation__events__id__in=event_ids)
    active = Endpoint.filter(own | whole, is_active=True).distinct().order_by("id")
    endpoints = await active.values("id", "event_id", "organisation_id", "topics")
    if not endpoints:
        return {}
    events = await Event.filter(id__in=event_ids).values("id", "organisation_id", "slug")
    found: dict[int, _Listening] = {}
    for event in events:
        wanting = [
            (one["id"], frozenset(one["topics"]))
            for one in endpoints
            if one["event_id"] == event["id"]
            or (one["event_id"] is None and one["organisation_id"] == event["organisation_id"])
        ]
        found[event["id"]] = _Listening(event["slug"], wanting)
    return found


def _wanted(news: News, listening: dict[int, _Listening]) -> list[int]:
    """The endpoints that want this."""
    if news.event_id not in listening:
        return []
    endpoints = listening[news.event_id].endpoints
    return [one for one, topics in endpoints if not topics or news.topic in topics]


async def _write(heard: Sequence[tuple[News, list[int]]], slugs: Mapping[int, str]) -> None:
    if not heard:
        return
    now = clock.now()
    messages = [_message(one, slugs[one.event_id], now) for one, _ in heard]
    made = await insert_all(Message, messages, returning=("id", "guid"))
    ids = {uuid.UUID(str(row["guid"])): row["id"] for row in made}
    deliveries = [
        _delivery(endpoint_id, ids[message["guid"]], message["subject"], now)
        for message, (_, endpoint_ids) in zip(messages, heard, strict=True)
        for endpoint_id in endpoint_ids
    ]
    await insert_all(Delivery, deliveries)
    await notices.notify(NOTICE)


def _message(news: News, slug: str, at: datetime) -> dict[str, Any]:
    return {
        "guid": uuid.uuid4(),
        "event_id": news.event_id,
        "topic": news.topic.value,
        "subject": news.subject,
        "body": {
            "type": news.topic.value,
            "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "data": {"event": slug, **news.facts},
        },
        "happened_at": at,
    }


def _delivery(endpoint_id: int, message_id: int, subject: str, at: datetime) -> dict[str, Any]:
    return {
        "endpoint_id": endpoint_id,
        "message_id": message_id,
        "subject": subject,
        "state": DeliveryState.WAITING,
        "attempts": 0,
        "due_at": at,
    }
