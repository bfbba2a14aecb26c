"""From a stranger's form to a confirmed session, over HTTP, with the worker's mails."""

import re

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.calls import decide
from events_svc.calls.models import Proposal, ProposalState
from events_svc.config import Settings
from events_svc.gateways.http import session
from events_svc.jobs import Context
from events_svc.outbox.models import Mail
from events_svc.schedule.models import Appearance, Session, SessionState
from events_svc.worker import work_off
from tests.accounts.factories import csrf, make_user, sign_in
from tests.calls.factories import make_call, make_offer, make_question
from tests.events.factories import make_event

CALL = "/events/summit/calls/talks"


@pytest.fixture
async def worker(settings: Settings):  # type: ignore[no-untyped-def]
    """Does all jobs that are due."""
    async with session() as http:
        context = Context(settings, http)

        async def run() -> None:
            while await work_off(context):
                pass

        yield run


async def link(pattern: str) -> str:
    """The address in the newest mail that looks so."""
    mail = await Mail.all().order_by("-id").first()
    assert mail is not None
    return re.search(r"http://testserver(" + pattern + r"\S*)", mail.body_text)[1]  # type: ignore[index]


async def test_a_stranger_proposes_proves_the_address_and_confirms(
    client: httpx.AsyncClient, worker
) -> None:  # type: ignore[no-untyped-def]
    event = await make_event()
    call = await make_call(event)
    kind = await make_offer(call)
    question = await make_question(call, is_required=True)
    page = await client.get(f"{CALL}/proposals/new")
    typed = {
        "csrf": await csrf(client),
        "key": re.search(r'name="key" value="([^"]+)', page.text)[1],  # type: ignore[index]
        "name": "李雷",
        "email": "Li@Example.org",
        "title_zh": "机器人",
        "session_type": str(kind.id),
        f"q{question.id}": "L",
        "act": "submit",
    }
    twice = [await client.post(f"{CALL}/proposals", data=typed) for _ in range(2)]
    assert [answer.headers.get("location") for answer in twice] == [f"{CALL}/thanks"] * 2
    assert (await Proposal.get()).state is ProposalState.DRAFT

    await worker()
    invitation = await link("/speakers/invitations/")
    assert "机器人" in (await client.get(invitation)).text
    answered = await client.post(invitation, data={"csrf": typed["csrf"], "answer": "join"})
    desk = answered.headers["location"]
    assert "Sent in" in (await client.get(desk)).text
    await worker()
    assert (await Proposal.get()).state is ProposalState.SUBMITTED

    await decide.decide(call, [(await Proposal.get()).code], ProposalState.ACCEPTED)
    assert await Session.all().count() == 0
    await decide.release(call)
    await worker()
    confirmation = await link("/speakers/desk/")
    assert (await Session.get()).state is SessionState.DRAFT
    assert (await client.get(confirmation)).status_code == 200
    assert (await Proposal.get()).state is ProposalState.ACCEPTED
    await client.post(confirmation, data={"csrf": typed["csrf"]})
    assert (await Proposal.get()).state is ProposalState.CONFIRMED
    assert (await Session.get()).state is SessionState.CONFIRMED
    assert await Appearance.all().count() == 1
    assert (await client.get(confirmation.partition("/proposals")[0])).status_code == 200


async def test_an_organiser_makes_a_call(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=event.organisation))
    base = "/organiser/events/summit/calls"
    token = {"csrf": await csrf(client, base)}
    made = await client.post(
        base, data={**token, "title_en": "Talks", "closes_at": "2030-01-01T00:00"}
    )
    assert made.headers["location"] == f"{base}/talks"
    offer = {**token, "type_name_en": "Lightning", "minutes": "5"}
    await client.post(f"{base}/talks/offers", data=offer)
    choice = {
        **token,
        "label_en": "Level",
        "kind": "choice",
        "options": "初 | Beginner\n高 | Expert",
    }
    await client.post(f"{base}/talks/questions", data=choice)
    await client.post(f"{base}/talks/codes", data={**token, "access_code": "LATE2030"})
    await client.post(f"{base}/talks/publication", data=token)
    for page in (base, f"{base}/talks", f"{base}/talks/questions/new", f"{base}/talks/questions/1"):
        assert (await client.get(page)).status_code == 200
    public = (await client.get(CALL)).text
    for words in ("Lightning", "Level", "5 minutes"):
        assert words in public
