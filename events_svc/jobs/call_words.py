"""The words of the mails about proposals, in the language that is set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from events_svc.calls.models import Proposal
from events_svc.jobs.letter import Words
from events_svc.text import Text, in_language
from events_svc.web import i18n
from events_svc.web.i18n import gettext


@dataclass(frozen=True, slots=True)
class Told:
    """A proposal as its mails tell of it to one person; call and event are loaded."""

    proposal: Proposal
    name: str
    page: str  # where the mail leads
    url: str  # our own address

    @property
    def title(self) -> str:
        return _words(self.proposal.title)

    @property
    def event(self) -> str:
        return _words(self.proposal.call.event.title)


def invitation(told: Told, *, host: str) -> Words:
    """The link by which a person joins; without a `host` it proves the author's own address."""
    if not host:
        return Words(
            subject=gettext("Confirm your proposal: {title}").format(title=told.title),
            paragraphs=[
                _greeting(told),
                gettext(
                    "you have written the proposal “{title}” for {event}. Please confirm that this address is yours; if you pressed “Send in”, it is sent in with that."
                ).format(title=told.title, event=told.event),
                gettext("If it was not you, say so there, and it is deleted."),
            ],
            act=(gettext("Open the proposal"), told.page),
        )
    return Words(
        subject=gettext("{host} would like to present with you").format(host=host),
        paragraphs=[
            _greeting(told),
            gettext("{host} would like to present “{title}” at {event} together with you.").format(
                host=host, title=told.title, event=told.event
            ),
        ],
        act=(gettext("Answer"), told.page),
    )


def desks(links: Sequence[tuple[Text, str]]) -> Words:
    """The links to the desks of an address."""
    return Words(
        subject=gettext("Your link to what you present"),
        paragraphs=[
            gettext("this link opens your proposals, profile and sessions. Keep it to yourself.")
        ],
        links=[(_words(name), url) for name, url in links],
    )


def _submitted(told: Told) -> Words:
    return _letter(
        told,
        gettext("Sent in: {title}"),
        gettext(
            "your proposal “{title}” for {event} has arrived. You can change it until the deadline."
        ),
        act=gettext("Open the proposal"),
    )


def _confirmed(told: Told) -> Words:
    return _letter(
        told,
        gettext("Confirmed: {title}"),
        gettext(
            "thank you, “{title}” at {event} is confirmed. At your desk you can fill in your profile, say when you can come, and upload slides."
        ),
        act=gettext("Open the proposal"),
    )


def _withdrawn(told: Told) -> Words:
    return _letter(
        told,
        gettext("Withdrawn: {title}"),
        gettext("your proposal “{title}” for {event} is withdrawn."),
        act=gettext("Open the proposal"),
    )


def _cancelled(told: Told) -> Words:
    return _letter(
        told,
        gettext("Cancelled: {title}"),
        gettext("the organisers of {event} have cancelled “{title}”."),
        act=gettext("Open the proposal"),
    )


def _letter(told: Told, subject: str, paragraph: str, *, act: str) -> Words:
    values = {"title": told.title, "event": told.event}
    return Words(
        subject=subject.format(**values),
        paragraphs=[_greeting(told), paragraph.format(**values)],
        act=(act, told.page),
    )


def _greeting(told: Told) -> str:
    return gettext("Hello {name},").format(name=told.name) if told.name else gettext("Hello,")


def _words(value: Text) -> str:
    return in_language(value, i18n.language.get())


WORDS: dict[str, Callable[[Told], Words]] = {
    "submitted": _submitted,
    "confirmed": _confirmed,
    "withdrawn": _withdrawn,
    "cancelled": _cancelled,
}
