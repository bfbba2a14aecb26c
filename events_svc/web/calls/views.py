"""What the API says of calls and of what was sent in."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from events_svc.calls.models import Call, Offer, Question
from events_svc.calls.queries import Whole
from events_svc.web.fields import Instant, Texts, Titles

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=80)]


class CallDraft(msgspec.Struct):
    """A new call; without `closes_at` it is rolling, without a slug its title makes one."""

    title: Titles
    text: Texts = {}
    slug: Slug = ""
    opens_at: Instant | None = None
    closes_at: Instant | None = None
    needs_code: bool = False
    most_each: Annotated[int, Meta(ge=1, le=1000)] | None = None


class CallOffer(msgspec.Struct):
    """A session type that a call takes; `closes_at` is its own deadline, or that of the call."""

    key: str
    name: dict[str, str]
    minutes: int
    closes_at: datetime | None
    needs_code: bool


class CallQuestion(msgspec.Struct):
    """A question of the organiser's; `options` by their position, `only_*` empty: asked of all."""

    id: int
    kind: str
    label: dict[str, str]
    hint: dict[str, str]
    options: list[dict[str, str]]
    is_required: bool
    is_of_presenter: bool
    is_bilingual: bool
    only_types: list[int]
    only_tracks: list[int]


class CallSummary(msgspec.Struct):
    """A call in a list."""

    id: int
    slug: str
    title: dict[str, str]
    is_published: bool
    opens_at: datetime | None
    closes_at: datetime | None
    needs_code: bool
    most_each: int | None


class CallList(msgspec.Struct):
    """The calls of an event, in the order of their making."""

    items: list[CallSummary]


class CallView(CallSummary):
    """A call with what it takes and asks."""

    text: dict[str, str]
    offers: list[CallOffer]
    questions: list[CallQuestion]


def summary(call: Call) -> CallSummary:
    """The call as a list tells it."""
    return CallSummary(**_columns(call, CallSummary))


def whole_view(whole: Whole) -> CallView:
    """The call with what it takes and asks."""
    call = whole.call
    return CallView(
        **_columns(call, CallSummary),
        text=call.text,
        offers=[_offer(one, call) for one in whole.offers],
        questions=[CallQuestion(**_question(one)) for one in whole.questions],
    )


def _offer(one: Offer, call: Call) -> CallOffer:
    kind = one.session_type
    needs_code = one.needs_code or call.needs_code
    return CallOffer(kind.key, kind.name, kind.minutes, one.closes_at or call.closes_at, needs_code)


def _question(one: Question) -> dict[str, Any]:
    return {**_columns(one, CallQuestion), "kind": one.kind.value}


def _columns(row: Call | Question, kind: type[msgspec.Struct]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in kind.__struct_fields__}
