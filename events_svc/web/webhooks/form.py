"""What is said of a webhook, checked."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from events_svc.config import Settings
from events_svc.gateways.guard import may_connect
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.webhooks.endpoints import EndpointFacts
from events_svc.webhooks.topics import CHOICES, Topic

PRINTABLE = r"^[^\x00-\x1f\x7f]*\Z"
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=PRINTABLE)]
Url = Annotated[str, msgspec.Meta(min_length=1, max_length=1000, pattern=r"^[\x21-\x7e]+\Z")]


class WebhookForm(msgspec.Struct):
    """A webhook as the organiser's form has it; no topics are all."""

    name: Name
    url: Url
    topics: list[Topic] = []
    for_all: bool = False


def facts(name: str, url: str, topics: Sequence[Topic], settings: Settings) -> EndpointFacts:
    """The facts; raises Malformed for an address that webhooks do not go to."""
    check(url, settings)
    return EndpointFacts(name, url, [topic for topic in CHOICES if topic in set(topics)])


def check(url: str, settings: Settings) -> None:
    """Refuse what is not https, and private addresses, but for hosts that the operator allowed; what a
    name stands for is asked when something is sent.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    is_allowed = parts.scheme == "http" and host in settings.fetch_allowed_hosts
    if not host or parts.username is not None or not (parts.scheme == "https" or is_allowed):
        raise Malformed({"url": gettext("An address that begins with https://, please.")})
    if not may_connect(host, settings.fetch_allowed_hosts):
        raise Malformed(
            {"url": gettext("Only this network knows that address. Nothing is sent there.")}
        )
