"""Which providers there are, by the settings."""

import aiohttp

from events_svc.config import Settings
from events_svc.gateways.payments import Provider
from events_svc.gateways.payments.test import NAME, TestProvider
from events_svc.tickets.errors import NoProvider


def offered(settings: Settings) -> list[str]:
    """The names of the providers that buyers may choose."""
    return [NAME] if settings.test_payments else []


def provider(name: str, settings: Settings, http: aiohttp.ClientSession) -> Provider:
    """The provider of that name; raises NoProvider when it is not offered."""
    if name not in offered(settings):
        raise NoProvider
    return TestProvider(settings, http)
