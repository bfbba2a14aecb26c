"""The core of the scanner, which goes on alone: pure modules, all run in one process of node."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from events_svc.checkin import chain, history, presented
from events_svc.checkin.history import History, Passage
from events_svc.checkin.models import Direction
from events_svc.tickets.codes import Payload, sign
from tests.checkin import node

GATE = 5
AT = datetime(2026, 9, 10, 1, 30, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FORGER = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
PEOPLE: dict[int, dict[str, Any]] = {
    1: {},
    2: {"state": "cancelled"},
    3: {"serial": 2},
    4: {"entries": 1, "is_inside": True, "first_at": AT.isoformat(), "first_gate": 6},
    5: {"state": "held", "order": "UNPAID"},
    6: {"is_complete": False, "order": "UNPAID", "lacks": [9]},
    7: {"type": 4},
    8: {},  # its code is called back
}
PERSON: dict[str, Any] = {
    "type": 3,
    "state": "valid",
    "serial": 1,
    "is_approved": True,
    "is_complete": True,
    "valid_from": None,
    "valid_until": None,
    "name": "曾 伟",
    "organisation": "",
    "phone_tail": "1234",
    "order": "KX4-7QM",
    "keys": "zengwei zw",
    "entries": 0,
    "is_inside": False,
    "first_at": None,
    "first_gate": None,
    "last_at": None,
    "lacks": [],
}
COLUMNS = ["number", *PERSON]
NAMES = {"zh": "东门", "en": "East"}
SNAPSHOT: dict[str, Any] = {
    "format": 1,
    "life": "a",
    "cursor": "a.1",
    "taken_at": AT.isoformat(),
    "purge_at": AT.isoformat(),
    "event": {"id": 2, "slug": "summit", "title": NAMES, "timezone": "Asia/Shanghai"},
    "gate": {"id": GATE, "name": NAMES, "is_active": True},
    "gates": [{"id": GATE, "name": NAMES}, {"id": 6, "name": {"zh": "西门", "en": "West"}}],
    "list": {"event_id": 2, "timezone": "Asia/Shanghai", "ticket_types": [3]},
    "types": [{"id": 3, "name": {"zh": "标准票", "en": "Standard"}}],
    "keys": {"1": PUBLIC},
    "revoked": [[8, 1]],
    "columns": COLUMNS,
    "tickets": [[number, *(PERSON | changed).values()] for number, changed in PEOPLE.items()],
}


def code(number: int, *, key: Ed25519PrivateKey = KEY, **payload: Any) -> str:
    facts = {"key_number": 1, "event_id": 2, "ticket_type_id": 3, "serial": 1, **payload}
    return sign(Payload(ticket_number=number, **facts), key)


# What is held to the phone or typed into it: the reason it says, and on what basis.
HELD = {
    "a ticket of the snapshot": (code(1), "ok snapshot"),
    "with blanks around it": (f" {code(1)}\n", "ok snapshot"),
    "cancelled": (code(2), "cancelled snapshot"),
    "an older code": (code(3), "revoked snapshot"),
    "the present code": (code(3, serial=2), "ok snapshot"),
    "used before": (code(4), "already_used snapshot"),
    "of another type": (code(7, ticket_type_id=4), "product snapshot"),
    "called back": (code(8), "revoked snapshot"),
    "sold after the snapshot": (code(99), "ok signature"),
    "sold after it for another day": (
        code(99, valid_until=AT - timedelta(minutes=1)),
        "invalid_time signature",
    ),
    "forged": (code(1, key=FORGER), "invalid snapshot"),
    "forged for nobody": (code(99, key=FORGER), "invalid snapshot"),
    "with a key that we do not know": (code(1, key_number=2), "invalid snapshot"),
    "of another event": (code(1, event_id=9), "wrong_event signature"),
    "forged for another event": (code(1, event_id=9, key=FORGER), "wrong_event signature"),
    "in small letters": (code(1).lower(), "invalid snapshot"),
    "with a zero before it": ("0" + code(1), "invalid snapshot"),
    "with a character changed": (code(1)[:-1] + "BA"[code(1)[-1] != "A"], "invalid snapshot"),
    "with an id beyond numbers": (code(2**62), "invalid snapshot"),
    "a number that somebody printed": ("1", "invalid snapshot"),
    "nothing of ours": ("https://example.org", "invalid snapshot"),
}
TYPED = {
    "a number": ("1", "ok snapshot"),
    "a number from a Chinese keyboard": ("１", "ok snapshot"),
    "no number of ours": ("4711", "invalid snapshot"),
    "an order of many": ("kx4-7qm", "ambiguous snapshot"),
    "an order of two": ("UNPAID", "ambiguous snapshot"),
    "a whole code": (code(1), "ok snapshot"),
}
ENTRIES: list[dict[str, Any]] = [
    {
        "scan_id": "11111111-1111-4111-8111-111111111111",
        "code": "码 1\u2028",
        "is_typed": True,
        "direction": "entry",
        "seq": 0,
        "at_device": "2026-09-10T01:30:00.007Z",
        "clock_offset_ms": -12,
        "decided": {"prev_hash": "", "verdict": "ok", "reason": "ok", "basis": "snapshot"},
    },
    {
        "scan_id": "22222222-2222-4222-8222-222222222222",
        "code": "",
        "is_typed": False,
        "direction": "exit",
        "seq": 1,
        "at_device": "2026-09-10T01:30:01.000Z",
        "clock_offset_ms": None,
        "decided": {
            "prev_hash": "a" * 64,
            "verdict": "undone",
            "reason": "undone",
            "basis": "snapshot",
            "undoes": "11111111-1111-4111-8111-111111111111",
            "tried": "33333333-3333-4333-8333-333333333333",
        },
    },
]
UNKNOWN = json.dumps({"status": 401, "title": "Unauthorized"})
REPLIES = [
    {"status": 200, "type": "application/json", "body": "{}"},
    {"status": 0},
    {"status": 200, "type": "text/html; charset=utf-8", "body": "Welcome to our hotel"},
    {"status": 401, "type": "text/plain", "body": "Log in to our network"},
    {"status": 502, "type": "application/json", "body": "{}"},
    {"status": 200, "type": "application/json", "body": "{"},
    {"status": 409, "type": "application/problem+json", "body": "{}"},
    {"status": 401, "type": "application/problem+json", "body": UNKNOWN},
]


@st.composite
def own_entries(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What passed with one ticket, each entry perhaps undone once later."""
    made: list[dict[str, Any]] = []
    for n in range(draw(st.integers(0, 6))):
        open_ones = [one for one in made if one["verdict"] == "ok" and not _is_undone(one, made)]
        at = (AT + timedelta(minutes=n)).isoformat()
        entry = {"scan_id": f"s{n}", "at": at, "gate_id": GATE, "verdict": "ok", "undoes": None}
        entry["direction"] = draw(st.sampled_from(["entry", "exit"]))
        takes_back = draw(st.booleans())
        if open_ones and takes_back:
            entry |= {"verdict": "undone", "undoes": draw(st.sampled_from(open_ones))["scan_id"]}
        made.append(entry)
    return made


