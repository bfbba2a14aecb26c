"""Reviewing in the API."""

import httpx

from events_svc.accounts.models import Role
from events_svc.calls.models import Proposal
from events_svc.reviews.models import Review
from tests.accounts.factories import bearer, make_organisation, make_user, sign_in
from tests.reviews.factories import make_bench, make_call, make_category, make_proposal

TALKS = "/api/v1/events/summit/calls/talks"


async def test_a_reviewer_judges_by_the_api(client: httpx.AsyncClient) -> None:
    call = await make_call()
    category = await make_category(call)
    await make_proposal(call)
    bench = await make_bench(call)
    await sign_in(client, bench.reviewer.user)
    base = f"/api/v1/reviews/{call.id}/proposals"
    (task,) = (await client.get(base)).json()["items"]
    assert (task["code"], task["is_done"]) == ("AAAAAA", False)
    draft = {"scores": [{"category_id": category.id, "value": 2}], "words": "Good."}
    token = {"x-csrf-token": ""}
    given = await client.put(f"{base}/AAAAAA/review", json=draft, headers=token)
    assert given.json()["review"]["scores"] == draft["scores"]
    wrong = {"scores": [{"category_id": category.id, "value": 9}]}
    refused = await client.put(f"{base}/AAAAAA/review", json=wrong)
    assert (refused.status_code, (await Review.get()).words) == (422, "Good.")
    assert (await client.put(f"{base}/AAAAAA/interest", json={})).status_code == 204
    assert (await client.get(f"{base}/AAAAAA")).status_code == 404
    assert (await client.get(base)).json()["items"] == []


async def test_tasks_are_paged(client: httpx.AsyncClient) -> None:
    call = await make_call()
    for code in ("AAAAAA", "BBBBBB", "CCCCCC"):
        await make_proposal(call, code)
    bench = await make_bench(call)
    await sign_in(client, bench.reviewer.user)
    seen, cursor = [], ""
    while cursor is not None:
        asked = {"limit": "2", "cursor": cursor}
        page = (await client.get(f"/api/v1/reviews/{call.id}/proposals", params=asked)).json()
        seen += [one["code"] for one in page["items"]]
        cursor = page["next"]
    assert seen == ["AAAAAA", "BBBBBB", "CCCCCC"]


async def test_a_token_judges_with_its_scope_and_within_its_organisation(
    client: httpx.AsyncClient,
) -> None:
    call = await make_call()
    bench = await make_bench(call)
    user, own = bench.reviewer.user, call.event.organisation
    elsewhere = await make_organisation("elsewhere")
    tokens = [
        await bearer(user, own, "reviews:write"),
        await bearer(user, own, "agenda:write"),
        await bearer(user, elsewhere, "reviews:write"),
    ]
    address = f"/api/v1/reviews/{call.id}/proposals"
    found = [(await client.get(address, headers=one)).status_code for one in tokens]
    assert found == [200, 404, 404]


async def test_an_organiser_ranks_decides_and_releases(client: httpx.AsyncClient) -> None:
    call = await make_call()
    await make_proposal(call)
    boss = await make_user("b@x.example", role=Role.AGENDA, organisation=call.event.organisation)
    await sign_in(client, boss)
    (row,) = (await client.get(f"{TALKS}/ranking")).json()["items"]
    assert (row["code"], row["average"], row["state"]) == ("AAAAAA", None, "submitted")
    draft = {"codes": ["AAAAAA"], "decision": "accepted"}
    assert (await client.put(f"{TALKS}/decisions", json=draft)).status_code == 204
    assert (await client.post(f"{TALKS}/decisions/release")).json() == {"released": 1}
    assert (await client.post(f"{TALKS}/decisions/release")).json() == {"released": 0}
    late = {"codes": ["AAAAAA"], "decision": "rejected"}
    assert (await client.put(f"{TALKS}/decisions", json=late)).status_code == 409
    assert (await Proposal.get()).state == "accepted"
