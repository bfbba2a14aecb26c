from datetime import UTC, datetime, timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.checkin.attendance import Lesson, Presence, presence
from events_svc.checkin.history import Passage
from events_svc.checkin.models import Direction
from events_svc.events.models import Event
from tests.accounts.factories import make_user, sign_in
from tests.asked import asked
from tests.checkin.factories import Door, make_door, make_order, make_ticket, scan_ticket
from tests.events.factories import make_event
from tests.schedule.factories import make_placed

PAGE = "/organiser/events/summit/door/attendance"
NINE = datetime(2026, 8, 26, 1, tzinfo=UTC)  # 09:00 at the place
LESSON = Lesson(1, {"en": "Lesson"}, NINE, NINE + timedelta(hours=1), frozenset())


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event of the day before yesterday, and the browser of who keeps its door."""
    day = (clock.now() - timedelta(days=2)).replace(hour=1, minute=0, second=0, microsecond=0)
    made = await make_event(starts_at=day, ends_at=day + timedelta(hours=9))
    await sign_in(client, await make_user(role=Role.DOOR, organisation=made.organisation))
    return made


@pytest.mark.parametrize(
    ("passages", "expected"),
    [
        ("", None),
        ("-5 in", Presence(NINE - timedelta(minutes=5), None, 60, 0)),
        ("10 in, 40 out", Presence(*[NINE + timedelta(minutes=n) for n in (10, 40)], 30, 10)),
        ("0 in, 20 out, 30 in, 90 out", Presence(NINE, NINE + timedelta(minutes=90), 50, 0)),
        ("0 in, 5 in, 20 out", Presence(NINE, NINE + timedelta(minutes=20), 20, 0)),
        ("5 out", None),
        ("70 in", Presence(NINE + timedelta(minutes=70), None, 0, 60)),
    ],
    ids=["never", "early", "late and left", "came back", "in twice", "only out", "after the end"],
)
def test_minutes_lie_within_the_session(passages: str, expected: Presence | None) -> None:
    assert presence(LESSON, [_passage(one) for one in passages.split(", ") if one]) == expected


async def test_no_list_of_a_session_teaches_to_make_one(
    client: httpx.AsyncClient, event: Event
) -> None:
    page = await client.get(PAGE)
    assert "/door/lists/new?start=session" in page.text


async def test_the_table_says_who_was_where_how_long(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await _taught(event)
    order = await make_order(event)
    for number in (1, 2):
        await make_ticket(door.ticket_type, number=number, order=order)
    await _scan(door, 1, minutes=10)
    await _scan(door, 1, minutes=40, way=Direction.EXIT)
    page = await client.get(PAGE)
    assert '<td class="num">1</td><td class="num">2</td><td class="num">50 %</td>' in page.text
    assert "30 of 60 min" in page.text
    assert "10 min late" in page.text
    assert "absent" in page.text


async def test_the_table_for_spreadsheets_is_logged_and_speaks_both_languages(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await _taught(event)
    await make_ticket(door.ticket_type, number=1, holder_name="=1+1", holder_organisation="Robots")
    await _scan(door, 1, minutes=10)
    english = (await client.get(f"{PAGE}.csv")).text.splitlines()
    chinese = (await client.get(f"{PAGE}.csv", headers={"accept-language": "zh"})).text
    assert english[0].startswith("\ufeffTicket,Name,Organisation,Ticket type,Sessions,Minutes,")
    day = f"{event.starts_at:%Y-%m-%d}"
    assert english[1] == f"1,'=1+1,Robots,Standard,1,50,{day} 09:10,,50,10"
    assert chinese.splitlines()[0].endswith("迟到分钟")
    assert await AuditEntry.filter(action="attendance.exported").count() == 2


async def test_the_page_takes_as_many_queries_for_three_people_as_for_one(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await _taught(event)
    order = await make_order(event)
    await make_ticket(door.ticket_type, number=1, order=order)
    await client.get(PAGE)
    async with asked() as alone:
        await client.get(PAGE)
    for number in (2, 3):
        await make_ticket(door.ticket_type, number=number, order=order)
    async with asked() as together:
        await client.get(PAGE)
    assert len(together) == len(alone) > 0


async def _taught(event: Event) -> Door:
    """A gate that takes the attendance of the event's first hour, from nine to ten."""
    session = await make_placed(event)
    return await make_door(event, session=session, entry_after_exit=True, is_entrance=False)


async def _scan(door: Door, number: int, *, minutes: int, way: Direction = Direction.ENTRY) -> None:
    ticket = await door.event.tickets.filter(number=number).get()  # type: ignore[attr-defined]  # a relation
    clock.shift(door.event.starts_at + timedelta(minutes=minutes) - datetime.now(UTC))
    assert (await scan_ticket(door, ticket, direction=way)).verdict == "ok"
    clock.shift(timedelta(0))


def _passage(written: str) -> Passage:
    minutes, way = written.split(" ")
    direction = Direction.ENTRY if way == "in" else Direction.EXIT
    return Passage(direction, NINE + timedelta(minutes=int(minutes)), 1)
