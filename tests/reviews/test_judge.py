"""A reviewer's own pages."""

from datetime import timedelta

import httpx

from events_svc import clock
from events_svc.reviews import interests
from events_svc.reviews.models import Interest, Review, Score, Tagging
from tests.accounts.factories import csrf, make_user, sign_in
from tests.reviews.factories import DAY, make_bench, make_call, make_category, make_proposal


async def test_judging_leads_from_one_to_the_next_until_all_is_done(
    client: httpx.AsyncClient,
) -> None:
    call = await make_call()
    category = await make_category(call)
    for code in ("AAAAAA", "BBBBBB"):
        await make_proposal(call, code)
    bench = await make_bench(call)
    await sign_in(client, bench.reviewer.user)
    address = (await client.get(f"/reviews/{call.id}/next")).headers["location"]
    seen = []
    while "/proposals/" in address:
        seen.append(address.rpartition("/")[2])
        form = {
            "csrf": await csrf(client),
            f"score_{category.id}": "3",
            "words": "Good.",
        }
        address = (await client.post(address, data=form)).headers["location"]
    assert sorted(seen) == ["AAAAAA", "BBBBBB"]
    assert address == f"/reviews/{call.id}"
    assert [one.value for one in await Score.all()] == [3, 3]
    assert "2 of 2 judged" in (await client.get(address)).text


async def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    client: httpx.AsyncClient,
) -> None:
    call = await make_call()
    await make_category(call)
    await make_proposal(call)
    bench = await make_bench(call)
    await sign_in(client, bench.reviewer.user)
    form = {"csrf": await csrf(client), "words": "Long thoughts"}
    answer = await client.post(f"/reviews/{call.id}/proposals/AAAAAA", data=form)
    assert answer.status_code == 422
    assert "Please give a score for “Content”, or abstain." in answer.text
    assert "Long thoughts" in answer.text
    assert await Review.all().count() == 0


async def test_who_abstains_needs_no_score(client: httpx.AsyncClient) -> None:
    call = await make_call()
    await make_category(call)
    await make_proposal(call)
    bench = await make_bench(call)
    await sign_in(client, bench.reviewer.user)
    form = {"csrf": await csrf(client), "act": "abstain"}
    answer = await client.post(f"/reviews/{call.id}/proposals/AAAAAA", data=form)
    assert answer.status_code == 303
    assert [one.is_abstention for one in await Review.all()] == [True]


async def test_a_phase_that_closes_between_reading_and_sending_takes_no_score(
    client: httpx.AsyncClient,
) -> None:
    call = await make_call()
    await make_proposal(call)
    category = await make_category(call)
    bench = await make_bench(call)
    await sign_in(client, bench.reviewer.user)
    address = f"/reviews/{call.id}/proposals/AAAAAA"
    typed = {f"score_{category.id}": "2", "words": "Long <thoughts>"}
    form = {"csrf": await csrf(client), **typed}
    assert (await client.get(address)).status_code == 200
    await bench.phase.update_from_dict({"closes_at": clock.now()}).save(update_fields=["closes_at"])
    answer = await client.post(address, data=form)
    assert answer.status_code == 409
    assert "No review phase is open now" in answer.text
    assert "Long &lt;thoughts&gt;</textarea>" in answer.text
    assert f'name="score_{category.id}" value="2"' in answer.text
    assert "octopus" not in answer.text
    assert await Review.all().count() == 0


async def test_a_conflict_that_is_declared_hides_the_proposal_everywhere(
    client: httpx.AsyncClient,
) -> None:
    call = await make_call()
    await make_proposal(call)
    await make_proposal(call, "BBBBBB")
    bench = await make_bench(call)
    await sign_in(client, bench.reviewer.user)
    address, token = f"/reviews/{call.id}/proposals/AAAAAA", await csrf(client)
    form = {"csrf": token, "reason": "my student"}
    answer = await client.post(f"{address}/interest", data=form)
    assert answer.headers["location"] == f"/reviews/{call.id}/proposals/BBBBBB"
    assert [one.reason for one in await Interest.all()] == ["my student"]
    for path in ("", "/ranking"):
        page = await client.get(f"/reviews/{call.id}{path}")
        assert "AAAAAA" not in page.text
    assert "0 of 1 judged" in (await client.get(f"/reviews/{call.id}")).text
    refused = [
        (await client.get(address)).status_code,
        (await client.post(address, data={"csrf": token})).status_code,
        (await client.post(f"{address}/tags", data={"csrf": token, "name": "x"})).status_code,
        (await client.get(f"/api/v1{address}")).status_code,
    ]
    assert refused == [404] * 4
    assert await Review.all().count() + await Tagging.all().count() == 0


async def test_between_phases_nothing_is_seen_but_when_the_next_opens(
    client: httpx.AsyncClient,
) -> None:
    call = await make_call()
    await make_proposal(call)
    bench = await make_bench(call)
    await sign_in(client, bench.reviewer.user)
    clock.shift(timedelta(seconds=1))
    later = {"opens_at": clock.now() + DAY, "closes_at": clock.now() + 2 * DAY}
    await bench.phase.update_from_dict(later).save(update_fields=[*later])
    page = await client.get(f"/reviews/{call.id}")
    assert "The next one opens:" in page.text
    assert "About AAAAAA" not in page.text
    assert (await client.get(f"/reviews/{call.id}/proposals/AAAAAA")).status_code == 409


async def test_nobody_else_finds_the_bench(client: httpx.AsyncClient) -> None:
    call = await make_call()
    await make_proposal(call)
    await make_bench(call)
    await sign_in(client, await make_user("else@example.org"))
    paths = ["", "/next", "/ranking", "/proposals/AAAAAA"]
    found = [(await client.get(f"/reviews/{call.id}{path}")).status_code for path in paths]
    assert found == [404] * 4
    assert "Call for talks" not in (await client.get("/reviews")).text


async def test_others_are_read_after_the_own_review_and_not_before(
    client: httpx.AsyncClient,
) -> None:
    call = await make_call()
    proposal = await make_proposal(call)
    rita, remo = await make_bench(call), await make_bench(call, "remo@example.org")
    await Review.create(
        reviewer=remo.reviewer, proposal=proposal, words="Marvellous", written_at=clock.now()
    )
    await sign_in(client, rita.reviewer.user)
    address = f"/reviews/{call.id}/proposals/AAAAAA"
    assert "Marvellous" not in (await client.get(address)).text
    await client.post(address, data={"csrf": await csrf(client)})
    assert "Marvellous" in (await client.get(address)).text
    await interests.declare(remo.reviewer, proposal, by=interests.ORGANISER)
    assert "Marvellous" not in (await client.get(address)).text
