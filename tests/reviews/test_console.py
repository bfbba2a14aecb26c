"""The organiser's pages about reviewing."""

import re
from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.calls.models import Call, Proposal, ProposalState
from events_svc.outbox.models import Job
from events_svc.reviews import interests, score
from events_svc.reviews.models import Assignment, Category, Interest, Phase, Reviewer, Tag
from events_svc.reviews.score import Verdict
from tests.accounts.factories import csrf, make_user, sign_in
from tests.reviews.factories import (
    make_bench,
    make_call,
    make_category,
    make_proposal,
    make_reviewer,
)

CALL = "/organiser/events/summit/calls/talks"
HOME = f"{CALL}/reviews"


@pytest.fixture
async def call(client: httpx.AsyncClient) -> Call:
    """A call whose organiser is signed in."""
    made = await make_call()
    organisation = made.event.organisation
    user = await make_user("boss@example.org", role=Role.ORGANISER, organisation=organisation)
    await sign_in(client, user)
    return made


async def send(client: httpx.AsyncClient, path: str, **form: object) -> httpx.Response:
    token = await csrf(client)
    return await client.post(HOME + path, data={"csrf": token, **form})


async def test_a_phase_is_set_in_the_time_of_the_place(
    client: httpx.AsyncClient, call: Call
) -> None:
    day = (clock.now() + timedelta(days=1)).date()
    form = {"name_zh": "初审", "opens_at": f"{day}T09:00", "closes_at": f"{day}T18:00"}
    answer = await send(client, "/phases", **form, is_anonymous="on", average="median")
    assert answer.status_code == 303
    phase = await Phase.get()
    assert phase.opens_at.strftime("%H:%M") == "01:00"
    assert (phase.name, phase.is_anonymous, phase.average) == ({"zh": "初审"}, True, "median")
    again = await send(client, "/phases", **form)
    assert again.status_code == 422
    assert "At that time the phase “初审” is open already." in again.text
    assert await Phase.all().count() == 1


async def test_a_category_is_added_changed_and_removed(
    client: httpx.AsyncClient, call: Call
) -> None:
    form = {"name_en": "Content", "least": "1", "most": "5", "weight": "2"}
    await send(client, "/categories", **form)
    category = await Category.get()
    assert (category.least, category.most, category.weight) == (1, 5, 2)
    await send(client, f"/categories/{category.id}", **{**form, "weight": "0"})
    assert (await Category.get()).weight == 0
    await send(client, f"/categories/{category.id}/removal")
    assert await Category.all().count() == 0


async def test_a_reviewer_is_invited_once(client: httpx.AsyncClient, call: Call) -> None:
    assert (await send(client, "/reviewers", email="rita@example.org")).status_code == 303
    again = await send(client, "/reviewers", email="rita@example.org")
    assert again.status_code == 422
    assert "rita@example.org is a reviewer of this call already." in again.text
    assert [job.kind for job in await Job.all()] == ["reviewer.invited"]


async def test_proposals_are_spread_and_a_conflict_refuses_a_hand(
    client: httpx.AsyncClient, call: Call
) -> None:
    await make_proposal(call)
    rita = await make_reviewer(call)
    await send(client, "/assignments", each="1", way="balanced")
    assert [one.reviewer_id for one in await Assignment.all()] == [rita.id]
    await send(client, "/proposals/AAAAAA/interests", reviewer=rita.id, reason="kin")
    refused = await send(client, "/proposals/AAAAAA/assignments", reviewer=rita.id)
    assert refused.status_code == 422
    assert "This reviewer has a conflict of interest with this proposal." in refused.text
    assert await Assignment.all().count() == 0


async def test_a_suspicion_is_shown_and_judged(client: httpx.AsyncClient, call: Call) -> None:
    await make_proposal(call)
    rita = await make_reviewer(call, affiliation="Some University")
    assert "Same affiliation" in (await client.get(f"{HOME}/reviewers")).text
    await send(client, "/suspicions", reviewer=rita.id, code="AAAAAA", is_conflict="on")
    interest = await Interest.get()
    assert (interest.declared_by, interest.is_dismissed) == ("system", False)
    await send(client, f"/interests/{interest.id}/removal")
    assert (await Interest.get()).is_dismissed


async def test_the_ranking_is_sorted_and_shows_its_distribution(
    client: httpx.AsyncClient, call: Call
) -> None:
    category = await make_category(call)
    bench = await make_bench(call)
    for code, value in [("AAAAAA", 1), ("BBBBBB", 3)]:
        await make_proposal(call, code)
        await score.give(bench, code, Verdict({category.id: value}))
    page = (await client.get(HOME)).text
    assert page.index("About BBBBBB") < page.index("About AAAAAA")
    assert "How the scores are distributed" in page
    turned = (await client.get(HOME, params={"sort": "-mean"})).text
    assert turned.index("About AAAAAA") < turned.index("About BBBBBB")
    assert (await client.get(HOME, params={"sort": "nonsense", "page": 99})).status_code == 200
    assert (await client.get(HOME, params={"page": "x"})).status_code == 422


