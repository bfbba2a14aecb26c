"""Words for the states of letters and of what was chosen."""

from events_svc.letters.models import Letter, LetterState, TextKind
from events_svc.outbox.models import MailState
from events_svc.tickets.models import OrderState
from events_svc.web.i18n import gettext
from events_svc.web.marks import Mark


def letter_mark(state: LetterState) -> Mark:
    """How a letter stands."""
    return {
        LetterState.DRAFT: Mark("", "✎", gettext("Draft")),
        LetterState.SCHEDULED: Mark("wait", "◔", gettext("Scheduled")),
        LetterState.SENDING: Mark("wait", "↗", gettext("On its way")),
        LetterState.SENT: Mark("ok", "✓", gettext("Sent")),
        LetterState.CANCELLED: Mark("stop", "■", gettext("Called off")),
    }[state]


def mail_mark(state: MailState) -> Mark:
    """How one person's mail stands."""
    return {
        MailState.WAITING: Mark("wait", "◔", gettext("Waiting")),
        MailState.SENT: Mark("ok", "✓", gettext("Sent")),
        MailState.SHOWN: Mark("ok", "✓", gettext("In the outbox")),
        MailState.FAILED: Mark("stop", "✕", gettext("Failed")),
    }[state]


def order_states() -> list[tuple[str, str]]:
    """The states of orders to choose from."""
    return [
        (OrderState.PAID.value, gettext("Paid")),
        (OrderState.PARTLY_REFUNDED.value, gettext("Partly refunded")),
        (OrderState.PENDING.value, gettext("To be paid")),
        (OrderState.AWAITING_APPROVAL.value, gettext("Awaiting approval")),
        (OrderState.EXPIRED.value, gettext("Expired")),
        (OrderState.CANCELLED.value, gettext("Cancelled")),
        (OrderState.REFUNDED.value, gettext("Refunded")),
    ]


def lead_words(letter: Letter) -> str:
    """How long before the event a reminder leaves."""
    hours = (letter.lead_minutes or 0) // 60
    if hours % 24 == 0:
        return gettext("{count} d before the start").format(count=hours // 24)
    return gettext("{count} h before the start").format(count=hours)


def text_words(kind: TextKind) -> str:
    """Which of the usual mails."""
    return {
        TextKind.PLACED: gettext("Order placed, to be paid"),
        TextKind.PAID: gettext("Order paid: the tickets"),
        TextKind.REMINDER: gettext("Reminder before the time to pay is over"),
    }[kind]
