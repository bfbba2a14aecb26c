"""What calls refuse; the docstring is what people read."""

from events_svc.text import Text


class NotToBeDecided(Exception):
    """“{title}” cannot be decided so: it was decided and told already, or was never sent in."""

    def __init__(self, title: Text) -> None:
        self.title = title
        super().__init__(title)


class DecisionsChanged(Exception):
    """The decisions have changed since this preview. Please look at them again."""


class NotSendable(Exception):
    """This cannot be sent in so."""


class StateForbids(NotSendable):
    """“{title}” is not in a state in which this can be done."""

    def __init__(self, title: Text) -> None:
        self.title = title
        super().__init__(title)


class CallClosed(NotSendable):
    """The deadline has passed: nothing more can be sent in or changed."""


class CodeNeeded(NotSendable):
    """This can be sent in with an access code only."""


class CodeUnknown(NotSendable):
    """This access code does not exist, has expired or is used up."""


class TooManyProposals(NotSendable):
    """At most {most} proposals a person can be sent in to this call."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(most)


class Incomplete(NotSendable):
    """Something is still missing before this can be sent in."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(errors)


class ChangedMeanwhile(NotSendable):
    """Somebody else has changed this meanwhile. Your words stand here: look at theirs, then save again."""


class InvitationGone(Exception):
    """This invitation has been answered or taken back."""


class AlreadyPresenter(Exception):
    """{email} is invited already."""

    def __init__(self, email: str) -> None:
        self.email = email
        super().__init__(email)


class TooManyPresenters(Exception):
    """A proposal has at most {most} presenters."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(most)


class LastPresenter(Exception):
    """Somebody must present it: withdraw the proposal instead."""


class SlugTaken(Exception):
    """Another call of this event has the address {slug} already."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug)


class ClosesBeforeOpening(Exception):
    """The end must be after the start."""


class CodeTaken(Exception):
    """There is already such an access code."""


class HasProposals(Exception):
    """There are proposals already: this cannot be removed any more."""


class OptionsFixed(Exception):
    """People have answered already: options can be reworded or added, not removed."""


class TypeTaken(Exception):
    """The call takes this session type already."""
