"""What receivers of webhooks are told of an order: that something happened, and of which order; no names."""

from typing import Any

from events_svc.webhooks.announce import News
from events_svc.webhooks.topics import Topic

TOPICS = {
    "placed": Topic.ORDER_PLACED,
    "paid": Topic.ORDER_PAID,
    "expired": Topic.ORDER_EXPIRED,
    "cancelled": Topic.ORDER_CANCELLED,
    "refunded": Topic.ORDER_REFUNDED,
}  # every other entry of the history is a change


def news_of(order: dict[str, Any], action: str, *, amount_minor: int = 0) -> News:
    """The news of one entry of the history of `order`: its id, event_id, code, total_minor, currency."""
    facts = {
        "order": order["code"],
        "action": action,
        "amount_minor": amount_minor,
        "total_minor": order["total_minor"],
        "currency": order["currency"],
    }
    topic = TOPICS.get(action, Topic.ORDER_CHANGED)
    return News(topic, order["event_id"], f"order:{order['id']}", facts)
