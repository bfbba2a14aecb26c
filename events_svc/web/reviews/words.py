"""States, rules and reasons in words."""

from events_svc.calls.models import ProposalState
from events_svc.reviews.models import Average, Others
from events_svc.reviews.suspicion import Why
from events_svc.web.i18n import gettext

# The word, the icon and the colour of each state.
_STATES = {
    ProposalState.DRAFT: ("Draft", "✎", "note"),
    ProposalState.SUBMITTED: ("Sent in", "◷", "wait"),
    ProposalState.ACCEPTED: ("Accepted", "✓", "ok"),
    ProposalState.CONFIRMED: ("Confirmed", "✓", "ok"),
    ProposalState.REJECTED: ("Not accepted", "✕", "stop"),
    ProposalState.CANCELLED: ("Cancelled", "✕", "stop"),
    ProposalState.WITHDRAWN: ("Withdrawn", "↩", "stop"),
}
_OTHERS = {
    Others.AFTER: "After the own review",
    Others.ALWAYS: "At any time",
    Others.NEVER: "Never",
}
_AVERAGES = {Average.MEAN: "Mean", Average.MEDIAN: "Median"}
_WHY = {
    Why.SAME_PERSON: "Presents it",
    Why.SAME_PLACE: "Same affiliation",
    Why.SAME_DOMAIN: "E-mail of the same house",
}
_BY = {
    "reviewer": "Said by the reviewer",
    "organiser": "Said by an organiser",
    "system": "Found by the system",
}


def proposal_states() -> dict[str, tuple[str, str, str]]:
    """Of each state its word, icon and colour."""
    return {
        state.value: (gettext(word), icon, colour)
        for state, (word, icon, colour) in _STATES.items()
    }


def others() -> list[tuple[str, str]]:
    """When reviewers read each other, with words."""
    return [(one.value, gettext(word)) for one, word in _OTHERS.items()]


def averages() -> list[tuple[str, str]]:
    """The ways to average, with words."""
    return [(one.value, gettext(word)) for one, word in _AVERAGES.items()]


def reasons() -> dict[str, str]:
    """Why the system suspects a conflict of interest."""
    return {why.value: gettext(word) for why, word in _WHY.items()}


def declared_by() -> dict[str, str]:
    """Who found a conflict of interest."""
    return {by: gettext(word) for by, word in _BY.items()}