def _is_undone(one: dict[str, Any], made: Sequence[dict[str, Any]]) -> bool:
    return any(other["undoes"] == one["scan_id"] for other in made)


def _standings() -> list[list[dict[str, Any]]]:
    tried: list[list[dict[str, Any]]] = []

    @hypothesis.settings(max_examples=100, database=None)
    @given(own_entries())
    def collect(entries: list[dict[str, Any]]) -> None:
        tried.append(entries)

    collect()
    return tried


@pytest.fixture(scope="module")
def asked() -> dict[str, Any]:
    cases = [(held, False) for held, _ in HELD.values()] + [
        (one, True) for one, _ in TYPED.values()
    ]
    whole = {"direction": "entry", "at": AT.isoformat(), "snapshot": SNAPSHOT, "own": []}
    return {
        "gate": f"{node.GATE.as_uri()}/",
        "gate_id": GATE,
        "codes": [{**whole, "code": held, "is_typed": is_typed} for held, is_typed in cases],
        "standings": _standings(),
        "chain": ENTRIES,
        "replies": REPLIES,
    }


@pytest.fixture(scope="module")
def said(asked: dict[str, Any]) -> dict[str, Any]:
    """What the modules made of it."""
    script = Path(__file__).with_name("core.mjs").read_text()
    return node.ran(script, asked)  # type: ignore[no-any-return]  # it is JSON


