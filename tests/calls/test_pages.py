"""The public pages of a call and the presenter's own: what is refused keeps what was typed."""

from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.calls import make, offers, presenters
from events_svc.calls.models import Answer, Call, Presenter, Proposal, ProposalState, QuestionKind
from events_svc.calls.people import desk_key
from events_svc.events.models import Event
from events_svc.outbox.models import Job
from speakers.models import Speaker
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.calls.factories import make_call, make_draft, make_offer, make_proposal, make_question
from tests.conftest import browser
from tests.events.factories import make_event

CALL = "/events/summit/calls/talks"
HOUR = timedelta(hours=1)
ADA = {"name": "Ada", "email": "ada@example.org"}


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    return await make_event()


@pytest.fixture
async def call(event: Event) -> Call:
    return await make_call(event)


async def at_desk(email: str = "ada@example.org") -> str:
    speaker = await Speaker.get(email=email)
    return f"/speakers/desk/{await desk_key(speaker.id)}"


async def test_an_unpublished_call_is_seen_by_the_team_alone(
    client: httpx.AsyncClient, call: Call, event: Event
) -> None:
    await make.withdraw(call)
    assert (await client.get(CALL)).status_code == 404
    await sign_in(client, await make_user(role=Role.VIEWER, organisation=event.organisation))
    assert (await client.get(CALL)).status_code == 200


async def test_the_page_says_what_is_asked_in_both_languages(
    client: httpx.AsyncClient, call: Call
) -> None:
    await make_offer(call, closes_at=clock.now() - HOUR)
    await make_question(call)
    english, chinese = [(await client.get(f"{CALL}?lang={one}")).text for one in ("en", "zh")]
    for words in ("Call for talks", "Talk", "Shirt size", "Closed"):
        assert words in english
    for words in ("征集演讲", "类型 talk", "问 Shirt size", "已截止"):
        assert words in chinese


async def test_a_deadline_between_form_and_answer_keeps_what_was_typed(
    client: httpx.AsyncClient, call: Call
) -> None:
    typed = {"csrf": await csrf(client), **ADA, "title_zh": "\U00020bb7野家", "act": "submit"}
    clock.shift(timedelta(days=8))
    answer = await client.post(f"{CALL}/proposals", data=typed)
    assert answer.status_code == 409
    assert 'value="\U00020bb7野家"' in answer.text
    assert "deadline has passed" in answer.text
    assert (await Proposal.all().count(), await Job.all().count()) == (0, 0)


async def test_a_deadline_at_the_desk_keeps_what_was_typed(
    client: httpx.AsyncClient, call: Call
) -> None:
    proposal, _ = await make_proposal(call)
    page = f"{await at_desk()}/proposals/{proposal.id}"
    typed = {"csrf": await csrf(client), "title_en": "Too late", "version": "1", "act": "save"}
    clock.shift(timedelta(days=8))
    answer = await client.post(page, data=typed)
    assert answer.status_code == 409
    assert "deadline has passed" in answer.text
    assert (await Proposal.get()).title["en"] == "On engines"


async def test_the_moment_of_pressing_counts_when_the_address_is_proved_soon(
    client: httpx.AsyncClient, call: Call
) -> None:
    typed = {"csrf": await csrf(client), **ADA, "title_en": "Just in time", "act": "submit"}
    clock.shift(timedelta(days=7, seconds=-30))
    await client.post(f"{CALL}/proposals", data=typed)
    clock.shift(timedelta(days=7, hours=3))
    secret = await presenters.new_link(await Presenter.get())
    answer = {"csrf": typed["csrf"], "answer": "join"}
    await client.post(f"/speakers/invitations/{secret}", data=answer)
    assert (await Proposal.get()).state is ProposalState.SUBMITTED


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("name", ""),
        ("title_en", ""),
        ("title_en", "x" * 301),
        ("session_type", "999"),
        ("track", "999"),
        ("language", "fr"),
        ("notes", "x" * 5001),
    ],
)
async def test_what_does_not_fit_is_refused_and_the_rest_kept(
    client: httpx.AsyncClient, call: Call, field: str, value: str
) -> None:
    typed = {"csrf": await csrf(client), **ADA, "title_en": "Kept", "abstract_zh": "留下"}
    answer = await client.post(f"{CALL}/proposals", data={**typed, field: value})
    assert (answer.status_code, "✕" in answer.text, "留下" in answer.text) == (422, True, True)
    assert await Proposal.all().count() == 0


