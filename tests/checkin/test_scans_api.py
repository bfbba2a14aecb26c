import uuid
from typing import Any

import httpx
import pytest

from events_svc.accounts import api_tokens
from events_svc.accounts.models import Role
from events_svc.accounts.person import Person
from events_svc.checkin.models import CheckinList, Device, Gate, Scan
from tests.accounts.factories import make_organisation, make_user
from tests.checkin.factories import Door, code_of, make_door, make_ticket
from tests.events.factories import make_event


@pytest.fixture
async def door(client: httpx.AsyncClient) -> Door:
    """A gate, and its phone as the client."""
    made = await make_door()
    client.headers["authorization"] = f"Device {made.token}"
    return made


async def test_a_phone_scans_with_its_token(client: httpx.AsyncClient, door: Door) -> None:
    ticket = await make_ticket(door.ticket_type, number=7)
    body = await _body(ticket)
    answer = await client.post(_scans(door), json=body)
    logged = await Scan.get()
    assert answer.status_code == 200
    assert answer.json() == {
        "scan_id": body["scan_id"],
        "verdict": "ok",
        "reason": "ok",
        "direction": "entry",
        "at": logged.at.isoformat().replace("+00:00", "Z"),
        "ticket": {
            "number": 7,
            "holder_name": "Guest 7",
            "holder_organisation": "",
            "ticket_type": {"zh": "标准票", "en": "Standard"},
            "order_code": "N00007",
        },
        "first_at": None,
        "first_gate": None,
        "explanation": [],
        "candidates": [],
        "basis": "online",
    }


async def test_a_phone_scans_with_its_cookie(client: httpx.AsyncClient, door: Door) -> None:
    del client.headers["authorization"]
    client.cookies.set("door", door.token, domain="testserver.local")
    answer = await client.post(_scans(door), json=await _body(await make_ticket(door.ticket_type)))
    assert (answer.status_code, answer.json()["reason"]) == (200, "ok")


async def test_another_site_cannot_scan_with_the_cookie(
    client: httpx.AsyncClient, door: Door
) -> None:
    del client.headers["authorization"]
    client.cookies.set("door", door.token, domain="testserver.local")
    body = await _body(await make_ticket(door.ticket_type))
    headers = {"sec-fetch-site": "cross-site"}
    assert (await client.post(_scans(door), json=body, headers=headers)).status_code == 403
    assert await Scan.all().count() == 0


async def test_a_person_with_the_scope_scans_by_bearer_token(
    client: httpx.AsyncClient, door: Door
) -> None:
    client.headers["authorization"] = f"Bearer {await _token(door, 'checkin:write')}"
    tickets = [await make_ticket(door.ticket_type, number=n) for n in (1, 2)]
    answers = [await client.post(_scans(door), json=await _body(one)) for one in tickets]
    assert [answer.json()["reason"] for answer in answers] == ["ok", "ok"]
    device = await Device.get(token_hash__startswith="person:")
    assert await Scan.all().values_list("device_id", flat=True) == [device.id] * 2


async def test_other_scopes_other_people_and_strangers_do_not_scan(
    client: httpx.AsyncClient, door: Door
) -> None:
    body = await _body(await make_ticket(door.ticket_type))
    other = await make_door(await make_event("b", organisation=await make_organisation("b")))
    keys = [
        f"Bearer {await _token(door, 'orders:read')}",
        f"Bearer {await _token(other, 'checkin:write')}",
        f"Device {other.token}",
        "Device nonsense",
        "Bearer nonsense",
        "Basic YTpi",
        "",
    ]
    paths = [_scans(door), _scans(door) + ":batch", f"{_scans(door)}/{uuid.uuid4()}/undo"]
    got = []
    for key in keys:
        client.headers["authorization"] = key
        whole = [body, {"scans": [body]}, {"scan_id": str(uuid.uuid4())}]
        answers = [
            await client.post(path, json=one) for path, one in zip(paths, whole, strict=True)
        ]
        got.append([answer.status_code for answer in answers])
    assert got == [
        [404, 404, 404],
        [404, 404, 404],
        [404, 200, 404],  # a batch says so for each scan
        [401, 200, 401],
        *[[401, 401, 401]] * 3,
    ]
    assert await Scan.all().count() == 0


async def test_a_batch_answers_each_scan(client: httpx.AsyncClient, door: Door) -> None:
    first, second = [
        await _body(await make_ticket(door.ticket_type, number=number)) for number in (1, 2)
    ]
    again = {**first, "scan_id": str(uuid.uuid4())}
    answer = await client.post(_scans(door) + ":batch", json={"scans": [first, second, again]})
    results = answer.json()["results"]
    assert [one["answer"]["reason"] for one in results] == ["ok", "ok", "already_used"]
    assert [one["scan_id"] for one in results] == [one["scan_id"] for one in (first, second, again)]
    repeated = await client.post(_scans(door) + ":batch", json={"scans": [again, second, first]})
    assert repeated.json()["results"] == results[::-1]
    assert await Scan.all().count() == 3


async def test_a_refused_scan_of_a_batch_says_why(client: httpx.AsyncClient, door: Door) -> None:
    await Gate.filter(id=door.gate.id).update(is_active=False)
    body = await _body(await make_ticket(door.ticket_type))
    answer = await client.post(_scans(door) + ":batch", json={"scans": [body]})
    assert answer.json()["results"] == [
        {"scan_id": body["scan_id"], "answer": None, "refused": "This gate is closed."}
    ]


