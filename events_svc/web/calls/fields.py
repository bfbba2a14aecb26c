"""What organisers write about calls, checked."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from events_svc.calls.make import Terms
from events_svc.calls.models import Call, Question, QuestionKind
from events_svc.calls.offers import CodeTerms
from events_svc.calls.offers import Terms as OfferTerms
from events_svc.calls.questions import Asked
from events_svc.events.models import Event
from events_svc.events.slugs import slug_of
from events_svc.text import Text, text
from events_svc.web.fields import Id, Line
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.pages import local_to_utc

Prose = Annotated[str, Meta(max_length=20_000)]
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=80)]
RESERVED = {"new"}
MOST_OPTIONS = 50


class CallForm(msgspec.Struct):
    """A call as its form sends it."""

    title: dict[str, Line]
    text: dict[str, Prose] = {}
    slug: Slug = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    needs_code: bool = False
    most_each: Annotated[int, Meta(ge=1, le=1000)] | None = None

    def terms(self, event: Event) -> Terms:
        """The form as terms of the domain."""
        slug = self.slug or slug_of(self.title, "call")
        if slug in RESERVED:
            raise Malformed({"slug": gettext("This does not look right.")})
        given = {name: getattr(self, name) for name in ("needs_code", "most_each")}
        opens_at, closes_at = instant(self.opens_at, event), instant(self.closes_at, event)
        if opens_at and closes_at and closes_at <= opens_at:
            raise Malformed({"closes_at": gettext("The end must be after the start.")})
        return Terms(
            slug=slug,
            title=self.title,
            text=self.text,
            opens_at=opens_at,
            closes_at=closes_at,
            **given,
        )


class OfferForm(msgspec.Struct):
    """A session type that a call takes: one that exists, or a new one with name and length."""

    session_type: Id | None = None
    type_name: dict[str, Line] = {}
    minutes: Annotated[int, Meta(ge=1, le=14 * 24 * 60)] = 30
    offer_closes_at: datetime | None = None
    offer_needs_code: bool = False

    def terms(self, event: Event) -> OfferTerms:
        return OfferTerms(instant(self.offer_closes_at, event), self.offer_needs_code)

    def key(self, count: int) -> str:
        """The key of a new type, `Session.kind` of its sessions."""
        return slug_of(self.type_name, f"type-{count + 1}")


class CodeForm(msgspec.Struct):
    """An access code; without words of its own one is made."""

    access_code: Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{4,40}\Z")] = ""
    note: Annotated[str, Meta(max_length=200)] = ""
    valid_until: datetime | None = None
    most_uses: Annotated[int, Meta(ge=1, le=100_000)] | None = None

    def terms(self, event: Event, made: str) -> CodeTerms:
        until = instant(self.valid_until, event)
        return CodeTerms(self.access_code or made, self.note, until, self.most_uses)


class QuestionForm(msgspec.Struct):
    """A question; its options stand one a line, `中文 | English`."""

    kind: QuestionKind
    label: dict[str, Line]
    hint: dict[str, Annotated[str, Meta(max_length=1000)]] = {}
    options: Annotated[str, Meta(max_length=10_000)] = ""
    position: Annotated[int, Meta(ge=0, le=1000)] = 0
    is_required: bool = False
    is_of_presenter: bool = False
    is_bilingual: bool = False
    is_for_reviewers: bool = False
    only_types: list[Id] = []
    only_tracks: list[Id] = []

    def asked(self) -> Asked:
        """The form as the domain takes it; raises Malformed for a choice without options."""
        lines = [line for line in self.options.splitlines() if line.strip()]
        is_choice = self.kind in {QuestionKind.CHOICE, QuestionKind.CHOICES}
        if is_choice and not 2 <= len(lines) <= MOST_OPTIONS:
            wrong = gettext("From 2 to {most} options, one a line.").format(most=MOST_OPTIONS)
            raise Malformed({"options": wrong})
        given = msgspec.structs.asdict(self)
        return Asked(**{**given, "options": [_option(line) for line in lines] if is_choice else []})


def instant(value: datetime | None, event: Event) -> datetime | None:
    """The instant of a wall-clock time at the event."""
    if value is not None and not 1970 <= value.year <= 2200:
        raise Malformed({"form": gettext("A date and time, please.")})
    return value and local_to_utc(value, event.timezone)


def local(value: datetime | None, event: Event) -> str:
    """An instant as the field of a form shows it."""
    if value is None:
        return ""
    return value.astimezone(ZoneInfo(event.timezone)).strftime("%Y-%m-%dT%H:%M")


def values_of(call: Call, event: Event) -> dict[str, Any]:
    """What stands in a call, as the fields of its form show it."""
    values: dict[str, Any] = {
        "slug": call.slug,
        "opens_at": local(call.opens_at, event),
        "closes_at": local(call.closes_at, event),
        "needs_code": call.needs_code,
        "most_each": call.most_each,
    }
    return values | _sides(call, "title", "text")


def values_of_question(question: Question) -> dict[str, Any]:
    """What stands in a question, as the fields of its form show it."""
    names = ("kind", "position", "is_required", "is_of_presenter", "is_bilingual")
    values = {name: getattr(question, name) for name in (*names, "is_for_reviewers")}
    values |= {"only_types": question.only_types, "only_tracks": question.only_tracks}
    values["options"] = "\n".join(
        " | ".join(one.get(lang, "") for lang in ("zh", "en")) for one in question.options
    )
    return values | _sides(question, "label", "hint")


def _sides(row: Call | Question, *names: str) -> dict[str, str]:
    return {f"{name}_{lang}": words for name in names for lang, words in getattr(row, name).items()}


def _option(line: str) -> Text:
    """`是 | Yes` in both languages; a line without a bar reads the same in both."""
    zh, bar, en = (part.strip()[:300] for part in line.partition("|"))
    return text(zh, en) if bar else text(zh, zh)
