"""Slides and hand-outs: brought by the speaker, public when the speaker says so."""

from typing import Any
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.responses import Response, StreamingResponse

from events_svc.accounts.limits import limit
from events_svc.schedule import file_kinds, files, presenting
from events_svc.schedule.errors import FileEmpty, FileKindUnknown, FileTooLarge, TooManyFiles
from events_svc.schedule.file_models import SessionFile
from events_svc.schedule.files import Upload
from events_svc.schedule.models import Session
from events_svc.web import access, desk, forms, pages
from events_svc.web.errors import beside
from events_svc.web.i18n import gettext
from events_svc.web.speakers.desk import WITHIN
from events_svc.web.state import Request


async def show(request: Request) -> Response:
    """The session's files."""
    here, session = await _own(request)
    return await _page(request, here, session)


async def add(request: Request) -> Response:
    """One file more, shown to nobody yet unless the speaker says so at once."""
    here, session = await _own(request)
    try:
        form = await forms.read(request)
        await limit(f"files:{here.speaker.id}", most=40, within=WITHIN)
        sent = form.get("file")
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise forms.Malformed({"file": gettext("Please choose a file.")})
        upload = Upload(sent.filename, sent.file, str(form.get("title") or ""))
        with beside("file", FileEmpty, FileTooLarge, FileKindUnknown, TooManyFiles):
            made = await files.keep(session, upload, by=f"speaker:{here.speaker.id}")
    except forms.Malformed as wrong:
        return await _page(request, here, session, errors=wrong.errors)
    if form.get("is_public") == "on":
        await files.show(session, made.id)
    return pages.redirect(request, _url(here, session))


async def turn(request: Request) -> Response:
    """A file becomes public, or is so no more."""
    here, session = await _own(request)
    form = await forms.read(request)
    act = files.show if form.get("is_public") == "on" else files.hide
    await act(session, request.path_params["file"])
    return pages.redirect(request, _url(here, session))


async def remove(request: Request) -> Response:
    """A file is gone."""
    here, session = await _own(request)
    await forms.read(request)
    await files.remove(session, request.path_params["file"])
    return pages.redirect(request, _url(here, session))


async def own(request: Request) -> Response:
    """A file of one's own, public or not."""
    _, session = await _own(request)
    return sent(request, await files.one_of(session, request.path_params["file"]), "private")


async def public(request: Request) -> Response:
    """A public file of a released session."""
    event = await access.public_event(request)
    code, guid = request.path_params["code"], request.path_params["guid"]
    return sent(request, await files.public(event, code, guid), "public")


def sent(request: Request, file: SessionFile, cache: str) -> Response:
    """The file to be kept on the reader's machine, piece by piece; 304 to who has it."""
    headers = {
        "etag": f'"{file.digest}"',
        "cache-control": f"{cache}, max-age=300",
        "content-disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
        "content-length": str(file.size),
    }
    if file.digest in request.headers.get("if-none-match", ""):
        del headers["content-length"]
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return Response(media_type=file.media_type, headers=headers)
    return StreamingResponse(files.pieces(file), media_type=file.media_type, headers=headers)


async def _own(request: Request) -> tuple[desk.Desk, Session]:
    here = await desk.opened(request)
    return here, await presenting.session_of(here.speaker, request.path_params["id"])


async def _page(
    request: Request, here: desk.Desk, session: Session, *, errors: dict[str, str] | None = None
) -> Response:
    context: dict[str, Any] = {"desk": here, "session": session, "event": session.event}
    return await pages.render(
        request,
        "speakers/desk_session.html",
        status=422 if errors else 200,
        headers=desk.PRIVATE,
        files=await files.of_session(session.id),
        kinds=", ".join(file_kinds.KINDS),
        megabytes=file_kinds.MOST_BYTES // 1024 // 1024,
        errors=errors or {},
        **context,
    )


def _url(here: desk.Desk, session: Session) -> str:
    return f"{here.url}/sessions/{session.id}"
