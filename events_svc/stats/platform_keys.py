"""Keys of platforms that organisations brought, and secrets with which their notices are signed.

They are sealed at rest like the keys of tickets, and never shown again. An organisation without a key
of its own uses that of the nearest one above it, then the operator's.
"""

import secrets
from collections.abc import Sequence

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.accounts.sealing import opened, sealed
from events_svc.database import in_transaction
from events_svc.stats import plans
from events_svc.stats.reading_models import PlatformKey

ASKED_WITH = ("youtube", "vimeo")
SIGNED_BY = ("wechat_channels", "tencent_meeting")


async def bring(organisation: Organisation, platform: str, key: str, *, secret_key: str) -> None:
    """The organisation's platform is asked with this key from now on."""
    async with in_transaction():
        await _keep(organisation, platform, key, secret_key)
        await plans.due_with_key(platform)


async def make_secret(organisation: Organisation, platform: str, *, secret_key: str) -> str:
    """A new secret for the notices of the platform, to be shown once; an older one is good no more."""
    made = secrets.token_urlsafe(32)
    async with in_transaction():
        await _keep(organisation, platform, made, secret_key)
    return made


async def withdraw(key: PlatformKey) -> None:
    """Nobody asks with the key, or signs with it, any more."""
    async with in_transaction():
        await PlatformKey.filter(id=key.id).delete()
        await _noted("platform_key.withdrawn", key.organisation_id, key.platform)


async def of_organisations(organisation_ids: Sequence[int]) -> list[PlatformKey]:
    """The keys of these organisations, without their words."""
    kept = PlatformKey.filter(organisation_id__in=organisation_ids)
    return await kept.select_related("organisation").order_by("organisation_id", "platform")


async def of_platform(organisation: Organisation, platform: str) -> PlatformKey:
    """The organisation's key of the platform."""
    return await PlatformKey.get(organisation=organisation, platform=platform)


async def key_for(paths: Sequence[str], platform: str, *, secret_key: str, default: str) -> str:
    """The key with which the platform is asked for links of organisations with these paths."""
    above = {int(part) for path in paths for part in path.split("/") if part}
    kept = PlatformKey.filter(organisation_id__in=above, platform=platform)
    found = await kept.select_related("organisation")
    nearest = max(found, key=lambda key: len(key.organisation.path), default=None)
    return words_of(nearest, secret_key) if nearest else default


async def named(key_id: int) -> PlatformKey:
    """The key that a notice names; raises NotFound."""
    key = await PlatformKey.get_or_none(id=key_id, platform__in=SIGNED_BY)
    if key is None:
        raise NotFound
    return await PlatformKey.get(id=key.id).select_related("organisation")


def words_of(key: PlatformKey, secret_key: str) -> str:
    """The key in clear; raises SealBroken."""
    return opened(key.sealed, secret_key, name=_name(key.organisation_id, key.platform))


async def _keep(organisation: Organisation, platform: str, words: str, secret_key: str) -> None:
    actor = audit.acting.get()
    await PlatformKey.filter(organisation=organisation, platform=platform).delete()
    await PlatformKey.create(
        organisation=organisation,
        platform=platform,
        sealed=sealed(words, secret_key, name=_name(organisation.id, platform)),
        hint=words[-4:],
        made_by=(actor.name or actor.key)[:254],
        made_at=clock.now(),
    )
    await _noted("platform_key.brought", organisation.id, platform)


async def _noted(action: str, organisation_id: int, platform: str) -> None:
    await audit.record(
        action,
        f"organisation:{organisation_id}",
        organisation_id=organisation_id,
        platform=platform,
    )


def _name(organisation_id: int, platform: str) -> str:
    return f"platform_key:{organisation_id}:{platform}"