def test_alone_it_says_what_the_code_deserves(said: dict[str, Any]) -> None:
    wanted = {**HELD, **{f"typed: {name}": one for name, one in TYPED.items()}}
    told = [f"{one['reason']} {one['basis']}" for one in said["codes"]]
    assert dict(zip(wanted, told, strict=True)) == {name: one for name, (_, one) in wanted.items()}


def test_alone_it_answers_in_the_shape_of_the_server(said: dict[str, Any]) -> None:
    by_name = dict(zip([*HELD, *TYPED], said["codes"], strict=True))
    assert by_name["used before"] == {
        "verdict": "refused",
        "reason": "already_used",
        "basis": "snapshot",
        "ticket": {
            "number": 4,
            "holder_name": "曾 伟",
            "holder_organisation": "",
            "ticket_type": {"zh": "标准票", "en": "Standard"},
            "order_code": "KX4-7QM",
        },
        "first_at": AT.isoformat(),
        "first_gate_id": 6,
        "first_gate": {"zh": "西门", "en": "West"},
        "explanation": [],
        "candidates": [],
    }
    assert by_name["of another event"]["ticket"] is None
    assert [one["number"] for one in by_name["an order of two"]["candidates"]] == [5, 6]


async def test_what_is_typed_is_read_as_the_server_reads_it() -> None:
    read = {
        name: await presented.typed(one, secret_key="-")
        for name, (one, _) in list(TYPED.items())[:5]
    }
    assert read == {
        "a number": presented.TicketNumber(1),
        "a number from a Chinese keyboard": presented.TicketNumber(1),
        "no number of ours": presented.TicketNumber(4711),
        "an order of many": presented.OrderCode("KX47QM"),
        "an order of two": presented.OrderCode("UNPAID"),
    }


def test_what_it_did_itself_stands_as_in_the_log(
    asked: dict[str, Any], said: dict[str, Any]
) -> None:
    logs = [[_passage(one) for one in _standing(entries)] for entries in asked["standings"]]
    assert msgspec.convert(said["standings"], list[History]) == [*map(history.replayed, logs)]


def _standing(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in entries if one["verdict"] == "ok" and not _is_undone(one, entries)]


def _passage(one: dict[str, Any]) -> Passage:
    return Passage(Direction(one["direction"]), datetime.fromisoformat(one["at"]), one["gate_id"])


def test_its_chain_is_the_one_that_the_server_verifies(said: dict[str, Any]) -> None:
    assert said["chain"] == [
        chain.device_link(one["decided"]["prev_hash"], _shown(one)) for one in ENTRIES
    ]


def _shown(entry: dict[str, Any]) -> chain.Shown:
    decided = {"undoes": None, "tried": None, **entry["decided"]}
    columns = {**entry, **decided, "gate_id": GATE, "code_hash": chain.code_hash(entry["code"])}
    return msgspec.convert({name: columns[name] for name in chain.Shown._fields}, _OfText).shown()


class _OfText(msgspec.Struct):
    """`chain.Shown` out of JSON."""

    scan_id: Any
    gate_id: int
    seq: int
    direction: str
    verdict: str
    reason: str
    basis: str
    at_device: datetime
    clock_offset_ms: int | None
    code_hash: str
    is_typed: bool
    undoes: Any
    tried: Any

    def shown(self) -> chain.Shown:
        return chain.Shown(**msgspec.structs.asdict(self))


