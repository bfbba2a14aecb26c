"""What travels between a server and its hubs, the same types on both sides."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from events_svc.checkin.models import Basis, Direction

FORMAT = 1
MOST_ENTRIES = 500

Hash = Annotated[str, msgspec.Meta(max_length=64)]
Name = Annotated[str, msgspec.Meta(max_length=200)]
Id = Annotated[int, msgspec.Meta(ge=1, le=2**62)]
Whole = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Cut = Annotated[str, msgspec.Meta(max_length=500)]


class HubTable(msgspec.Struct):
    """Rows of a table by the places of their columns, ids as at the server."""

    table: str
    columns: list[str]
    rows: list[list[Any]]


class HubContent(msgspec.Struct, kw_only=True):
    """What a hub shall know. `definitions` (gates, lists, types, keys …) come whole, or not at all when the
    hub has them; `tables` hold whole tickets. `next` is where the following page begins, none after the last.
    """

    format: int = FORMAT
    now: datetime
    hub_uid: UUID
    event_id: int
    cursor: str
    purge_at: datetime
    tickets: int
    next: int | None = None
    definitions_hash: str
    definitions: list[HubTable] = []
    tables: list[HubTable] = []
    revoked_phones: list[UUID] = []
    let_in: list[UUID] = []  # suspects of conflicts whom a person at the server let in


class HubPhone(msgspec.Struct):
    """A phone that scanned at the hub."""

    uid: UUID
    gate_id: Id
    name: Name = ""


class HubEntry(msgspec.Struct, kw_only=True):
    """One entry of a hub's log as it stands there, with its link; `phone` is a place in the batch's phones."""

    scan_id: UUID
    phone: Annotated[int, msgspec.Meta(ge=0, le=MOST_ENTRIES)]
    device_id: Id
    checkin_list_id: Id
    gate_id: Id
    seq: Whole | None = None
    ticket_id: Id | None = None
    ticket_number: Id | None = None  # of a ticket that the hub knows by its signed code alone
    code_hash: Hash = ""
    direction: Direction = Direction.ENTRY
    verdict: Annotated[str, msgspec.Meta(pattern=r"^(ok|refused|undone)\Z")]
    reason: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,24}\Z")]
    basis: Basis
    at: Instant
    at_device: Instant | None = None
    clock_offset_ms: Whole | None = None
    undoes: UUID | None = None
    device_seq: Whole | None = None
    device_hash: Hash | None = None
    detail: dict[str, Any] = {}
    prev_hash: Hash
    hash: Hash


class HubBatch(msgspec.Struct, kw_only=True):
    """Entries in the order of the hub's log. `clock_offset_ms` is the server's clock less the hub's."""

    clock_offset_ms: Whole = 0
    phones: Annotated[list[HubPhone], msgspec.Meta(max_length=MOST_ENTRIES)]
    entries: Annotated[list[HubEntry], msgspec.Meta(min_length=1, max_length=MOST_ENTRIES)]


class HubReceipt(msgspec.Struct):
    """How many entries are in the server's log now, and those that cannot be, each with the reason: they are
    listed there for people, but for those `unlisted`. The list is full, and only the hub has them.
    """

    stored: int
    refused: dict[str, str] = {}
    unlisted: list[UUID] = []


class HubRefusedEntry(msgspec.Struct, kw_only=True):
    """An entry of a hub's log that could not be brought, as far as people need to know; `why` is what the
    server said.
    """

    scan_id: UUID
    gate_id: Id
    number: Id | None = None  # of the ticket
    verdict: Annotated[str, msgspec.Meta(pattern=r"^(ok|refused|undone)\Z")]
    reason: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,24}\Z")]
    at: Instant
    phone: Name = ""
    why: Annotated[str, msgspec.Meta(max_length=300)]


class HubRefusedEntries(msgspec.Struct):
    items: Annotated[list[HubRefusedEntry], msgspec.Meta(min_length=1, max_length=50)]


class HubStatus(msgspec.Struct, kw_only=True):
    """What a hub says of itself."""

    address: Name = ""
    fingerprint: Hash = ""
    filled_at: Instant | None = None
    unsent: Count = 0
    unsent_since: Instant | None = None
    unsent_trouble: Annotated[str, msgspec.Meta(max_length=300)] = ""
    refused: Count = 0
    answers: Count = 0  # which were given there and wait
    answers_since: Instant | None = None
    answers_trouble: Annotated[str, msgspec.Meta(max_length=300)] = ""


class HubAnswers(msgspec.Struct):
    """Answers that were given at a gate: `ticket` and `fields`, as a phone brings them."""

    items: list[Mapping[str, Any]]


class HubAnswerTaken(msgspec.Struct):
    """`why` is `refused` in every language. Refused ones are listed there for people, unless `is_unlisted`: the
    list is full, and only the hub has them.
    """

    ticket: int
    refused: str = ""
    why: dict[str, str] = {}
    is_unlisted: bool = False


class HubAnswersTaken(msgspec.Struct):
    """Why some were not taken; empty for those that were."""

    results: list[HubAnswerTaken]


class HubRefusedAnswer(msgspec.Struct):
    """Answers that could not be brought: `given` are the values by the names of fields, cut where they are long."""

    gate_id: Id
    ticket: Id
    given: dict[Cut, list[Annotated[str, msgspec.Meta(max_length=20_000)]]]
    why: dict[Annotated[str, msgspec.Meta(pattern=r"^(zh|en)\Z")], Cut]
    phone: Name = ""


class HubRefusedAnswers(msgspec.Struct):
    items: Annotated[list[HubRefusedAnswer], msgspec.Meta(min_length=1, max_length=50)]


class HubCount(msgspec.Struct):
    """How many are there now."""

    count: Count
