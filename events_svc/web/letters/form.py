"""What is written in the forms of letters, checked."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec

from events_svc.letters.errors import LetterRefused, TimePassed, UnknownPlaceholder
from events_svc.letters.models import Audience, Entered, Letter
from events_svc.letters.write import LetterFacts
from events_svc.tickets.models import OrderState
from events_svc.web.errors import words
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext

Subject = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
Body = Annotated[str, msgspec.Meta(max_length=10_000)]
LONGEST_LEAD = 365


class WordsForm(msgspec.Struct):
    """A subject and a text in Chinese and English."""

    subject_zh: Subject = ""
    subject_en: Subject = ""
    body_zh: Body = ""
    body_en: Body = ""

    @property
    def subject(self) -> dict[str, str]:
        return _both(self.subject_zh, self.subject_en)

    @property
    def body(self) -> dict[str, str]:
        return _both(self.body_zh, self.body_en)


class LetterForm(WordsForm):
    """A letter as the organiser's form has it; nothing chosen is everything."""

    audience: Audience = Audience.BUYERS
    order_states: list[OrderState] = []
    ticket_types: list[Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]] = []
    entered: Entered = Entered.ANY


class DispatchForm(msgspec.Struct):
    """When it leaves: at once, at a time, or so many days or hours before the event starts."""

    how: Literal["now", "at", "before"]
    at: datetime | None = None
    lead: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_LEAD)] = 1
    unit: Literal["days", "hours"] = "days"

    @property
    def before(self) -> timedelta:
        return timedelta(**{self.unit: self.lead})


def facts(form: LetterForm) -> LetterFacts:
    """The facts of a letter."""
    return LetterFacts(
        form.subject,
        form.body,
        form.audience,
        form.order_states,
        form.ticket_types,
        form.entered,
    )


def values_of(letter: Letter) -> dict[str, object]:
    """What stands in the form of a letter."""
    return {
        **sides("subject", letter.subject),
        **sides("body", letter.body),
        "audience": letter.audience.value,
        "order_states": letter.order_states,
        "ticket_types": letter.ticket_types,
        "entered": letter.entered.value,
    }


def refused(refusal: LetterRefused) -> Malformed:
    """A refusal beside the field that it is about."""
    told = words(refusal)
    if isinstance(refusal, UnknownPlaceholder):
        return Malformed({refusal.field: told})
    return Malformed({"at" if isinstance(refusal, TimePassed) else "form": told})


def need_time(form: DispatchForm) -> datetime:
    """The typed time; raises Malformed when there is none."""
    if form.at is None:
        raise Malformed({"at": gettext("Please fill this in.")})
    return form.at


def _both(zh: str, en: str) -> dict[str, str]:
    return {name: said for name, said in (("zh", zh), ("en", en)) if said}


def sides(name: str, texts: dict[str, str]) -> dict[str, str]:
    """Both languages of a text as fields of a form."""
    return {f"{name}_{language}": texts.get(language, "") for language in ("zh", "en")}
