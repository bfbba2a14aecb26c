import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from lxml import html

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.checkin import lists, starts
from events_svc.checkin.errors import ListChanged, ListInUse
from events_svc.checkin.lists import ListTerms
from events_svc.checkin.models import CheckinList, CheckinListTicketType, Gate
from events_svc.events.models import Event
from tests.accounts.factories import csrf, make_user, sign_in
from tests.asked import asked
from tests.checkin.factories import (
    make_door,
    make_ticket,
    make_ticket_type,
    scan_ticket,
)
from tests.events.factories import make_event

LISTS = "/organiser/events/summit/door/lists"
API = "/api/v1/events/summit/checkin-lists"
MORNING = {"<": [{"var": "time"}, "12:00"]}


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event, and the browser of who keeps its door."""
    made = await make_event()
    await sign_in(client, await make_user(role=Role.DOOR, organisation=made.organisation))
    return made


async def test_no_list_teaches_where_to_begin(client: httpx.AsyncClient, event: Event) -> None:
    page = await client.get(LISTS)
    assert "A list says who may pass, when, and how often." in page.text
    assert "/door/lists/new?start=lunch" in page.text


async def test_a_list_is_made_of_rows(client: httpx.AsyncClient, event: Event) -> None:
    kind = await make_ticket_type(event)
    sent = {
        **{"g0": "all", "g0r0": "time", "g0r0_is": "<", "g0r0_v": "12:00"},
        **{"g0r1": "type", "g0r1_is": "in", "g0r1_v": str(kind.id), "g0r2": ""},
        **{"list_name_en": "Morning", "ticket_types": str(kind.id), "often": "again"},
        f"days_{kind.id}": "2026-08-26",
    }
    answer = await _post(client, LISTS, **sent)
    made = await CheckinList.get()
    assert answer.status_code == 303
    assert made.rules == {"and": [MORNING, {"in": [{"var": "type"}, [kind.id]]}]}
    assert await lists.terms_of(made) == ListTerms(
        {"en": "Morning"},
        [kind.id],
        made.rules,
        entry_after_exit=True,
        days={str(kind.id): ["2026-08-26"]},
        is_entrance=False,
    )


@pytest.mark.parametrize("name", starts.STARTS)
async def test_every_beginning_is_edited_and_saved_as_it_is(
    client: httpx.AsyncClient, event: Event, name: str
) -> None:
    made = await lists.make_list(event, starts.STARTS[name])
    page = await client.get(f"{LISTS}/{made.id}")
    await client.post(f"{LISTS}/{made.id}", data=_fields(page.text))
    changed = await CheckinList.get()
    assert await lists.terms_of(changed) == await lists.terms_of(made)
    assert await AuditEntry.filter(action="list.changed").count() == 1


async def test_a_row_comes_and_goes_and_nothing_is_saved(
    client: httpx.AsyncClient, event: Event
) -> None:
    sent = {"g0": "all", "g0r0": "time", "g0r0_is": "<", "g0r0_v": "12:00", "list_name_en": "A"}
    more = await _post(client, LISTS, **sent, act="row:0")
    group = await _post(client, LISTS, **sent, act="group")
    less = await _post(client, LISTS, **sent, act="drop:0:0")
    assert 'name="g0r1"' in more.text
    assert 'name="g1r0"' in group.text
    assert 'value="12:00"' in more.text
    assert 'value="12:00"' not in less.text
    assert "Only if: time of day before 12:00." in more.text
    assert await CheckinList.all().count() == 0


async def test_a_condition_that_lacks_its_value_is_named(
    client: httpx.AsyncClient, event: Event
) -> None:
    sent = {"g0": "all", "g0r0": "time", "g0r0_is": "<", "g0r0_v": "", "list_name_en": "A"}
    answer = await _post(client, LISTS, **sent)
    assert (answer.status_code, await CheckinList.all().count()) == (422, 0)
    assert "A condition is not complete yet." in answer.text
    assert 'value="A"' in answer.text


@pytest.mark.parametrize(
    "rules",
    [
        "{",
        "[]",
        '{"run": 1}',
        '{"and":[' * 1200 + "1" + "]}" * 1200,
        '{"==": ["\\u0000", 1]}',
        '{"==": ["\\ud800", 1]}',
        '{"==": [NaN, 1]}',
    ],
    ids=["open", "list", "unknown", "deep", "nul", "surrogate", "nan"],
)
async def test_json_that_cannot_be_used_is_shown_again(
    client: httpx.AsyncClient, event: Event, rules: str
) -> None:
    answer = await _post(client, LISTS, list_name_en="Morning", by_json="on", rules=rules)
    assert answer.status_code == 422
    assert "The rules of the list cannot be used" in answer.text
    assert 'value="Morning"' in answer.text
    assert await CheckinList.all().count() == 0


async def test_rules_that_no_rows_can_say_stay_json(
    client: httpx.AsyncClient, event: Event
) -> None:
    rules = {"!": {"and": [MORNING, {"==": [{"var": "weekday"}, 6]}]}}
    await _post(client, LISTS, list_name_en="A", by_json="on", rules=json.dumps(rules))
    made = await CheckinList.get()
    page = await client.get(f"{LISTS}/{made.id}")
    await client.post(f"{LISTS}/{made.id}", data=_fields(page.text))
    assert (await CheckinList.get()).rules == made.rules == rules


async def test_who_changes_what_somebody_else_has_changed_is_told(
    client: httpx.AsyncClient, event: Event
) -> None:
    made = await lists.make_list(event, ListTerms({"en": "A"}))
    page = await client.get(f"{LISTS}/{made.id}")
    seal = (await lists.terms_of(made)).seal
    await lists.change_list(event, made.id, ListTerms({"en": "B"}), seen=seal)
    late = await client.post(f"{LISTS}/{made.id}", data=_fields(page.text))
    assert late.status_code == 422
    assert "Somebody else has changed this list meanwhile." in late.text
    assert (await CheckinList.get()).name == {"en": "B"}
    with pytest.raises(ListChanged):
        await lists.change_list(event, made.id, ListTerms({"en": "C"}), seen=seal)


async def test_a_list_that_lets_in_once_from_now_on_remembers_when(event: Event) -> None:
    door = await make_door(event, multi_entry=True)
    ticket = await make_ticket(door.ticket_type)
    assert [(await scan_ticket(door, ticket)).reason for _ in range(2)] == ["ok", "ok"]
    terms = await lists.terms_of(door.checkin_list)
    once = ListTerms(terms.name)
    await lists.change_list(event, door.checkin_list.id, once, seen=terms.seal)
    assert (await scan_ticket(door, ticket)).reason == "already_used"
    assert (await CheckinList.get()).single_since is not None


async def test_a_list_that_a_gate_checks_is_not_removed(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await make_door(event)
    answer = await _post(client, f"{LISTS}/{door.checkin_list.id}/removal", page=LISTS)
    assert answer.status_code == 409
    assert "East gate checks this list." in answer.text
    assert await CheckinList.all().count() == 1
    with pytest.raises(ListInUse):
        await lists.remove_list(event, door.checkin_list.id)


async def test_a_list_with_scans_is_put_away_and_brought_back(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await make_door(event)
    await scan_ticket(door, await make_ticket(door.ticket_type))
    fresh = await lists.make_list(event, ListTerms({"en": "Fresh"}))
    choice = {"checkin_list_id": str(fresh.id)}
    path = f"/organiser/events/summit/door/gates/{door.gate.id}/list"
    assert (await _post(client, path, page=LISTS, **choice)).status_code == 303
    assert (await Gate.get()).checkin_list_id == fresh.id
    await _post(client, f"{LISTS}/{door.checkin_list.id}/removal", page=LISTS)
    assert (await CheckinList.get(id=door.checkin_list.id)).removed_at is not None
    assert "Put away" in (await client.get(LISTS)).text
    await _post(client, f"{LISTS}/{door.checkin_list.id}/return", page=LISTS)
    assert (await CheckinList.get(id=door.checkin_list.id)).removed_at is None


async def test_a_list_that_nobody_used_is_gone(client: httpx.AsyncClient, event: Event) -> None:
    made = await lists.make_list(event, ListTerms({"en": "A"}))
    await _post(client, f"{LISTS}/{made.id}/removal", page=LISTS)
    assert await CheckinList.all().count() == 0


async def test_lists_of_another_event_are_not_there(
    client: httpx.AsyncClient, event: Event
) -> None:
    other = await make_door(await make_event("other", organisation=event.organisation))
    ours = await make_door(event)
    one = other.checkin_list.id
    answers = [
        await client.get(f"{LISTS}/{one}"),
        await _post(client, f"{LISTS}/{one}/removal", page=LISTS),
        await _post(client, LISTS, list_name_en="L", ticket_types=str(other.ticket_type.id)),
        await _post(
            client,
            f"/organiser/events/summit/door/gates/{ours.gate.id}/list",
            page=LISTS,
            checkin_list_id=str(one),
        ),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert await CheckinListTicketType.all().count() == 0


async def test_a_list_is_changed_and_removed_over_the_api(
    client: httpx.AsyncClient, event: Event
) -> None:
    client.headers["x-csrf-token"] = await csrf(client)
    made = (await client.post(API, json={"name": {"en": "A"}})).json()
    path, body = f"{API}/{made['id']}", {"name": {"en": "B"}, "rules": MORNING}
    stale = await client.put(path, json={**body, "seal": "old"})
    changed = await client.put(path, json={**body, "seal": made["seal"]})
    assert (stale.status_code, changed.status_code) == (409, 200)
    assert {**changed.json(), "seal": ""} == {**made, **body, "seal": ""}
    assert (await client.get(API)).json()["items"] == [changed.json()]
    assert (await client.delete(path)).status_code == 204
    assert await CheckinList.all().count() == 0


async def test_day_tickets_enter_on_their_day(event: Event) -> None:
    kind = await make_ticket_type(event)
    door = await make_door(event, types=[kind], days={str(kind.id): ["2026-08-26"]})
    ticket = await make_ticket(kind)
    answers = []
    for day in (27, 26):
        clock.shift(datetime(2026, 8, day, 2, tzinfo=UTC) - datetime.now(UTC))
        answers.append(await scan_ticket(door, ticket))
    wanted = {"fact": "day", "operator": "in", "is": "2026-08-27", "wanted": ["2026-08-26"]}
    assert [(one.reason, one.explanation) for one in answers] == [
        ("wrong_event", [wanted]),
        ("ok", []),
    ]


async def test_the_page_takes_as_many_queries_for_three_lists_as_for_one(
    client: httpx.AsyncClient, event: Event
) -> None:
    await make_door(event)
    await client.get(LISTS)
    async with asked() as alone:
        await client.get(LISTS)
    for _ in range(2):
        await make_door(event)
    async with asked() as together:
        await client.get(LISTS)
    assert len(together) == len(alone) > 0


async def _post(
    client: httpx.AsyncClient, path: str, *, page: str = f"{LISTS}/new", **fields: Any
) -> httpx.Response:
    return await client.post(path, data={"csrf": await csrf(client), **fields})


def _fields(page: str) -> dict[str, list[str]]:
    """What a browser sends of the form without touching it."""
    form = next(one for one in html.fromstring(page).forms if "list-form" in one.classes)
    fields: dict[str, list[str]] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    return fields
