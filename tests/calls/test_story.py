"""From a stranger's form to a confirmed session, over HTTP, with the worker's mails."""

import httpx

from events_svc.accounts.models import Role
from events_svc.calls import decide
from events_svc.calls.models import Proposal, ProposalState
from events_svc.outbox.models import Mail
from events_svc.schedule.models import Appearance, Session, SessionState
from tests.accounts.factories import csrf, make_user, sign_in
from tests.calls.browser import Worker, hidden, mailed
from tests.calls.factories import make_call, make_offer, make_question
from tests.events.factories import make_event

CALL = "/events/summit/calls/talks"


async def test_a_stranger_proposes_proves_the_address_and_confirms(
    client: httpx.AsyncClient, worker: Worker
) -> None:
    call = await make_call(await make_event())
    kind, question = await make_offer(call), await make_question(call, is_required=True)
    page = await client.get(f"{CALL}/proposals/new?lang=zh")
    typed = {"csrf": await csrf(client), "key": hidden(page, "key"), "act": "submit"}
    typed |= {"name": "李雷", "email": "Li@Example.org", "title_zh": "机器人"}
    typed |= {"session_type": str(kind.id), f"q{question.id}": "L"}
    await client.post(f"{CALL}/proposals", data=typed)
    assert (await Proposal.get()).state is ProposalState.DRAFT

    await worker()
    answer = {"csrf": typed["csrf"], "answer": "join"}
    joined = await client.post(await mailed("/speakers/invitations/"), data=answer)
    await worker()
    assert (await Proposal.get()).state is ProposalState.SUBMITTED
    assert "已提交" in (await client.get(joined.headers["location"])).text

    await decide.decide(call, [(await Proposal.get()).code], ProposalState.ACCEPTED)
    assert await Session.all().count() == 0
    await decide.release(call)
    await worker()
    confirmation = await mailed("/speakers/desk/")
    await client.get(confirmation)
    assert (await Session.get()).state is SessionState.DRAFT
    await client.post(confirmation, data={"csrf": typed["csrf"]})
    assert (await Proposal.get()).state is ProposalState.CONFIRMED
    assert (await Session.get()).state is SessionState.CONFIRMED
    assert await Appearance.all().count() == 1
    await worker()
    assert {mail.language for mail in await Mail.all()} == {"zh"}


async def test_an_organiser_makes_a_call(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=event.organisation))
    base = "/organiser/events/summit/calls"
    token = {"csrf": await csrf(client)}
    terms = {"title_en": "Talks", "closes_at": "2030-01-01T00:00"}
    made = await client.post(base, data={**token, **terms})
    assert made.headers["location"] == f"{base}/talks"
    offer = {"type_name_en": "Lightning", "minutes": "5"}
    await client.post(f"{base}/talks/offers", data={**token, **offer})
    choice = {"label_en": "Level", "kind": "choice", "options": "初 | Beginner\n高 | Expert"}
    await client.post(f"{base}/talks/questions", data={**token, **choice})
    await client.post(f"{base}/talks/codes", data={**token, "access_code": "LATE2030"})
    await client.post(f"{base}/talks/publication", data=token)
    public = (await client.get(CALL)).text
    for words in ("Lightning", "Level", "5 minutes", "Asia/Shanghai", "Mon 31 Dec 16:00 UTC"):
        assert words in public
