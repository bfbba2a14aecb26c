"""What receivers can be told of. Pure."""

from enum import StrEnum


class Topic(StrEnum):
    """The kinds of messages, as they stand on the wire."""

    ORDER_PLACED = "order.placed"
    ORDER_PAID = "order.paid"
    ORDER_CHANGED = "order.changed"
    ORDER_EXPIRED = "order.expired"
    ORDER_CANCELLED = "order.cancelled"
    ORDER_REFUNDED = "order.refunded"
    TICKET_SCANNED = "ticket.scanned"
    SCHEDULE_RELEASED = "schedule.released"
    STREAM_LIVE = "stream.live"
    STREAM_ENDED = "stream.ended"
    RECORDING_PUBLISHED = "recording.published"
    TEST = "test"


CHOICES = tuple(topic for topic in Topic if topic is not Topic.TEST)
