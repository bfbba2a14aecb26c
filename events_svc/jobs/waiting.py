"""What the worker does for those who wait: offers, and the mails about them."""

from datetime import timedelta
from typing import Any

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.jobs import Clock, Context, Handler
from events_svc.jobs.letter import Words, html, speaking, text
from events_svc.outbox.mail import post
from events_svc.outbox.models import Mail
from events_svc.tickets.questions.files import purge_unclaimed
from events_svc.tickets.waiting.models import WaitingEntry
from events_svc.tickets.waiting.offer import offer_all_due, offer_due
from events_svc.tickets.waiting.queries import Wait, standing
from events_svc.web import pages
from events_svc.web.i18n import gettext
from events_svc.web.tickets import printed


async def offer(_: Context, payload: dict[str, Any]) -> None:
    """Places may have returned at this event."""
    await offer_due(payload["event_id"])


async def offer_all(_: Context) -> None:
    """Whatever nobody was told of: quotas that grew, sales that began, offers that lapsed."""
    await offer_all_due()


async def purge(_: Context) -> None:
    """Drop files that were brought for answers and never named by one."""
    await purge_unclaimed()


async def tell_joined(context: Context, payload: dict[str, Any]) -> None:
    """Post that the person is on the list, with the link by which to leave it; once."""
    await _tell(context, payload["entry_id"], "joined")


async def tell_offered(context: Context, payload: dict[str, Any]) -> None:
    """Post that a place is held for the person, unless it is taken or given up already; once."""
    await _tell(context, payload["entry_id"], "offered")


async def _tell(context: Context, entry_id: int, what: str) -> None:
    async with in_transaction():
        await WaitingEntry.filter(id=entry_id).select_for_update().first()
        entry = await WaitingEntry.get(id=entry_id).select_related(
            "event__venue", "ticket_type", "variant", "voucher"
        )
        about = f"waiting:{entry.id}:{what}"
        wanted = Wait.OFFERED if what == "offered" else Wait.WAITING
        is_still = standing(entry, entry.voucher) is wanted
        if not is_still or await Mail.filter(about=about).exists():
            return
        with speaking(entry.language):
            words = WORDS[what](entry, context.settings.public_url)
            await post(
                entry.email,
                words.subject,
                text(words),
                body_html=html(words),
                language=entry.language,
                about=about,
            )


def _joined(entry: WaitingEntry, url: str) -> Words:
    return Words(
        subject=gettext("On the waiting list: {event}").format(event=_event(entry)),
        paragraphs=[
            gettext("Hello {name},").format(name=entry.name),
            gettext(
                "you are on the waiting list. As soon as there is a place for you we hold it and write to you."
            ),
        ],
        facts=_facts(entry),
        act=(gettext("See where you stand, or leave the list"), f"{url}/waiting/{entry.secret}"),
    )


def _offered(entry: WaitingEntry, url: str) -> Words:
    assert entry.voucher is not None
    until = entry.voucher.valid_until or clock.now()
    moment = pages.environment().filters["moment"](until, entry.event.timezone)
    held = gettext("there is a place for you. We hold it until {time}; after that it goes on.")
    return Words(
        subject=gettext("A place for you: {event}").format(event=_event(entry)),
        paragraphs=[
            gettext("Hello {name},").format(name=entry.name),
            held.format(time=moment),
        ],
        facts=_facts(entry),
        act=(gettext("Take the place"), f"{url}/waiting/{entry.secret}"),
    )


def _facts(entry: WaitingEntry) -> list[tuple[str, str]]:
    kind = printed.words(entry.ticket_type.name)
    if entry.variant is not None:
        kind = f"{kind} · {printed.words(entry.variant.name)}"
    return [*printed.facts_of_event(entry.event), (gettext("Ticket"), kind)]


def _event(entry: WaitingEntry) -> str:
    return printed.words(entry.event.title)


WORDS = {"joined": _joined, "offered": _offered}

HANDLERS: dict[str, Handler] = {
    "waiting.offer": offer,
    "waiting.joined": tell_joined,
    "waiting.offered": tell_offered,
}

CLOCKS = [
    Clock("waiting.offer", timedelta(minutes=1), offer_all),
    Clock("answers.purge", timedelta(hours=6), purge),
]
