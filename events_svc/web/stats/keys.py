"""`/organiser/counters/keys`: with which keys platforms are asked, and with which secrets notices are signed."""

from typing import Annotated, Any, Literal

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.media.platforms import PLATFORMS
from events_svc.stats import platform_keys
from events_svc.stats.platform_keys import ASKED_WITH, SIGNED_BY
from events_svc.stats.reading_models import PlatformKey
from events_svc.web import forms, pages
from events_svc.web.fields import Id
from events_svc.web.organisation import candidates, chosen
from events_svc.web.state import Request

KEYS = "/organiser/counters/keys"


class KeyForm(msgspec.Struct):
    """A key that the organisation got from a platform."""

    platform: Literal["youtube", "vimeo"]
    key: Annotated[str, msgspec.Meta(min_length=8, max_length=300, pattern=r"^[!-~]+\Z")]
    organisation_id: Id | None = None


class SecretForm(msgspec.Struct):
    """A secret for the notices of a platform is wanted."""

    signs: Literal["wechat_channels", "tencent_meeting"]
    organisation_id: Id | None = None


async def show(request: Request) -> Response:
    """The keys of this person's organisations, by their last letters."""
    return await _page(request, await candidates(request, Permission.ORGANISATION_EDIT))


async def bring(request: Request) -> Response:
    """The platform is asked with this key from now on."""
    organisations = await candidates(request, Permission.ORGANISATION_EDIT)
    try:
        form = await forms.parse(request, KeyForm)
        organisation = chosen(organisations, form.organisation_id)
    except forms.Malformed as error:
        typed = {**await forms.as_typed(request), "key": ""}
        return await _page(request, organisations, errors=error.errors, values=typed)
    await platform_keys.bring(
        organisation, form.platform, form.key, secret_key=_secret_key(request)
    )
    return pages.redirect(request, KEYS)


async def make_secret(request: Request) -> Response:
    """A new secret, shown on this page alone."""
    organisations = await candidates(request, Permission.ORGANISATION_EDIT)
    form = await forms.parse(request, SecretForm)
    organisation = chosen(organisations, form.organisation_id)
    secret = await platform_keys.make_secret(
        organisation, form.signs, secret_key=_secret_key(request)
    )
    key = await platform_keys.of_platform(organisation, form.signs)
    return await _page(request, organisations, made=key, secret=secret)


async def withdraw(request: Request) -> Response:
    """Nobody asks with the key, or signs with it, any more."""
    organisations = await candidates(request, Permission.ORGANISATION_EDIT)
    await forms.read(request)
    kept = await platform_keys.of_organisations([one.id for one in organisations])
    found = next((key for key in kept if key.id == request.path_params["id"]), None)
    if found is None:
        raise NotFound
    await platform_keys.withdraw(found)
    return pages.redirect(request, KEYS)


def _secret_key(request: Request) -> str:
    key: str = request.state["settings"].secret_key
    return key


async def _page(
    request: Request,
    organisations: list[Organisation],
    *,
    made: PlatformKey | None = None,
    secret: str = "",
    **typed: dict[str, Any],
) -> Response:
    errors = typed.get("errors", {})
    return await pages.render(
        request,
        "stats/keys.html",
        status=422 if errors else 200,
        headers={"cache-control": "no-store"},
        keys=await platform_keys.of_organisations([one.id for one in organisations]),
        organisations=organisations,
        made=made,
        secret=secret,
        asked_with=ASKED_WITH,
        signed_by=SIGNED_BY,
        platforms=PLATFORMS,
        values=typed.get("values", {}),
        errors=errors,
    )


routes: list[BaseRoute] = [
    Route(KEYS, show, methods=["GET"], name="platform_keys"),
    Route(KEYS, bring, methods=["POST"], name="platform_key_bring"),
    Route(f"{KEYS}/secrets", make_secret, methods=["POST"], name="platform_secret_make"),
    Route(KEYS + "/{id:int}/removal", withdraw, methods=["POST"], name="platform_key_withdraw"),
]
