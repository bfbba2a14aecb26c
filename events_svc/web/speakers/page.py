"""The public page of a person who presents."""

from starlette.responses import Response

from events_svc.accounts.errors import NotFound
from events_svc.schedule import people, prose
from events_svc.text import in_language, language_of
from events_svc.web import i18n, pages
from events_svc.web.state import Request
from speakers.models import Speaker


async def show(request: Request) -> Response:
    """Who this is and what this person presents at public events; unseen before the first release."""
    speaker = await Speaker.get_or_none(slug=request.path_params["slug"].replace("\0", ""))
    appearances = await people.public_appearances(speaker) if speaker else []
    if speaker is None or not appearances:
        raise NotFound
    biography = in_language(speaker.biography, i18n.language.get())
    return await pages.render(
        request,
        "speakers/page.html",
        speaker=speaker,
        appearances=appearances,
        biography=prose.paragraphs(biography),
        biography_lang=language_of(speaker.biography, i18n.language.get()),
        public_host=request.state["settings"].public_url.partition("://")[2],
    )