def test_a_snapshot_is_kept_and_changed(said: dict[str, Any]) -> None:
    assert said["snapshot"] == {
        "cursor": "a.2",
        "size": len(PEOPLE),
        "list": SNAPSHOT["list"],
        "name": "Other",
        "isRevoked": True,
        "isStill": True,
        "isBehind": [False, True, True],
        "order": [1, 2, 3, 4, 7, 8],
        "nobody": [],
        "who": "Other",
    }


def test_the_quickest_answer_tells_the_time(said: dict[str, Any]) -> None:
    assert said["offset"] == 10_000 - 1005


def test_the_queue_survives_and_is_sent_in_order_until_it_arrived(said: dict[str, Any]) -> None:
    queue = said["queue"]
    assert queue["sent"] == ["abc", "abc", "a", "bc", "b", "c"]  # lost, malformed, then by halves
    assert [(one["seq"], one["scan_id"]) for one in queue["entries"]] == [*enumerate("abc")]
    hashes = [one["decided"]["hash"] for one in queue["entries"]]
    assert [one["decided"]["prev_hash"] for one in queue["entries"]] == ["", *hashes[:-1]]
    assert queue["head"] == {"seq": 3, "hash": hashes[-1]}
    assert (queue["arrived"], queue["refused"], queue["unsent"]) == ([0, 2], ["b"], 0)


def test_scans_that_are_rejected_are_found_and_hold_up_no_others(said: dict[str, Any]) -> None:
    batches = said["poisoned"].pop("batches")
    assert (batches[0], "b" in batches, "d" in batches) == ("abcde", True, True)
    assert said["poisoned"] == {
        "arrived": [0, 2, 4],
        "refused": ["d"],  # kept, with the reason
        "unsent": ["b"],  # on which the server fails: tried again later
    }


def test_a_full_disk_and_another_tab_lose_nothing_that_was_sent(said: dict[str, Any]) -> None:
    assert said["stopped"] == {"asked": 2, "told": 1, "unsent": ["b"]}


def test_what_the_snapshot_contains_is_forgotten_and_nothing_else(said: dict[str, Any]) -> None:
    assert said["covered"] == {
        "known": ["a", "b", "h"],
        "left": ["b"],
        "kept": ["head/head", "queue/1"],
    }


def test_only_our_own_server_makes_a_phone_forget(said: dict[str, Any]) -> None:
    assert said["replies"] == {
        "statuses": [200, None, None, None, None, None, 409, 401],
        "revoked": 1,
        "heard": [False, True],
    }


def test_answers_are_kept_until_the_snapshot_knows_them(said: dict[str, Any]) -> None:
    both = {
        "items": [{"ticket": 1, "fields": {"q3": ["yes"]}}, {"ticket": 2, "fields": {"q3": ["no"]}}]
    }
    assert said["answers"] == {
        "isSent": [False, True, True],  # at first there was no contact; at last nothing was left
        "sent": [["/gates/5/answers", both]] * 2,
        "refused": [2],
        "knows": [False, True],
        "unsent": [2],  # what was refused is tried again by a new page
    }


def test_answers_that_are_rejected_are_found_and_hold_up_no_others(said: dict[str, Any]) -> None:
    batches = said["poisonedAnswers"].pop("batches")
    assert (batches[2:5], batches[-1]) == ([[1, 2], [1], [2]], [5])
    assert said["poisonedAnswers"] == {
        "refused": [[2, "not so"]],
        "unsent": [
            2,
            5,
        ],  # nobody else has the one; on the other the server fails: both are tried later
    }


def test_answers_that_are_refused_and_not_listed_stay_to_be_brought(said: dict[str, Any]) -> None:
    assert said["unlistedAnswers"] == [[False, 1, 1], [False, 1, 1], [True, 0, 1]]


def test_who_was_asked_without_contact_goes_in(said: dict[str, Any]) -> None:
    assert said["asked"] == ["incomplete", "ok"]