async def test_a_scan_is_undone_over_the_api(client: httpx.AsyncClient, door: Door) -> None:
    body = await _body(await make_ticket(door.ticket_type))
    await client.post(_scans(door), json=body)
    undoing = {"scan_id": str(uuid.uuid4())}
    path = f"{_scans(door)}/{body['scan_id']}/undo"
    answers = [await client.post(path, json=undoing) for _ in range(2)]
    twice = await client.post(path, json={"scan_id": str(uuid.uuid4())})
    assert [answer.json()["verdict"] for answer in answers] == ["undone"] * 2
    assert (twice.status_code, twice.json()["title"]) == (409, "Conflict")


@pytest.mark.parametrize(
    "wrong",
    [
        {"scan_id": "1"},
        {"code": ""},
        {"code": "X" * 501},
        {"direction": "sideways"},
        {"seq": -1},
        {"seq": 2**64},
        {"at_device": "2026-09-10T09:00:00"},
        {"clock_offset_ms": 2**60},
    ],
)
async def test_a_malformed_scan_names_the_field(
    client: httpx.AsyncClient, door: Door, wrong: dict[str, Any]
) -> None:
    body = {"scan_id": str(uuid.uuid4()), "code": "X", **wrong}
    answer = await client.post(_scans(door), json=body)
    assert (answer.status_code, [*answer.json()["errors"]]) == (422, [*wrong])
    assert await Scan.all().count() == 0


@pytest.mark.parametrize("code", ["𠮷", "' OR 1=1 --", "9" * 400, "0", ":" * 154, "-1", "　"])
async def test_rubbish_is_invalid_however_it_came(
    client: httpx.AsyncClient, door: Door, code: str
) -> None:
    for is_typed in (False, True):
        body = {"scan_id": str(uuid.uuid4()), "code": code, "is_typed": is_typed}
        answer = await client.post(_scans(door), json=body)
        assert (answer.status_code, answer.json()["reason"]) == (200, "invalid")


async def test_the_log_is_read_page_by_page(client: httpx.AsyncClient, door: Door) -> None:
    bodies = [
        await _body(await make_ticket(door.ticket_type, number=number)) for number in (1, 2, 3)
    ]
    await client.post(_scans(door) + ":batch", json={"scans": bodies})
    client.headers["authorization"] = f"Bearer {await _token(door, 'checkin:write')}"
    first = (await client.get("/api/v1/events/summit/scans?limit=2")).json()
    rest = (await client.get(f"/api/v1/events/summit/scans?cursor={first['next']}")).json()
    found = [entry["ticket_number"] for page in (first, rest) for entry in page["items"]]
    assert (found, rest["next"]) == ([3, 2, 1], None)
    wrong = await client.get("/api/v1/events/summit/scans?cursor=x")
    assert wrong.status_code == 422


async def test_gates_and_lists_are_made_and_listed(client: httpx.AsyncClient, door: Door) -> None:
    client.headers["authorization"] = f"Bearer {await _token(door, 'checkin:write')}"
    draft = {"name": {"en": "Morning"}, "rules": {"<": [{"var": "time"}, "12:00"]}}
    made = await client.post("/api/v1/events/summit/checkin-lists", json=draft)
    gate = {"name": {"en": "West"}, "checkin_list_id": made.json()["id"]}
    opened = await client.post("/api/v1/events/summit/gates", json=gate)
    lists = (await client.get("/api/v1/events/summit/checkin-lists")).json()["items"]
    gates = (await client.get("/api/v1/events/summit/gates")).json()
    assert (made.status_code, opened.status_code) == (201, 201)
    assert lists[1] == made.json()
    assert gates["items"][1] == opened.json()
    assert (gates["arrived"], gates["expected"]) == (0, 0)


@pytest.mark.parametrize("name", [{}, {"en": " "}, {"xx": "Morning"}])
@pytest.mark.parametrize("path", ["checkin-lists", "gates"])
async def test_a_list_or_gate_without_a_name_is_malformed(
    client: httpx.AsyncClient, door: Door, path: str, name: dict[str, str]
) -> None:
    client.headers["authorization"] = f"Bearer {await _token(door, 'checkin:write')}"
    made = await client.post(f"/api/v1/events/summit/{path}", json={"name": name})
    assert made.status_code == 422
    assert [await CheckinList.all().count(), await Gate.all().count()] == [1, 1]


async def test_malformed_rules_are_refused(client: httpx.AsyncClient, door: Door) -> None:
    client.headers["authorization"] = f"Bearer {await _token(door, 'checkin:write')}"
    draft = {"name": {"en": "Morning"}, "rules": {"run": 1}}
    answer = await client.post("/api/v1/events/summit/checkin-lists", json=draft)
    assert answer.status_code == 422


async def test_a_pairing_link_is_made_over_the_api(client: httpx.AsyncClient, door: Door) -> None:
    client.headers["authorization"] = f"Bearer {await _token(door, 'checkin:write')}"
    made = await client.post(f"/api/v1/gates/{door.gate.id}/pairings")
    assert made.status_code == 201
    page = await client.get(made.json()["url"])
    assert (page.status_code, "Scan with this phone" in page.text) == (200, True)


def _scans(door: Door) -> str:
    return f"/api/v1/gates/{door.gate.id}/scans"


async def _body(ticket: Any) -> dict[str, Any]:
    return {"scan_id": str(uuid.uuid4()), "code": await code_of(ticket)}


async def _token(door: Door, scope: str) -> str:
    organisation = door.event.organisation
    email = f"{uuid.uuid4().hex}@example.org"
    user = await make_user(email, role=Role.OWNER, organisation=organisation)
    return await api_tokens.issue(
        Person(user_id=user.id, actor=f"user:{user.id}"),
        organisation,
        name="Door",
        scopes=[scope],
        expires_at=None,
    )
