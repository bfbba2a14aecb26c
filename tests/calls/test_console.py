"""Organisers set a call up, and look through what came in."""

import csv
import io
from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.calls import decide
from events_svc.calls.models import (
    AccessCode,
    Answer,
    Call,
    Offer,
    Proposal,
    ProposalState,
    Question,
    QuestionKind,
)
from events_svc.events.models import Event
from events_svc.schedule import tracks
from tests.accounts.factories import csrf, make_user, sign_in
from tests.asked import asked
from tests.calls.factories import make_call, make_draft, make_offer, make_proposal, make_question
from tests.events.factories import make_event

CONSOLE = "/organiser/events/summit/calls"
ONE = f"{CONSOLE}/talks"
LIST = f"{ONE}/proposals"
API = "/api/v1/events/summit/calls"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    made = await make_event()
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=made.organisation))
    return made


@pytest.fixture
async def call(event: Event) -> Call:
    return await make_call(event)


async def post(client: httpx.AsyncClient, path: str, **data: str | list[str]) -> httpx.Response:
    return await client.post(path, data={"csrf": await csrf(client), **data})


async def test_a_second_call_of_one_address_is_refused_beside_the_field(
    client: httpx.AsyncClient, call: Call
) -> None:
    answer = await post(client, CONSOLE, title_zh="又一次征集", slug="talks")
    assert (answer.status_code, "又一次征集" in answer.text) == (422, True)
    assert await Call.all().count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {"title_en": ""},
        {"title_en": "A", "slug": "No Address"},
        {"title_en": "A", "opens_at": "2030-01-02T00:00", "closes_at": "2030-01-01T00:00"},
        {"title_en": "A", "most_each": "0"},
        {"title_en": "A", "closes_at": "0001-01-01T00:00"},
    ],
    ids=["title", "slug", "times", "most", "year"],
)
async def test_a_malformed_call_is_refused(
    client: httpx.AsyncClient, event: Event, data: dict[str, str]
) -> None:
    assert (await post(client, CONSOLE, **data)).status_code == 422
    assert await Call.all().count() == 0


async def test_times_are_those_of_the_event(client: httpx.AsyncClient, call: Call) -> None:
    await post(client, ONE, title_en="Talks", slug="talks", closes_at="2030-01-01T08:00")
    assert (await Call.get()).closes_at.isoformat() == "2030-01-01T00:00:00+00:00"
    assert 'value="2030-01-01T08:00"' in (await client.get(ONE)).text


async def test_a_type_is_taken_once_has_its_own_deadline_and_is_kept_while_it_has_proposals(
    client: httpx.AsyncClient, call: Call
) -> None:
    kind = await make_offer(call)
    assert (await post(client, f"{ONE}/offers", session_type=str(kind.id))).status_code == 422
    offer = await Offer.get()
    own = {"offer_closes_at": "2030-01-01T08:00", "offer_needs_code": "on"}
    await post(client, f"{ONE}/offers/{offer.id}", **own)
    now = await Offer.get()
    assert (now.needs_code, now.closes_at is not None) == (True, True)
    await Offer.all().update(needs_code=False)
    await make_draft(call, session_type_id=kind.id)
    assert (await post(client, f"{ONE}/offers/{offer.id}/removal")).status_code == 409
    assert await Offer.all().count() == 1


async def test_a_type_of_another_event_is_not_taken(
    client: httpx.AsyncClient, event: Event, call: Call
) -> None:
    other = await make_event("theirs", organisation=event.organisation)
    theirs = await make_offer(await make_call(other, "theirs"))
    answer = await post(client, f"{ONE}/offers", session_type=str(theirs.id))
    assert (answer.status_code, await Offer.filter(call_id=call.id).count()) == (404, 0)


async def test_codes_are_given_or_made_and_bound(client: httpx.AsyncClient, call: Call) -> None:
    await post(client, f"{ONE}/codes", access_code="GUEST-2026", most_uses="3")
    await post(client, f"{ONE}/codes", note="for the press")
    answer = await post(client, f"{ONE}/codes", access_code="GUEST-2026")
    codes = await AccessCode.all().order_by("id").values_list("code", "most_uses", "note")
    assert answer.status_code == 422
    assert (codes[0], len(codes[1][0]), codes[1][1:]) == (
        ("GUEST-2026", 3, ""),
        10,
        (None, "for the press"),
    )


async def test_a_question_that_was_answered_keeps_its_sense(
    client: httpx.AsyncClient, call: Call
) -> None:
    options = [{"zh": "红", "en": "red"}, {"zh": "蓝", "en": "blue"}]
    question = await make_question(call, QuestionKind.CHOICE, options=options)
    await make_draft(call, answers={question.id: 1})
    page = f"{ONE}/questions/{question.id}"
    fewer = {"label_en": "Colour", "kind": "choice", "options": "红 | red"}
    other = {"label_en": "Colour", "kind": "line"}
    more = {"label_en": "Colour", "kind": "choice", "options": "红 | crimson\n蓝 | blue\n绿"}
    answers = [(await post(client, page, **data)).status_code for data in (fewer, other, more)]
    now = await Question.get()
    assert (answers, now.label, now.options[2]) == (
        [422, 422, 303],
        {"en": "Colour"},
        {"zh": "绿", "en": "绿"},
    )
    await post(client, f"{page}/removal")
    assert (await Question.all().count(), await Answer.all().count()) == (0, 0)


