import httpx
import pytest

from events_svc.accounts.models import Organisation, Role
from events_svc.events.models import Event, EventState
from tests.accounts.factories import bearer, make_organisation, make_user
from tests.asked import asked
from tests.events.factories import make_event

DRAFT = {
    "title": {"en": "Robot Summit"},
    "kind": "summit",
    "starts_at": "2026-08-26T09:00:00+08:00",
    "ends_at": "2026-08-27T18:00:00+08:00",
}


@pytest.fixture
async def organisation(database: None) -> Organisation:
    return await make_organisation()


@pytest.fixture
async def program(client: httpx.AsyncClient, organisation: Organisation) -> httpx.AsyncClient:
    """A program with the token of an owner that may read and write events."""
    user = await make_user(role=Role.OWNER, organisation=organisation)
    client.headers.update(await bearer(user, organisation, "events:read", "events:write"))
    return client


async def test_an_event_is_made_read_changed_and_published(program: httpx.AsyncClient) -> None:
    made = await program.post("/api/v1/events", json=DRAFT)
    assert (made.status_code, made.json()["slug"], made.json()["state"]) == (
        201,
        "robot-summit",
        "draft",
    )
    changed = await program.patch("/api/v1/events/robot-summit", json={"edition": 12})
    assert changed.json() == {**made.json(), "edition": 12}
    for _ in range(2):
        published = await program.put("/api/v1/events/robot-summit/publication")
        assert (published.status_code, published.json()["state"]) == (200, "published")
    assert (await program.get("/api/v1/events/robot-summit")).json() == published.json()


async def test_the_same_key_makes_one_event(program: httpx.AsyncClient) -> None:
    headers = {"idempotency-key": "one"}
    answers = [await program.post("/api/v1/events", json=DRAFT, headers=headers) for _ in range(3)]
    assert len({answer.text for answer in answers}) == 1
    assert await Event.all().count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": {}}, "title"),
        ({"title": {"fr": "Sommet"}}, "title"),
        ({"ends_at": "2026-08-26T09:00:00+08:00"}, "ends_at"),
        ({"ends_at": "9999-12-31T23:59:59-12:00"}, "ends_at"),
        ({"starts_at": "2026-08-26T09:00:00"}, "starts_at"),
        ({"kind": "party"}, "kind"),
        ({"slug": "Ünsinn"}, "slug"),
        ({"accent": "red"}, "accent"),
        ({"timezone": "Mars"}, "timezone"),
        ({"venue_id": 77}, "venue_id"),
        ({"edition": 2**70}, "edition"),
        ({"organisation": "elsewhere"}, "organisation_id"),
        ({"url": "ftp://example.org"}, "url"),
    ],
)
async def test_a_malformed_event_names_the_field_and_is_not_made(
    program: httpx.AsyncClient, changed: dict[str, object], field: str
) -> None:
    await make_organisation("elsewhere")
    answer = await program.post("/api/v1/events", json=DRAFT | changed)
    assert (answer.status_code, [*answer.json()["errors"]]) == (422, [field])
    assert await Event.all().count() == 0


async def test_a_rule_is_a_conflict_and_changes_nothing(
    program: httpx.AsyncClient, organisation: Organisation
) -> None:
    await make_event(organisation=organisation)
    taken = await program.post("/api/v1/events", json={**DRAFT, "slug": "summit"})
    fixed = await program.patch("/api/v1/events/summit", json={"slug": "other"})
    assert (taken.status_code, taken.json()["detail"]) == (
        409,
        "Another page has the address summit already.",
    )
    assert fixed.status_code == 409
    assert [event.slug for event in await Event.all()] == ["summit"]


async def test_a_stranger_reads_public_events_only(
    client: httpx.AsyncClient, organisation: Organisation
) -> None:
    await make_event("public", organisation=organisation)
    await make_event("gone", organisation=organisation, state=EventState.CANCELLED)
    await make_event("draft", organisation=organisation, state=EventState.DRAFT)
    page = (await client.get("/api/v1/events")).json()
    assert [event["slug"] for event in page["items"]] == ["gone", "public"]
    assert (await client.get("/api/v1/events/draft")).status_code == 404
    assert (await client.post("/api/v1/events", json=DRAFT)).status_code == 401


async def test_a_token_sees_drafts_within_its_organisation_and_scopes(
    client: httpx.AsyncClient, organisation: Organisation
) -> None:
    branch = await make_organisation("branch", parent=organisation)
    for where, slug in ((organisation, "above"), (branch, "within")):
        await make_event(slug, organisation=where, state=EventState.DRAFT)
    user = await make_user(role=Role.OWNER, organisation=organisation)
    client.headers.update(await bearer(user, branch, "events:read"))

    page = (await client.get("/api/v1/events")).json()

    assert [event["slug"] for event in page["items"]] == ["within"]
    assert (await client.get("/api/v1/events/above")).status_code == 404
    assert (await client.patch("/api/v1/events/within", json={})).status_code == 404
    assert (await client.post("/api/v1/events", json=DRAFT)).status_code == 404


async def test_a_token_without_the_scope_sees_no_draft(
    client: httpx.AsyncClient, organisation: Organisation
) -> None:
    await make_event(organisation=organisation, state=EventState.DRAFT)
    user = await make_user(role=Role.OWNER, organisation=organisation)
    client.headers.update(await bearer(user, organisation))
    assert (await client.get("/api/v1/events")).json() == {"items": [], "next": None}


async def test_a_list_is_read_to_its_end_by_cursor(
    client: httpx.AsyncClient, organisation: Organisation
) -> None:
    for number in range(5):
        await make_event(f"e{number}", organisation=organisation)
    seen, cursor = [], ""
    while cursor is not None:
        page = (await client.get(f"/api/v1/events?limit=2&cursor={cursor}")).json()
        seen += [event["slug"] for event in page["items"]]
        cursor = page["next"]
    assert seen == ["e4", "e3", "e2", "e1", "e0"]
    assert (await client.get("/api/v1/events?cursor=x")).status_code == 422
    assert (await client.get("/api/v1/events?limit=0")).status_code == 422


async def test_one_and_three_events_take_the_same_queries(
    client: httpx.AsyncClient, organisation: Organisation
) -> None:
    await make_event("e0", organisation=organisation)
    async with asked() as alone:
        await client.get("/api/v1/events")
    for number in (1, 2):
        await make_event(f"e{number}", organisation=organisation)
    async with asked() as together:
        await client.get("/api/v1/events")
    assert len(together) == len(alone)


async def test_an_event_that_has_not_changed_is_304(
    client: httpx.AsyncClient, organisation: Organisation
) -> None:
    await make_event(organisation=organisation)
    first = await client.get("/api/v1/events/summit")
    again = await client.get(
        "/api/v1/events/summit", headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
