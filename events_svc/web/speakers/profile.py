"""The speaker's own page, written by the speaker: words in both languages, and a picture."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.datastructures import UploadFile
from starlette.responses import Response

from events_svc.accounts.errors import NotFound
from events_svc.accounts.limits import limit
from events_svc.calls import people
from events_svc.web import desk, forms, pages
from events_svc.web.errors import beside
from events_svc.web.i18n import gettext
from events_svc.web.speakers.desk import WITHIN
from events_svc.web.state import Request
from speakers import picture as shown
from speakers.errors import PictureTooLarge, PictureUnreadable
from speakers.picture import MOST_BYTES
from speakers.profile import Profile

Line = Annotated[str, Meta(max_length=300)]
TEXTS = ("name", "affiliation", "position", "biography")


class ProfileForm(msgspec.Struct):
    """What a person says of oneself."""

    name: dict[str, Line]
    affiliation: dict[str, Line] = {}
    position: dict[str, Line] = {}
    biography: dict[str, Annotated[str, Meta(max_length=20_000)]] = {}


async def edit(request: Request) -> Response:
    """The form of the profile as it stands."""
    return await _page(request, await desk.opened(request))


async def save(request: Request) -> Response:
    """The profile says this."""
    here = await desk.opened(request)
    try:
        form = await forms.parse(request, ProfileForm)
    except forms.Malformed as wrong:
        values = await forms.as_typed(request)
        return await _page(request, here, values=values, errors=wrong.errors)
    await people.describe(here.speaker, Profile(**msgspec.structs.asdict(form)))
    return pages.redirect(request, f"{here.url}/profile?saved=1")


async def upload(request: Request) -> Response:
    """The picture is this one."""
    here = await desk.opened(request)
    try:
        sent = (await forms.read(request)).get("picture")
        await limit(f"picture:{here.speaker.id}", most=30, within=WITHIN)
        if not isinstance(sent, UploadFile) or not sent.size:
            raise forms.Malformed({"picture": gettext("Please choose a file.")})
        with beside("picture", PictureTooLarge, PictureUnreadable):
            await people.show_picture(here.speaker, await sent.read(MOST_BYTES + 1))
    except forms.Malformed as wrong:
        return await _page(request, here, errors=wrong.errors)
    return pages.redirect(request, f"{here.url}/profile?saved=1")


async def remove(request: Request) -> Response:
    """There is no picture."""
    here = await desk.opened(request)
    await forms.read(request)
    await people.hide_picture(here.speaker)
    return pages.redirect(request, f"{here.url}/profile")


async def picture(request: Request) -> Response:
    """A picture by the hash of its content: who has the address has seen it, and it never changes."""
    digest = request.path_params["digest"]
    found = await shown.of_digest(digest)
    if found is None:
        raise NotFound
    headers = {
        "etag": f'"{digest}"',
        "cache-control": "public, max-age=31536000, immutable",
        "content-security-policy": "default-src 'none'",
    }
    if digest in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.body, media_type=found.media_type, headers=headers)


async def _page(
    request: Request,
    here: desk.Desk,
    *,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    standing = {
        f"{name}_{lang}": words
        for name in TEXTS
        for lang, words in getattr(here.speaker, name).items()
    }
    return await pages.render(
        request,
        "speakers/desk_profile.html",
        status=422 if errors else 200,
        headers=desk.PRIVATE,
        desk=here,
        speaker=here.speaker,
        values=values if values is not None else standing,
        errors=errors or {},
    )