async def test_proposals_are_found_by_state_type_track_and_words(
    client: httpx.AsyncClient, call: Call, event: Event
) -> None:
    kind, track = await make_offer(call), await tracks.add(event, {"en": "Grippers"})
    await make_draft(call, "Not yet")
    await make_proposal(call, "Soft grip", track_id=track.id, session_type_id=kind.id)
    sent, _ = await make_proposal(
        call, "Hard 100% grip", email="eve@example.org", session_type_id=kind.id
    )
    await decide.decide(call, [sent.code], ProposalState.ACCEPTED)

    async def found(**query: str) -> list[str]:
        page = (await client.get(LIST, params=query)).text
        return [one for one in ("Not yet", "Soft grip", "Hard 100% grip") if one in page]

    assert await found() == ["Soft grip", "Hard 100% grip"]
    assert await found(state="draft") == ["Not yet"]
    assert await found(state="pending") == ["Hard 100% grip"]
    assert await found(track=str(track.id)) == ["Soft grip"]
    assert await found(q="提案 soft") == ["Soft grip"]
    assert await found(q="EVE@") == ["Hard 100% grip"]
    assert await found(q="100%") == ["Hard 100% grip"]
    assert await found(q="%") == ["Hard 100% grip"]
    assert await found(type="x", track="9" * 30, after="-1") == ["Soft grip", "Hard 100% grip"]


async def test_one_and_three_rows_take_the_same_number_of_queries(
    client: httpx.AsyncClient, call: Call
) -> None:
    counts = []
    for titles in (["One"], ["Two", "Three"]):
        for title in titles:
            await make_proposal(call, title, email=f"{title}@example.org".lower())
        async with asked() as statements:
            assert (await client.get(LIST)).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


async def test_the_table_computes_nothing_and_the_export_is_logged(
    client: httpx.AsyncClient, call: Call
) -> None:
    options = [{"zh": "红", "en": "red"}, {"zh": "蓝", "en": "blue"}]
    color = await make_question(call, QuestionKind.CHOICES, "Colours", options=options)
    evil = "=HYPERLINK(1)"
    await make_proposal(call, evil, notes="@cmd", answers={color.id: [0, 1]})
    answer = await client.get(f"{LIST}.csv?lang=en")
    (row,) = csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert (row["title_en"], row["notes"], row["Colours"], row["speakers"]) == (
        f"'{evil}",
        "'@cmd",
        "red; blue",
        "Ada",
    )
    assert (await AuditEntry.get(action="proposals.exported")).detail == {"count": 1}


async def test_one_proposal_is_shown_whole_and_cancelled(
    client: httpx.AsyncClient, call: Call
) -> None:
    shirt = await make_question(call)
    of_each = await make_question(call, label="Food", is_of_presenter=True)
    words = {"abstract": {"zh": "摘要", "en": "Abstract words"}, "notes": "Need a projector"}
    sent, _ = await make_proposal(call, **words, answers={shirt.id: "XL"}, own={of_each.id: "nuts"})
    page = f"{LIST}/{sent.code}"
    shown = (await client.get(page)).text
    for one in ("摘要", "Abstract words", "Need a projector", "XL", "nuts", "ada@example.org"):
        assert one in shown
    assert (await post(client, f"{page}/cancellation")).status_code == 409
    await decide.decide(call, [sent.code], ProposalState.ACCEPTED)
    await decide.release(call)
    await post(client, f"{page}/cancellation")
    assert (await Proposal.get()).state is ProposalState.CANCELLED


async def test_closed_now_is_closed_and_unpublished_is_gone(
    client: httpx.AsyncClient, call: Call
) -> None:
    await post(client, f"{ONE}/closing")
    assert "Closed" in (await client.get("/events/summit/calls/talks")).text
    await post(client, f"{ONE}/unpublication")
    assert (await Call.get()).is_published is False


async def test_the_api_makes_publishes_and_lists(client: httpx.AsyncClient, event: Event) -> None:
    until = (clock.now() + timedelta(days=3)).isoformat()
    draft = {"title": {"zh": "征集", "en": "Call for posters"}, "closes_at": until}
    made = await client.post(API, json=draft)
    assert (made.status_code, made.json()["slug"]) == (201, "call-for-posters")
    one = f"{API}/call-for-posters"
    client.cookies.delete("signed_in")
    assert (await client.get(API)).json() == {"items": []}
    assert (await client.get(one)).status_code == 404
    assert (await client.get(f"{one}/proposals")).status_code == 401


async def test_the_api_tells_organisers_what_came_in_page_by_page(
    client: httpx.AsyncClient, call: Call
) -> None:
    shirt = await make_question(call)
    for title in ("One", "Two", "Three"):
        await make_proposal(call, title, email=f"{title}@example.org".lower())
    await make_draft(call, "Draft", answers={shirt.id: "M"})
    first = (await client.get(f"{API}/talks/proposals", params={"limit": 2})).json()
    rest = await client.get(f"{API}/talks/proposals", params={"cursor": first["next"]})
    titles = [one["title"]["en"] for one in first["items"] + rest.json()["items"]]
    assert (titles, rest.json()["next"]) == (["One", "Two", "Three"], None)
    drafts = await client.get(f"{API}/talks/proposals", params={"state": "draft"})
    code = drafts.json()["items"][0]["code"]
    whole = (await client.get(f"{API}/talks/proposals/{code}")).json()
    assert whole["answers"] == [
        {"question": shirt.id, "label": {"zh": "问 Shirt size", "en": "Shirt size"}, "value": "M"}
    ]
    assert whole["presenters"][0]["email"] == "ada@example.org"


@pytest.mark.parametrize(
    "body", [{"title": {}}, {"title": {"en": " "}}, {"title": {"en": "A"}, "slug": "A B"}]
)
async def test_the_api_refuses_a_malformed_call(
    client: httpx.AsyncClient, event: Event, body: dict[str, object]
) -> None:
    assert (await client.post(API, json=body)).status_code == 422
    assert await Call.all().count() == 0
