"""What stands in the places of an organiser's words, for one person, in that person's language."""

from collections.abc import Mapping
from typing import Any

from events_svc.events.models import Event
from events_svc.letters.audience import Recipient
from events_svc.letters.models import Audience, Letter
from events_svc.letters.placeholders import FOR_AUDIENCE, FOR_ORDER, Placeholder, filled, spoken
from events_svc.web.i18n import gettext
from events_svc.web.occasion import place, when, words

Names = Mapping[int, Any]  # of ticket types, by id


def values(one: Recipient, event: Event, names: Names, url: str) -> dict[str, str]:
    """What stands for each placeholder of a letter; the event's venue is loaded, `url` is our own address."""
    return {
        Placeholder.NAME: one.name,
        Placeholder.EVENT: words(event.title),
        Placeholder.WHEN: when(event),
        Placeholder.PLACE: place(event),
        Placeholder.EVENT_LINK: f"{url}/events/{event.slug}",
        Placeholder.TICKET: ", ".join(words(names[kind]) for kind in one.types if kind in names),
        Placeholder.TICKET_LINK: "\n".join(f"{url}/tickets/{secret}" for secret in one.tickets),
        Placeholder.ORDER_CODE: ", ".join(one.orders),
        Placeholder.ORDER_LINK: "\n".join(f"{url}/orders/{two}" for two in one.orders.values()),
    }


def said(
    subject: Mapping[str, str], body: Mapping[str, str], language: str, known: Mapping[str, str]
) -> tuple[str, str]:
    """Subject and text in the language in which there are both, with what is known in its places."""
    chosen = spoken(subject, body, language)
    return filled(subject[chosen], known), filled(body[chosen], known)


def explained(audience: Audience | None = None) -> list[tuple[str, str]]:
    """The placeholders of letters to an audience, or of the mails of an order, with what each stands for."""
    allowed = FOR_ORDER if audience is None else FOR_AUDIENCE[audience]
    return [(f"{{{one}}}", _explained()[one]) for one in Placeholder if one in allowed]


def _explained() -> dict[Placeholder, str]:
    return {
        Placeholder.NAME: gettext("name of the recipient"),
        Placeholder.EVENT: gettext("name of the event"),
        Placeholder.WHEN: gettext("when it is"),
        Placeholder.PLACE: gettext("where it is"),
        Placeholder.EVENT_LINK: gettext("page of the event"),
        Placeholder.TICKET: gettext("which tickets"),
        Placeholder.TICKET_LINK: gettext("pages of the tickets"),
        Placeholder.ORDER_CODE: gettext("code of the order"),
        Placeholder.ORDER_LINK: gettext("page of the order"),
        Placeholder.TOTAL: gettext("what the order costs"),
        Placeholder.PAY_UNTIL: gettext("until when it is to be paid"),
    }


def only_buyers() -> list[str]:
    """The placeholders that a letter to holders does not have: the order is its buyer's."""
    names = FOR_AUDIENCE[Audience.BUYERS] - FOR_AUDIENCE[Audience.HOLDERS]
    return [f"{{{one}}}" for one in Placeholder if one in names]


def language_for(letter: Letter, one: Recipient) -> str:
    """The language in which this person gets the letter."""
    return spoken(letter.subject, letter.body, one.language)
