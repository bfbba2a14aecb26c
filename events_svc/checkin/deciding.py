"""Decide a batch of scans: one query for all, then the pure engine in the order of their arrival."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hmac import compare_digest
from typing import Any

import msgspec

from events_svc.checkin import answers, facts, lacking, presented, rules, store
from events_svc.checkin.history import History, Passage, after, replayed
from events_svc.checkin.presented import OrderCode, SignedCode, TicketNumber
from events_svc.checkin.scan import Scanned
from events_svc.checkin.store import Row, stored
from events_svc.checkin.verdict import ListFacts, Verdict, judge

Standing = tuple[int, int]  # list, ticket


class Case:
    """A scan on its way to a verdict."""

    __slots__ = ("at", "code_hash", "door", "found", "passage", "scan", "verdict")

    def __init__(self, scan: Scanned, door: Row, at: datetime, found: Sequence[Row] = ()) -> None:
        self.scan, self.door, self.at = scan, door, at
        self.code_hash = scan.code_hash
        self.found = [*found]
        self.passage = Passage(scan.direction, at, door["gate_id"])
        self.verdict: Verdict | None = None

    @property
    def ticket(self) -> Row | None:
        return self.found[0] if len(self.found) == 1 else None

    def standing(self, row: Row) -> Standing:
        return self.door["list_id"], row["id"]


async def decide(cases: Sequence[Case]) -> list[Row]:
    """Give every case its verdict, as if they came one after the other; the admissions to write."""
    lists = {case.door["gate_id"]: facts.list_facts(case.door) for case in _one_of_each_gate(cases)}
    before = await _histories(cases, lists)
    now = dict(before)
    for case in cases:
        case.verdict = _judged(case, lists[case.door["gate_id"]], now)
        if case.verdict.is_ok and case.ticket is not None:
            standing = case.standing(case.ticket)
            now[standing] = after(now[standing], case.passage)
    versions = {case.standing(row): row["version"] for case in cases for row in case.found}
    return [
        admission(standing, history, versions[standing])
        for standing, history in now.items()
        if history != before[standing]
    ]


async def find(cases: Sequence[Case]) -> None:
    """Give every case the tickets that its code names."""
    numbers, orders = [], []
    for n, case in enumerate(cases):
        shown, door = case.scan.presented, case.door
        asked = {"n": n, "event": door["event_id"], "serial": None, "list": door["list_id"]}
        if isinstance(shown, SignedCode):
            signed = {"event": shown.event_id, "serial": shown.serial}
            numbers.append({**asked, **signed, "number": shown.number})
        elif isinstance(shown, TicketNumber):
            numbers.append({**asked, "number": shown.number})
        elif isinstance(shown, OrderCode):
            orders.append({**asked, "order": shown.code})
    for row in [*await store.tickets_by_number(numbers), *await store.tickets_by_order(orders)]:
        cases[row["n"]].found.append(row)
    for case in cases:
        case.found = _living(case.found)
    await mark(cases)


async def mark(cases: Sequence[Case]) -> None:
    """What is known of the tickets when they are found: a code that is not proven has found none, and
    some lack an answer.
    """
    for case in cases:
        if case.found and not (_is_sealed(case) or await presented.is_proven(case.scan.presented)):
            case.found = []
    await lacking.mark(cases)


def _is_sealed(case: Case) -> bool:
    """Whether it is the very code that was handed out with the ticket."""
    seal = case.found[0]["seal"]
    return seal is not None and compare_digest(case.code_hash, seal)


def _one_of_each_gate(cases: Sequence[Case]) -> Iterable[Case]:
    return {case.door["gate_id"]: case for case in cases}.values()


def _living(found: list[Row]) -> list[Row]:
    """Of several tickets of an order, those that are not cancelled, if there are any."""
    return [row for row in found if row["state"] != "cancelled"] or found[:1]


async def _histories(
    cases: Sequence[Case], lists: Mapping[int, ListFacts]
) -> dict[Standing, History]:
    """How the tickets stand; where rules count entries by time, as the log has it."""
    known = {case.standing(row): facts.history(row) for case in cases for row in case.found}
    counting = {gate for gate, one in lists.items() if rules.asks_for_the_log(one.rules)}
    counted = {
        case.standing(row)
        for case in cases
        if case.door["gate_id"] in counting
        for row in case.found
    }
    return known | await histories_of(counted) if counted else known


async def histories_of(standings: set[Standing]) -> dict[Standing, History]:
    """How tickets stand on lists by the log, with the time of every entry."""
    passed: dict[Standing, list[Passage]] = {standing: [] for standing in standings}
    asked = [{"list": one, "ticket": ticket} for one, ticket in sorted(standings)]
    for row in await store.passages(asked):
        passed[row["checkin_list_id"], row["ticket_id"]].append(facts.passage(row))
    return {standing: replayed(passages) for standing, passages in passed.items()}


def _judged(case: Case, door: ListFacts, histories: Mapping[Standing, History]) -> Verdict:
    shown = case.scan.presented
    serial = shown.serial if isinstance(shown, SignedCode) else None
    found = [
        facts.ticket_facts(row, histories[case.standing(row)], presented_serial=serial)
        for row in case.found
    ]
    return judge(found, door, case.passage)


def admission(standing: Standing, history: History, version: int) -> Row:
    """The row of `store.write` that makes `history` follow the admission of that version."""
    return {
        "list": standing[0],
        "ticket": standing[1],
        "entries": history.entries,
        "is_inside": history.is_inside,
        "first_at": stored(history.first_at),
        "first_gate_id": history.first_gate_id,
        "last_at": stored(history.last_at),
        "version": version,
    }


def entry_of(case: Case, first_gates: dict[int, Any]) -> Row:
    """The log entry of a decided case, without its link."""
    verdict, scan, ticket, door = case.verdict, case.scan, case.ticket, case.door
    assert verdict is not None
    return {
        "scan_id": str(scan.scan_id),
        "event_id": door["event_id"],
        "checkin_list_id": door["list_id"],
        "gate_id": door["gate_id"],
        "device_id": door["device_id"],
        "seq": scan.seq,
        "ticket_id": ticket["id"] if ticket else None,
        "code_hash": case.code_hash,
        "direction": str(scan.direction),
        "verdict": "ok" if verdict.is_ok else "refused",
        "reason": str(verdict.reason),
        "basis": "online",
        "at": stored(case.at),
        "at_device": stored(scan.at_device),
        "clock_offset_ms": scan.clock_offset_ms,
        "undoes": None,
        "device_seq": None,
        "device_hash": None,
        "detail": _detail(case, verdict, first_gates),
    }


def _detail(case: Case, verdict: Verdict, first_gates: dict[int, Any]) -> dict[str, Any]:
    detail: dict[str, Any] = {"typed": True} if case.scan.is_typed else {}
    if verdict.first_at is not None:
        detail["first_at"] = stored(verdict.first_at)
        detail["first_gate"] = first_gates.get(verdict.first_gate_id or 0)
    if verdict.explanation:
        detail["explanation"] = list(verdict.explanation)
    if len(case.found) > 1:
        tickets = [answers.ticket_of(row) for row in case.found[:20]]
        detail["candidates"] = msgspec.to_builtins(tickets)
    return detail
