"""What stands for something in the words of an organiser: `{name}`. Pure."""

import re
from collections.abc import Mapping
from enum import StrEnum

from events_svc.letters.errors import UnknownPlaceholder, WordsMissing
from events_svc.letters.models import Audience

_PLACE = re.compile(r"\{\s*([^{}\n]{1,60}?)\s*\}")

Both = Mapping[str, str]  # zh and en


class Placeholder(StrEnum):
    NAME = "name"
    EVENT = "event"
    WHEN = "when"
    PLACE = "place"
    EVENT_LINK = "event_link"
    TICKET = "ticket"
    TICKET_LINK = "ticket_link"
    ORDER_CODE = "order_code"
    ORDER_LINK = "order_link"
    TOTAL = "total"
    PAY_UNTIL = "pay_until"


_ALL = frozenset(Placeholder)
_OF_ORDERS = frozenset({Placeholder.TOTAL, Placeholder.PAY_UNTIL})
_OF_BUYERS = frozenset({Placeholder.ORDER_CODE, Placeholder.ORDER_LINK})

FOR_AUDIENCE: Mapping[Audience, frozenset[Placeholder]] = {
    Audience.BUYERS: _ALL - _OF_ORDERS,
    Audience.HOLDERS: _ALL - _OF_ORDERS - _OF_BUYERS,  # who holds the order's link may cancel it
}
FOR_ORDER: frozenset[Placeholder] = _ALL


def check(subject: Both, body: Both, allowed: frozenset[Placeholder]) -> None:
    """Refuse words with a placeholder that is not `allowed` (UnknownPlaceholder names it and its field),
    and words without a subject and a text in one language (WordsMissing).
    """
    for name, texts in (("subject", subject), ("body", body)):
        for language, words in texts.items():
            for found in _PLACE.finditer(words):
                if found[1] not in allowed:
                    raise UnknownPlaceholder(found[1], f"{name}_{language}")
    if not any(subject.get(language) and body.get(language) for language in ("zh", "en")):
        raise WordsMissing


def spoken(subject: Both, body: Both, language: str) -> str:
    """The language in which these words are told to somebody who reads `language`."""
    short = language.partition("-")[0]
    order = [short, *(one for one in ("zh", "en") if one != short)]
    return next(one for one in order if subject.get(one) and body.get(one))


def filled(words: str, values: Mapping[str, str]) -> str:
    """The words with values in their places; what a value says is no placeholder again."""
    return _PLACE.sub(lambda found: values.get(found[1], ""), words)
