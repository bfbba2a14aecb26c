"""The outbox: mails as they left or would leave the house, dead jobs and sending them again."""

from starlette.responses import Response
from starlette.routing import Route

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.outbox import queries
from events_svc.outbox.models import Job, Mail
from events_svc.outbox.retry import retry
from events_svc.web import forms, pages, paging
from events_svc.web.outbox import reach
from events_svc.web.outbox.reach import Reach
from events_svc.web.state import Request

PAGE = 50
DEAD = 200
OPENING = {reach.PERSON, "proposal", "desk"}  # what mails are about that hold such links
LOOKED_THROUGH = 1000  # mails of others that one page may pass over


async def show(request: Request) -> Response:
    """Dead jobs first, then the mails, the newest first."""
    seen = await reach.of(request)
    before = paging.number(request.query_params.get("before", ""))
    mails, older = await _mails(seen, before)
    return await pages.render(
        request,
        "outbox/index.html",
        jobs=await seen.jobs(await queries.dead_jobs(DEAD)),
        waiting=await queries.waiting() if seen.is_whole else None,
        mails=mails,
        older=older,
    )


async def show_mail(request: Request) -> Response:
    """One mail with its text."""
    mail = await Mail.get_or_none(id=request.path_params["id"])
    seen = await reach.of(request)
    if mail is None or not await seen.mails([mail]):
        raise NotFound
    return await pages.render(
        request, "outbox/mail.html", mail=mail, is_readable=_is_readable(request, mail, seen)
    )


async def send_again(request: Request) -> Response:
    """Have a dead job done again."""
    seen = await reach.of(request)
    await forms.read(request)
    job = await Job.get_or_none(id=request.path_params["id"])
    if job is None or not await seen.jobs([job]):
        raise NotFound
    async with in_transaction():
        await retry(job.id)
        await audit.record("job.retried", f"job:{job.id}", kind=job.kind)
    return pages.redirect(request, "/organiser/outbox")


async def _mails(seen: Reach, before: int | None) -> tuple[list[Mail], int | None]:
    """A page of the mails that are seen, and where the next begins."""
    found: list[Mail] = []
    passed = 0
    while len(found) <= PAGE and passed < LOOKED_THROUGH:
        batch = await queries.mails(before=before, limit=2 * PAGE)
        found += await seen.mails(batch)
        if len(batch) < 2 * PAGE:
            before = None
            break
        before, passed = batch[-1].id, passed + len(batch)
    if len(found) > PAGE:
        return found[:PAGE], found[PAGE - 1].id
    return found, before


def _is_readable(request: Request, mail: Mail, seen: Reach) -> bool:
    """Whether the text is shown: links that sign in, or open a speaker's desk, only to their person.

    Where no mail leaves the house and people reach us without https (on a developer's machine) the
    operator of the installation reads them too; an organiser never does.
    """
    settings = request.state["settings"]
    about = reach.subject(mail.about)
    if about.partition(":")[0] not in OPENING or about == f"{reach.PERSON}:{seen.user_id}":
        return True
    return seen.is_whole and settings.smtp_url is None and not settings.is_secure


routes = [
    Route("/organiser/outbox", show, methods=["GET"], name="outbox"),
    Route("/organiser/outbox/mails/{id:int}", show_mail, methods=["GET"]),
    Route("/organiser/outbox/jobs/{id:int}/retry", send_again, methods=["POST"]),
]
