"""What is said of conflicts at the door, in the reader's language."""

from dataclasses import dataclass
from typing import Literal

from events_svc.checkin.conflicts.doubts import Doubt
from events_svc.checkin.conflicts.models import Decision
from events_svc.checkin.models import Basis
from events_svc.web.i18n import gettext

Choice = Literal["let_in", "turned_away", "same_person"]  # what a person may decide


@dataclass(frozen=True, slots=True)
class DecisionWords:
    icon: str
    word: str
    meaning: str


def of_decisions() -> dict[str, DecisionWords]:
    """What may be decided on a conflict."""
    return {
        Decision.LET_IN.value: DecisionWords(
            "✓", gettext("Let in"), gettext("Both came in. Both entries count.")
        ),
        Decision.TURNED_AWAY.value: DecisionWords(
            "✕",
            gettext("Turned away"),
            gettext("The second one did not get in, or went out again."),
        ),
        Decision.SAME_PERSON.value: DecisionWords(
            "=", gettext("Same person"), gettext("One person, scanned at both gates.")
        ),
    }


def of_doubts() -> dict[str, str]:
    """What speaks against the time of a scan that a phone decided by itself."""
    return {
        Doubt.PAIRING.value: gettext("claims a time before this phone was paired"),
        Doubt.CHAIN.value: gettext("claims a time before an earlier scan of the same phone"),
        Doubt.TICKET.value: gettext("claims a time before there was this ticket"),
    }


def of_bases() -> dict[str, str]:
    """Who decided, as it is said beside a scan."""
    return {
        Basis.ONLINE.value: gettext("decided by the server"),
        Basis.HUB.value: gettext("decided by the hub"),
        Basis.SNAPSHOT.value: gettext("decided by the phone alone"),
        Basis.SIGNATURE.value: gettext("decided by the phone alone, from the code"),
    }
