"""After a release: speakers, readers and holders of tickets are told; planned releases are made."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import timedelta
from typing import Any

from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.jobs import Clock, Context, Handler
from events_svc.jobs.agenda_words import News, of_address, of_news
from events_svc.jobs.letter import Words, html, speaking, text
from events_svc.outbox.mail import Draft, post, post_all
from events_svc.schedule import planned, stars
from events_svc.schedule.audience import Concern, Tell, audience, concerning
from events_svc.schedule.lock import lock
from events_svc.schedule.models import Release
from events_svc.schedule.reader_models import StarList
from events_svc.text import Text
from events_svc.tickets.models import Order
from events_svc.tickets.reach import reachable
from speakers.models import Speaker

HAPPENED = {"moved", "cancelled"}  # what holders of tickets are told of


async def tell(context: Context, payload: dict[str, Any]) -> None:
    """Everybody whom the release concerns has one mail about it, however often this job is done.

    A constant number of queries for a thousand people. Only groups named in `tell` are told.
    """
    release = await Release.get(id=payload["release_id"]).select_related("event")
    url = context.settings.public_url
    drafts = [draft async for draft in _drafts(release, {*payload["tell"]}, url)]
    async with in_transaction():
        await lock(release.event_id)  # two workers with this job: the second finds all mailed
        await post_all(drafts)


async def _drafts(release: Release, told: set[str], url: str) -> AsyncIterator[Draft]:
    found = await audience(release.changes)
    if Tell.SPEAKERS in told:
        for one in await Speaker.filter(id__in=[*found.speakers]).order_by("id"):
            yield _to_speaker(release, one, found.speakers[one.id], url)
    if Tell.READERS in told:
        for reader in await StarList.filter(id__in=[*found.readers]).order_by("id"):
            yield _to_reader(release, reader, found.readers[reader.id], url)
    concerns = [one for one in concerning(release.changes) if one.kind in HAPPENED]
    if Tell.HOLDERS in told and concerns:
        for order in await reachable(release.event_id):
            yield _to_buyer(release, order, concerns, url)


def _to_speaker(release: Release, who: Speaker, concerns: Sequence[Concern], url: str) -> Draft:
    language = language_of_person(who.name, release.event)
    act = f"{url}/speakers/{who.slug}"
    news = News(release, concerns, url, "speaker", who.name, act)
    return _draft(who.email or "", news, f"speaker:{who.id}", language)


def _to_reader(release: Release, who: StarList, concerns: Sequence[Concern], url: str) -> Draft:
    news = News(release, concerns, url, "reader", {}, f"{url}/stars/{who.secret}")
    return _draft(who.email or "", news, f"stars:{who.id}", who.language)


def _to_buyer(release: Release, order: Order, concerns: Sequence[Concern], url: str) -> Draft:
    name: Text = {order.language: order.buyer_name}
    act = f"{url}/events/{release.event.slug}/agenda"
    return _draft(
        order.email,
        News(release, concerns, url, "holder", name, act),
        f"order:{order.id}",
        order.language,
    )


def _draft(recipient: str, news: News, whom: str, language: str) -> Draft:
    with speaking(language):
        words = of_news(news)
        return Draft(
            recipient,
            words.subject,
            text(words),
            html(words),
            language,
            f"release:{news.release.id}:{whom}",
        )


def language_of_person(name: Text, event: Event) -> str:
    """Who has a name in one language alone reads that; else the first language of the event's title."""
    languages: Iterable[str] = name if len(name) == 1 else event.title
    return next(iter(languages), "zh")


async def confirm(context: Context, payload: dict[str, Any]) -> None:
    """Ask an address whether it wants to be told of changes of starred sessions."""
    async with in_transaction():
        asked = await stars.question(payload["star_list_id"])
        if asked is None:
            return
        starred, secret = asked
        link = f"{context.settings.public_url}/stars/{starred.secret}/confirmation/{secret}"
        with speaking(starred.language):
            await _post(starred, of_address(starred.event, link))


async def _post(starred: StarList, words: Words) -> None:
    await post(
        starred.email or "",
        words.subject,
        text(words),
        body_html=html(words),
        language=starred.language,
        about=f"stars:{starred.id}:confirm",
    )


async def release_due(context: Context) -> None:
    """See `planned.release_due`."""
    await planned.release_due()


HANDLERS: dict[str, Handler] = {"agenda.tell": tell, "stars.confirm": confirm}
CLOCKS: list[Clock] = [Clock("agenda.release", timedelta(seconds=15), release_due)]