async def test_a_tag_is_put_and_taken_off(client: httpx.AsyncClient, call: Call) -> None:
    await make_proposal(call)
    await send(client, "/proposals/AAAAAA/tags", name="keynote")
    assert 'class="tag">keynote' in (await client.get(HOME)).text
    await send(client, f"/proposals/AAAAAA/tags/{(await Tag.get()).id}/removal")
    assert await Tag.all().count() == 0


async def test_decisions_are_previewed_in_the_language_of_who_reads_them_and_released(
    client: httpx.AsyncClient, call: Call
) -> None:
    await make_proposal(call, language="zh")
    await make_proposal(call, "BBBBBB", email="bo@x.example", name={"en": "Bo"})
    await send(client, "/decisions", codes=["AAAAAA"], decision="accepted")
    await send(client, "/decisions", codes=["BBBBBB"], decision="rejected")
    preview = (await client.get(f"{HOME}/release")).text
    assert "已入选：关于 AAAAAA" in preview
    assert "About your proposal: About BBBBBB" in preview
    seal = preview.partition('name="seen" value="')[2].partition('"')[0]
    stale = await send(client, "/release", seen="0" * 16)
    assert stale.status_code == 409
    assert await Job.filter(kind="proposal.decided").count() == 0
    assert (await send(client, "/release", seen=seal)).status_code == 303
    assert [one.state for one in await Proposal.all().order_by("code")] == ["accepted", "rejected"]
    assert await Job.filter(kind="proposal.decided").count() == 2


async def test_a_pending_decision_is_taken_back(client: httpx.AsyncClient, call: Call) -> None:
    await make_proposal(call)
    await send(client, "/decisions", codes=["AAAAAA"], decision="accepted")
    assert "To be accepted" in (await client.get(HOME)).text
    answer = await send(client, "/decisions?state=pending", codes=["AAAAAA"], decision="none")
    assert answer.headers["location"] == f"{HOME}?state=pending"
    assert "To be accepted" not in (await client.get(HOME)).text
    assert "No decision is pending." in (await client.get(f"{HOME}/release")).text


async def test_an_organiser_with_a_conflict_neither_sees_nor_decides_nor_clears_himself(
    client: httpx.AsyncClient, call: Call
) -> None:
    proposal = await make_proposal(call)
    await make_proposal(call, "BBBBBB")
    boss = await make_reviewer(call, "boss@example.org")
    await interests.declare(boss, proposal, by=interests.REVIEWER)
    page = (await client.get(HOME)).text
    assert "1 proposal is not shown to you" in page
    assert "AAAAAA" not in page
    interest = await Interest.get()
    rita = await make_reviewer(call)
    other = await Interest.create(reviewer=rita, proposal=proposal, declared_by="system")
    forged = {"reviewer": rita.id, "code": "AAAAAA"}
    refused = [
        (await client.get(f"{HOME}/proposals/AAAAAA")).status_code,
        (await send(client, f"/interests/{other.id}/removal")).status_code,
        (await send(client, "/suspicions", **forged)).status_code,
        (await send(client, "/decisions", codes=["AAAAAA"], decision="accepted")).status_code,
        (await send(client, f"/interests/{interest.id}/removal")).status_code,
        (await client.get("/api/v1/events/summit/calls/talks/ranking")).text.count("AAAAAA"),
    ]
    assert refused == [404, 404, 404, 404, 404, 0]
    assert await Interest.filter(is_dismissed=True).count() == 0


async def test_no_figure_counts_what_is_hidden_from_an_organiser(
    client: httpx.AsyncClient, call: Call
) -> None:
    hidden = await make_proposal(call)
    await make_proposal(call, "BBBBBB", state=ProposalState.ACCEPTED)
    boss = await make_reviewer(call, "boss@example.org")
    await interests.declare(boss, hidden, by=interests.REVIEWER)
    figures = re.compile(r"<dt>([^<]+)</dt><dd>(\d+)</dd>")
    listed = dict(figures.findall((await client.get(f"{CALL}/proposals")).text))
    assert listed == {
        "Sent in": "1",
        "Waiting for a decision": "0",
        "Accepted": "1",
        "Drafts": "0",
    }
    assert dict(figures.findall((await client.get(CALL)).text))["Sent in"] == "1"
    calls = (await client.get(CALL.rpartition("/")[0])).text
    assert re.findall(r'data-label="Sent in">(\d+)<', calls) == ["1"]


async def test_a_dismissed_reviewer_is_gone_and_what_was_said_stays(
    client: httpx.AsyncClient, call: Call
) -> None:
    category = await make_category(call)
    await make_proposal(call)
    bench = await make_bench(call)
    await score.give(bench, "AAAAAA", Verdict({category.id: 3}, "Splendid"))
    await send(client, f"/reviewers/{bench.reviewer.id}/removal")
    assert (await Reviewer.get(id=bench.reviewer.id)).left_at is not None
    assert "Splendid" in (await client.get(f"{HOME}/proposals/AAAAAA")).text