async def test_every_kind_of_question_is_asked_answered_and_shown_again(
    client: httpx.AsyncClient, call: Call, event: Event
) -> None:
    options = [{"zh": "红", "en": "red"}, {"zh": "蓝", "en": "blue"}]
    kinds = {one: await make_question(call, one, one, options=options) for one in QuestionKind}
    both = await make_question(call, label="Both", is_bilingual=True)
    raw = {"line": "L", "text": "T", "number": "7", "yes_no": "yes", "choice": "1"}
    raw |= {"date": "2026-08-26", "url": "https://example.org/"}
    typed = {f"q{kinds[QuestionKind(kind)].id}": value for kind, value in raw.items()}
    typed |= {f"q{both.id}_zh": "中", "title_en": "All kinds"}
    await sign_in(client, await make_user())
    data = {"csrf": await csrf(client), **typed}
    chosen = f"q{kinds[QuestionKind.CHOICES].id}"
    answer = await client.post(f"{CALL}/proposals", data={**data, chosen: ["0", "1"]})
    assert await Answer.all().count() == 9
    page = (await client.get(answer.headers["location"])).text
    for shown in ('value="7"', 'value="2026-08-26"', 'value="https://example.org/"', "中"):
        assert shown in page
    assert page.count(" checked") == 3


async def test_wrong_answers_stand_beside_their_questions(
    client: httpx.AsyncClient, call: Call
) -> None:
    number = await make_question(call, QuestionKind.NUMBER)
    day = await make_question(call, QuestionKind.DATE)
    typed = {**ADA, "title_en": "A", f"q{number.id}": "many", f"q{day.id}": "soon"}
    answer = await client.post(f"{CALL}/proposals", data={"csrf": await csrf(client), **typed})
    assert (answer.status_code, answer.text.count("✕")) == (422, 2)
    assert 'value="many"' in answer.text


async def test_who_is_signed_in_needs_no_mail(client: httpx.AsyncClient, call: Call) -> None:
    await sign_in(client, await make_user())
    typed = {"csrf": await csrf(client), "title_en": "Signed in", "act": "submit"}
    answer = await client.post(f"{CALL}/proposals", data=typed)
    assert (await Proposal.get()).state is ProposalState.SUBMITTED
    assert await Job.filter(kind="presenter.invited").count() == 0
    assert "Sent in" in (await client.get(answer.headers["location"])).text


async def test_a_code_opens_what_needs_one_and_a_wrong_one_is_said_beside_it(
    client: httpx.AsyncClient, call: Call
) -> None:
    kind = await make_offer(call, needs_code=True)
    await offers.add_code(call, offers.CodeTerms("GUEST2026"))
    typed = {"csrf": await csrf(client), **ADA, "title_en": "A", "session_type": str(kind.id)}
    for code in ("", "WRONG"):
        answer = await client.post(f"{CALL}/proposals", data={**typed, "code": code})
        assert (answer.status_code, "access code" in answer.text) == (409, True)
    answer = await client.post(f"{CALL}/proposals", data={**typed, "code": "GUEST2026"})
    assert (answer.status_code, await Proposal.all().count()) == (303, 1)


async def test_a_stranger_writes_to_one_address_ten_times_a_quarter_of_an_hour(
    client: httpx.AsyncClient, call: Call
) -> None:
    typed = {"csrf": await csrf(client), **ADA, "title_en": "A"}
    answers = [await client.post(f"{CALL}/proposals", data=typed) for _ in range(11)]
    assert [one.status_code for one in answers] == [303] * 10 + [429]
    assert await Proposal.all().count() == 10


