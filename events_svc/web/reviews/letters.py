"""The letters that presenters and reviewers get, worded in the language of the request or the job.

The preview of a release and the worker word them here, so that what is shown is what is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from events_svc.calls.models import ProposalState
from events_svc.events.models import Event
from events_svc.reviews.addressees import Addressee
from events_svc.reviews.models import Reviewer
from events_svc.text import in_language
from events_svc.web.i18n import gettext, language


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as plain text."""

    subject: str
    body: str


def decision(addressee: Addressee, event: Event, *, url: str) -> Letter:
    """What the addressee reads of the decision; `url` opens the page to answer on."""
    facts = {
        "name": addressee.name,
        "title": in_language(addressee.proposal.title, language.get()),
        "event": in_language(event.title, language.get()),
        "url": url,
    }
    subject, body = _DECISIONS[addressee.decision]()
    return Letter(subject.format(**facts), body.format(**facts))


def invitation(reviewer: Reviewer, *, url: str) -> Letter:
    """What a new reviewer (with user and call.event) reads."""
    facts = {
        "name": reviewer.user.name,
        "call": in_language(reviewer.call.title, language.get()),
        "event": in_language(reviewer.call.event.title, language.get()),
        "url": url,
    }
    subject = gettext("Please help to choose: {call}").format(**facts)
    return Letter(subject, gettext(_INVITATION).format(**facts))


_ACCEPTED = """Hello {name},

your proposal “{title}” is accepted for {event}. We look forward to it.

Please say whether you will come: only then it goes into the programme. You do that here, and it is also where your picture, your slides and the times that suit you go:

{url}"""

_REJECTED = """Hello {name},

thank you for your proposal “{title}” for {event}. There were more good ones than the programme has room for, and we cannot take it this time.

What you have sent in stays here for you:

{url}"""

_INVITATION = """Hello {name},

you are asked to judge proposals for “{event}”: {call}. Here you find them:

{url}

If you know somebody who presents one too well to judge it fairly, say so on its page: it is then gone from your list."""

_DECISIONS: dict[ProposalState, Callable[[], tuple[str, str]]] = {
    ProposalState.ACCEPTED: lambda: (gettext("Accepted: {title}"), gettext(_ACCEPTED)),
    ProposalState.REJECTED: lambda: (gettext("About your proposal: {title}"), gettext(_REJECTED)),
}
