"""The words of the mails about an agenda, in the language that is set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

from events_svc.events.models import Event
from events_svc.jobs.letter import Words
from events_svc.schedule.audience import Concern
from events_svc.schedule.changes import Spot
from events_svc.schedule.models import Release
from events_svc.text import Text
from events_svc.web import pages
from events_svc.web.i18n import gettext, language
from events_svc.web.tickets import printed

MOST = 30  # lines in a mail; the page has them all


@dataclass(frozen=True, slots=True)
class News:
    """What a release has for one person; `act` is the address of that person's own page."""

    release: Release
    concerns: Sequence[Concern]
    url: str  # our own address
    to: Literal["speaker", "reader", "holder"]
    name: Text
    act: str


def of_news(news: News) -> Words:
    """The agenda has changed, in so many lines."""
    event = printed.words(news.release.event.title)
    note = printed.words(news.release.note) if news.release.note else ""
    left = len(news.concerns) - MOST
    more = gettext("… and {count} more.").format(count=left) if left > 0 else ""
    paragraphs = [_greeting(news), _opening(news), note, more]
    return Words(
        subject=_subject(news).format(event=event),
        paragraphs=[one for one in paragraphs if one],
        facts=[_line(news, one) for one in news.concerns[:MOST]],
        act=(_act(news), news.act),
    )


def of_address(event: Event, link: str) -> Words:
    """Whether the reader of this mail starred something and wants to be told."""
    name = printed.words(event.title)
    return Words(
        subject=gettext("Tell me of changes: {event}").format(event=name),
        paragraphs=[
            gettext(
                "Somebody, hopefully you, wants mail at this address when starred sessions of {event} "
                "move or are cancelled."
            ).format(event=name),
            gettext("If it was not you, nothing needs to be done."),
        ],
        act=(gettext("Yes, tell me"), link),
    )


def _subject(news: News) -> str:
    if news.to != "speaker":
        return gettext("Agenda changed: {event}")
    is_first = all(one.kind == "new" for one in news.concerns)
    return (
        gettext("Your sessions at {event}")
        if is_first
        else gettext("Your sessions at {event} have changed")
    )


def _greeting(news: News) -> str:
    if not news.name:
        return gettext("Hello,")
    return gettext("Hello {name},").format(name=printed.words(news.name))


def _opening(news: News) -> str:
    number = news.release.number
    openings = {
        "speaker": gettext("version {number} of the agenda is public. This is what concerns you:"),
        "reader": gettext(
            "version {number} of the agenda is public. Of what you starred, this has changed:"
        ),
        "holder": gettext("version {number} of the agenda is public. This has changed:"),
    }
    return openings[news.to].format(number=number)


def _line(news: News, one: Concern) -> tuple[str, str]:
    zone = news.release.event.timezone
    before, after = _spot(one.change["before"], zone), _spot(one.change["after"], zone)
    said = {
        "new": after,
        "moved": gettext("{after} (was: {before})").format(after=after, before=before),
        "cancelled": gettext("cancelled (was: {before})").format(before=before),
    }
    return printed.words(one.change["title"]), said[one.kind]


def _spot(spot: Spot | None, zone: str) -> str:
    if spot is None:
        return ""
    when = _moment(spot["starts_at"], zone, language.get())
    return f"{when} · {printed.words(spot['room'])}" if spot["room"] else when


@lru_cache(maxsize=2048)
def _moment(starts_at: str, zone: str, _language: str) -> str:
    """The instant in the language that is set: a thousand mails tell of the same few times."""
    return str(pages.environment().filters["moment"](datetime.fromisoformat(starts_at), zone))


def _act(news: News) -> str:
    return {
        "speaker": gettext("Your page and calendar"),
        "reader": gettext("Your stars"),
        "holder": gettext("To the agenda"),
    }[news.to]
