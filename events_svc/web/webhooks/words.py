"""Topics and states of webhooks in words, each state with its icon and colour."""

from events_svc.web.i18n import gettext
from events_svc.web.marks import Mark
from events_svc.webhooks.models import DeliveryState
from events_svc.webhooks.topics import Topic


def delivery_mark(state: DeliveryState) -> Mark:
    """The state of a delivery."""
    return {
        DeliveryState.WAITING: Mark("wait", "◔", gettext("Waiting")),
        DeliveryState.DELIVERED: Mark("ok", "✓", gettext("Delivered")),
        DeliveryState.FAILED: Mark("stop", "✕", gettext("Given up")),
        DeliveryState.DROPPED: Mark("stop", "■", gettext("Not sent: switched off")),
    }[state]


def topic_words(topic: str) -> str:
    """What has happened, in words."""
    return {
        Topic.ORDER_PLACED: gettext("An order was placed"),
        Topic.ORDER_PAID: gettext("An order was paid"),
        Topic.ORDER_CHANGED: gettext("An order was changed"),
        Topic.ORDER_EXPIRED: gettext("An order expired"),
        Topic.ORDER_CANCELLED: gettext("An order was cancelled"),
        Topic.ORDER_REFUNDED: gettext("Money went back"),
        Topic.TICKET_SCANNED: gettext("A ticket was scanned"),
        Topic.SCHEDULE_RELEASED: gettext("The agenda was released"),
        Topic.STREAM_LIVE: gettext("A stream went live"),
        Topic.STREAM_ENDED: gettext("A stream ended"),
        Topic.RECORDING_PUBLISHED: gettext("A recording was published"),
        Topic.TEST: gettext("A test"),
    }[Topic(topic)]
