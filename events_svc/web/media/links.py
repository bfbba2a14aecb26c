"""A link of media as forms and the API take and show it."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from events_svc.media import guess
from events_svc.media.models import Access, Source, SourceKind
from events_svc.media.sources import Link
from events_svc.web.fields import Instant

Url = Annotated[str, msgspec.Meta(max_length=1000)]
Word = Annotated[str, msgspec.Meta(max_length=40)]
Role = Literal["main", "slides", "audio", "sign"]
Place = Annotated[int, msgspec.Meta(ge=0, le=1000)]


class SourceView(msgspec.Struct):
    """A link under which something can be watched. `url` is null for what needs a ticket."""

    id: int
    platform: str
    kind: SourceKind
    url: str | None
    language: str
    role: str
    access: Access = Access.PUBLIC
    embed_url: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None


class SourceBody(msgspec.Struct):
    """A link as an organiser gives it; a blank platform is guessed from the address.

    It is shown from `valid_from` until `valid_to`; with access `ticket` only holders of a valid ticket
    get it, under an address that is signed for their browser and good for five minutes.
    """

    url: Url
    platform: Word = ""
    language: Word = "zh"
    kind: SourceKind = SourceKind.LIVE
    role: Role = "main"
    position: Place = 0
    access: Access = Access.PUBLIC
    embed_url: Url = ""
    valid_from: Instant | None = None
    valid_to: Instant | None = None


class SourceList(msgspec.Struct):
    """The links of a session."""

    items: list[SourceView]


def source_view(source: Source) -> SourceView:
    """The link as the public API shows it: what needs a ticket without its address."""
    return _view(source, source.url if source.access is Access.PUBLIC else None)


def own_view(source: Source) -> SourceView:
    """The link as those see it who look after it."""
    return _view(source, source.url)


def _view(source: Source, url: str | None) -> SourceView:
    return SourceView(
        id=source.id,
        platform=source.platform,
        kind=source.kind,
        url=url,
        language=source.language,
        role=source.role,
        access=source.access,
        embed_url=(source.embed_url or None) if url else None,
        valid_from=source.valid_from,
        valid_to=source.valid_to,
    )


def link(body: SourceBody) -> Link:
    """The body as a link; a blank platform is guessed from the address."""
    return Link(
        body.platform or guess.guessed(body.url),
        body.url,
        body.language,
        body.kind,
        body.role,
        body.position,
        access=body.access,
        embed_url=body.embed_url,
        valid_from=body.valid_from,
        valid_to=body.valid_to,
    )
