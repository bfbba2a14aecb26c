"""The counts of a door: brought forward, and found again the slow way."""

from collections import Counter
from datetime import timedelta
from typing import Any

from events_svc import clock
from events_svc.checkin import store
from events_svc.checkin.counting import forward
from events_svc.checkin.counting.models import DoorCount
from events_svc.checkin.counting.moved import HOUSE, Crowd, Crowds
from events_svc.checkin.models import CheckinList, Scan
from events_svc.checkin.tally import Tally
from events_svc.database import is_postgres
from events_svc.tickets.models import Ticket
from tests.checkin.calm import over

QUESTIONS = {"ambiguous", "incomplete"}


async def settled(event_id: int) -> None:
    """Everything that is committed is counted."""
    while await forward.forward(event_id):
        pass
    if is_postgres():  # which was only seen by now
        await long_seen()
        while await forward.forward(event_id):
            pass


async def long_seen() -> None:
    """What was seen was seen long ago: the transactions of then are over."""
    await DoorCount.all().update(seen_at=clock.now() - timedelta(minutes=1))
    if is_postgres():
        await over(max(count.seen_before for count in await DoorCount.all()) - 1)


async def counted_slowly() -> Tally:
    """Every entry of the log, one by one."""
    log, found = await Scan.all().values(), Tally()
    undone = {row["undoes"] for row in log}
    types = dict(await Ticket.all().values_list("id", "ticket_type_id"))
    for row in log:
        if row["scan_id"] in undone or row["verdict"] == "undone" or row["direction"] != "entry":
            continue
        minute = row["at"].replace(second=0, microsecond=0)
        gate, is_ok = row["gate_id"], row["verdict"] == "ok"
        found.entered[minute, gate, types.get(row["ticket_id"], 0)] += is_ok
        found.asked[gate] += not is_ok and row["reason"] in QUESTIONS
        found.refused[gate] += not is_ok and row["reason"] not in QUESTIONS
    return Tally(+found.entered, found.refused, found.asked)


async def crowds_slowly() -> Crowds:
    """Every passage in its order, list by list, and through all entrances."""
    lists = {one.id: one for one in await CheckinList.all()}
    tickets = await Ticket.all().values_list("id", flat=True)
    asked = [{"list": one, "ticket": ticket} for one in lists for ticket in tickets]
    passed = await store.passages(asked)
    found = {one: _crowd([row for row in passed if row["checkin_list_id"] == one]) for one in lists}
    entrances = {i for i, one in lists.items() if one.is_entrance and not one.removed_at}
    through = [row for row in passed if row["checkin_list_id"] in entrances]
    found[HOUSE] = Crowd(_crowd(passed).arrived, _crowd(through).inside)
    return found


def _crowd(passed: list[Any]) -> Crowd:
    last = {row["ticket_id"]: row["direction"] for row in passed}
    came = {row["ticket_id"] for row in passed if row["direction"] == "entry"}
    return Crowd(len(came), Counter(last.values())["entry"])
