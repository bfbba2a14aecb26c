"""The bodies in which programs send an event."""

from typing import Annotated

import msgspec

from events_svc.events.models import Kind, Mode
from events_svc.web.events.forms import Address, Edition, Proses, Slug
from events_svc.web.fields import Colour, Id, Instant, Lines

Code = Annotated[str, msgspec.Meta(max_length=64)]


class EventDraft(msgspec.Struct):
    """A new event; `organisation` is a slug, needed when the token's owner has several."""

    title: Lines
    kind: Kind
    starts_at: Instant
    ends_at: Instant
    mode: Mode = Mode.ONSITE
    slug: Slug | msgspec.UnsetType = msgspec.UNSET
    organisation: Code | msgspec.UnsetType = msgspec.UNSET
    subtitle: Lines = {}
    description: Proses = {}
    city: Lines = {}
    timezone: Code = "Asia/Shanghai"
    currency: Code = "CNY"
    accent: Colour = "#a8321f"
    venue_id: Id | None = None
    series_id: Id | None = None
    edition: Edition | None = None
    parent_id: Id | None = None
    url: Address | None = None


class EventChange(msgspec.Struct):
    """What is absent stays as it is."""

    title: Lines | msgspec.UnsetType = msgspec.UNSET
    kind: Kind | msgspec.UnsetType = msgspec.UNSET
    mode: Mode | msgspec.UnsetType = msgspec.UNSET
    slug: Slug | msgspec.UnsetType = msgspec.UNSET
    starts_at: Instant | msgspec.UnsetType = msgspec.UNSET
    ends_at: Instant | msgspec.UnsetType = msgspec.UNSET
    subtitle: Lines | msgspec.UnsetType = msgspec.UNSET
    description: Proses | msgspec.UnsetType = msgspec.UNSET
    city: Lines | msgspec.UnsetType = msgspec.UNSET
    timezone: Code | msgspec.UnsetType = msgspec.UNSET
    currency: Code | msgspec.UnsetType = msgspec.UNSET
    accent: Colour | msgspec.UnsetType = msgspec.UNSET
    venue_id: Id | msgspec.UnsetType | None = msgspec.UNSET
    series_id: Id | msgspec.UnsetType | None = msgspec.UNSET
    edition: Edition | msgspec.UnsetType | None = msgspec.UNSET
    parent_id: Id | msgspec.UnsetType | None = msgspec.UNSET
    url: Address | msgspec.UnsetType | None = msgspec.UNSET
