"""The form of a live link: what stands in it, and what it means."""

from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from events_svc.events.models import Event
from events_svc.media import guess
from events_svc.media.models import Access, Source, SourceKind
from events_svc.media.sources import Link
from events_svc.web import pages
from events_svc.web.media.links import Place, Role, Url, Word


class LinkForm(msgspec.Struct):
    """A live link; a blank platform is guessed from the address, times are the event's."""

    url: Url
    platform: Word = ""
    language: Word = "zh"
    kind: Literal["live", "dvr", "relive"] = "live"
    role: Role = "main"
    access: Literal["public", "ticket"] = "public"
    embed_url: Url = ""
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    position: Place = 0


def link(form: LinkForm, event: Event) -> Link:
    """The form as a link."""
    return Link(
        form.platform or guess.guessed(form.url),
        form.url,
        form.language,
        SourceKind(form.kind),
        form.role,
        form.position,
        access=Access(form.access),
        embed_url=form.embed_url,
        valid_from=_instant(form.valid_from, event),
        valid_to=_instant(form.valid_to, event),
    )


def values(source: Source, event: Event) -> dict[str, Any]:
    """What stands in the form of a link."""
    return {
        "url": source.url,
        "platform": source.platform,
        "language": source.language,
        "kind": source.kind.value,
        "role": source.role,
        "access": source.access.value,
        "embed_url": source.embed_url,
        "valid_from": _local(source.valid_from, event),
        "valid_to": _local(source.valid_to, event),
        "position": source.position or "",
    }


def _instant(value: datetime | None, event: Event) -> datetime | None:
    return pages.local_to_utc(value, event.timezone) if value else None


def _local(value: datetime | None, event: Event) -> str:
    return value.astimezone(ZoneInfo(event.timezone)).strftime("%Y-%m-%dT%H:%M") if value else ""
