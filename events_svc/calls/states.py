"""What may become of a proposal, as one table. Pure."""

from enum import StrEnum

from events_svc.calls.errors import StateForbids
from events_svc.calls.models import ProposalState

DRAFT, SUBMITTED, ACCEPTED = ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.ACCEPTED
CONFIRMED, REJECTED = ProposalState.CONFIRMED, ProposalState.REJECTED
CANCELLED, WITHDRAWN = ProposalState.CANCELLED, ProposalState.WITHDRAWN


class Act(StrEnum):
    """What presenters and organisers do with a proposal."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    REJECT = "reject"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"


TRANSITIONS: dict[tuple[ProposalState, Act], ProposalState] = {
    (DRAFT, Act.SUBMIT): SUBMITTED,
    (WITHDRAWN, Act.SUBMIT): SUBMITTED,
    (SUBMITTED, Act.ACCEPT): ACCEPTED,
    (REJECTED, Act.ACCEPT): ACCEPTED,
    (SUBMITTED, Act.REJECT): REJECTED,
    (ACCEPTED, Act.CONFIRM): CONFIRMED,
    (ACCEPTED, Act.CANCEL): CANCELLED,
    (CONFIRMED, Act.CANCEL): CANCELLED,
    (CANCELLED, Act.REINSTATE): ACCEPTED,
    (SUBMITTED, Act.WITHDRAW): WITHDRAWN,
    (ACCEPTED, Act.WITHDRAW): WITHDRAWN,
    (CONFIRMED, Act.WITHDRAW): WITHDRAWN,
}


def after(state: ProposalState, act: Act, *, title: dict[str, str]) -> ProposalState:
    """The state to which `act` leads; raises StateForbids where the table has no such way."""
    if (state, act) not in TRANSITIONS:
        raise StateForbids(title)
    return TRANSITIONS[state, act]


def allows(state: ProposalState, act: Act) -> bool:
    """Whether `act` can be done to a proposal in this state."""
    return (state, act) in TRANSITIONS


def before(act: Act) -> list[ProposalState]:
    """The states in which `act` can be done."""
    return [state for state, one in TRANSITIONS if one is act]