async def test_another_s_proposal_is_not_there(
    client: httpx.AsyncClient, app: Starlette, call: Call
) -> None:
    proposal, _ = await make_draft(call)
    await make_draft(call, email="eve@example.org")
    eve = f"{await at_desk('eve@example.org')}/proposals/{proposal.id}"
    typed = {"csrf": await csrf(client), "title_en": "Mine now", "version": "0"}
    assert (await client.get(eve)).status_code == 404
    for path in ("", "/withdrawal", "/confirmation", "/presenters"):
        assert (await client.post(eve + path, data=typed)).status_code == 404
    assert (await Proposal.get(id=proposal.id)).title["en"] == "On engines"


async def test_a_second_browser_with_an_old_form_is_told(
    client: httpx.AsyncClient, app: Starlette, call: Call
) -> None:
    proposal, _ = await make_draft(call)
    page = f"{await at_desk()}/proposals/{proposal.id}"
    async with browser(app) as other:
        answers = []
        for one, title in ((client, "First"), (other, "Second")):
            data = {"csrf": await csrf(one), "title_en": title, "version": "0", "act": "draft"}
            answers.append(await one.post(page, data=data))
    assert [one.status_code for one in answers] == [303, 409]
    assert 'value="Second"' in answers[1].text
    assert (await Proposal.get()).title == {"en": "First"}


async def test_a_draft_is_discarded_and_a_proposal_withdrawn(
    client: httpx.AsyncClient, call: Call
) -> None:
    drafted, _ = await make_draft(call)
    sent, _ = await make_proposal(call, "Sent")
    desk, token = await at_desk(), {"csrf": await csrf(client)}
    for one in (drafted, sent):
        await client.post(f"{desk}/proposals/{one.id}/withdrawal", data=token)
    assert (await Proposal.get()).state is ProposalState.WITHDRAWN
    page = (await client.get(f"{desk}/proposals/{sent.id}")).text
    assert "Withdrawn" in page
    assert "Send in" in page


async def test_one_more_is_written_at_the_desk_for_calls_of_the_house_only(
    client: httpx.AsyncClient, call: Call
) -> None:
    await make_draft(call)
    theirs = await make_call(
        await make_event("theirs", organisation=await make_organisation("elsewhere"))
    )
    desk = await at_desk()
    typed = {"csrf": await csrf(client), "title_en": "One more", "act": "submit"}
    assert "Call for talks" in (await client.get(desk)).text
    assert (await client.get(f"{desk}/calls/{theirs.id}")).status_code == 404
    await client.post(f"{desk}/calls/{call.id}", data=typed)
    assert await Proposal.filter(state=ProposalState.SUBMITTED).count() == 1
    said = await AuditEntry.get(action="proposal.submitted")
    assert said.actor.startswith("speaker:")


async def test_who_writes_past_the_deadline_loses_no_word_and_reads_whom_to_ask(
    client: httpx.AsyncClient, call: Call
) -> None:
    proposal, _ = await make_proposal(call)
    page = f"{await at_desk()}/proposals/{proposal.id}"
    await make.close(call)
    typed = {"csrf": await csrf(client), "title_en": "A minute late", "version": "1"}
    late = await client.post(page, data=typed)
    assert (late.status_code, 'value="A minute late"' in late.text) == (409, True)
    assert "The deadline has passed" in late.text
    assert "To change something, please ask" in (await client.get(page)).text


async def test_what_was_decided_is_read_not_changed(client: httpx.AsyncClient, call: Call) -> None:
    question = await make_question(call)
    proposal, _ = await make_proposal(call, answers={question.id: "Medium"})
    await Proposal.filter(id=proposal.id).update(state=ProposalState.REJECTED)
    page = f"{await at_desk()}/proposals/{proposal.id}"
    shown = (await client.get(page)).text
    assert ("Medium" in shown, 'name="title_en"' in shown) == (True, False)
    typed = {"csrf": await csrf(client), "title_en": "Anyway", "version": "1"}
    late = await client.post(page, data=typed)
    assert (late.status_code, 'value="Anyway"' in late.text) == (409, True)
    assert (await client.get(f"{page}/confirmation")).text.count("nothing to confirm") == 1
