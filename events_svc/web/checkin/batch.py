"""Many scans at once: what a phone asks, and what it decided while nobody answered it."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from starlette.routing import BaseRoute

from events_svc.checkin import admit, presented
from events_svc.checkin.answers import ScanAnswer
from events_svc.checkin.models import Basis
from events_svc.checkin.scan import Scanned
from events_svc.checkin.upload.upload import Decided, upload
from events_svc.checkin.verdict import Reason
from events_svc.web.api import operation
from events_svc.web.checkin import devices, scans
from events_svc.web.errors import words
from events_svc.web.fields import Id, Instant
from events_svc.web.state import Request

Link = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")]
REASONS = {
    "ok": {Reason.OK.value},
    "refused": {reason.value for reason in Reason} - {Reason.OK.value},
    "undone": {"undone"},
}


class ScanDecision(msgspec.Struct, forbid_unknown_fields=True):
    """The verdict that the device gave by itself, linked to the one before (docs/api.md, "Uploading").

    `tried` is the scan_id of a scan or undo that was sent to the server and got no answer.
    """

    verdict: Literal["ok", "refused", "undone"]
    reason: Annotated[str, msgspec.Meta(max_length=24)]
    basis: Basis
    hash: Link
    prev_hash: Link = ""
    undoes: UUID | None = None
    tried: UUID | None = None
    ticket_number: Annotated[int, msgspec.Meta(ge=1, le=2**53)] | None = None
    explanation: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=50)] = []
    first_at: Instant | None = None
    first_gate_id: Id | None = None

    def __post_init__(self) -> None:
        if self.reason not in REASONS[self.verdict]:
            raise ValueError("Reason and verdict do not fit")
        if self.basis is Basis.ONLINE:
            raise ValueError("A device does not decide online")
        if (self.verdict == "undone") != (self.undoes is not None):
            raise ValueError("What is undone has undoes, and nothing else")


class ScanItem(scans.ScanRequest, kw_only=True):
    """A scan to judge; or, with `decided`, one that was judged: `seq` counts these from 0."""

    code: Annotated[str, msgspec.Meta(max_length=500)] = ""
    decided: ScanDecision | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.decided is None and not self.code:
            raise ValueError("A scan without a code")
        if self.decided and (self.seq is None or self.at_device is None):
            raise ValueError("What was decided has seq and at_device")


class ScanBatch(msgspec.Struct):
    scans: Annotated[list[ScanItem], msgspec.Meta(min_length=1, max_length=500)]


class ScanResult(msgspec.Struct):
    """The answer to one scan of a batch, or why there is none."""

    scan_id: UUID
    answer: ScanAnswer | None = None
    refused: str = ""


class ScanResults(msgspec.Struct):
    results: list[ScanResult]


async def scan_many(request: Request, body: ScanBatch) -> ScanResults:
    """Judge scans in their order, each for itself; store as it was shown what the device decided.

    What was decided is stored in the order of `seq`, whatever the order in which it is sent, and first.
    """
    gate_id: int = request.path_params["gate_id"]
    token_hash = await devices.token_hash(request, gate_id)
    secret_key = request.state["settings"].secret_key
    asking = [scans.scanned(one, token_hash, gate_id, secret_key=secret_key) for one in body.scans]
    read = [
        (one, await _proven(scan) if one.decided else scan)
        for one, scan in zip(body.scans, asking, strict=True)
    ]
    decided = [_decided(one, scan) for one, scan in read if one.decided]
    asked = [scan for one, scan in read if not one.decided]
    stored: Sequence[ScanAnswer | BaseException] = []
    if decided:
        stored = await upload(decided, token_hash=token_hash, gate_id=gate_id)
    judged = await admit.admit_all(asked)
    at = {id(one.scan): answer for one, answer in zip(decided, stored, strict=True)}
    at |= {id(scan): answer for scan, answer in zip(asked, judged, strict=True)}
    return ScanResults([_result(scan, at[id(scan)]) for _, scan in read])


async def _proven(scan: Scanned) -> Scanned:
    """Who has decided is not asked for a verdict, in which the code would be proven."""
    return msgspec.structs.replace(scan, presented=await presented.proven(scan.presented))


def _decided(item: ScanItem, scan: Scanned) -> Decided:
    said = item.decided
    assert said is not None
    assert item.seq is not None
    assert item.at_device is not None
    return Decided(
        scan=scan,
        seq=item.seq,
        at_device=item.at_device,
        **{name: getattr(said, name) for name in said.__struct_fields__},
    )


def _result(scan: Scanned, answer: ScanAnswer | BaseException) -> ScanResult:
    if isinstance(answer, ScanAnswer):
        return ScanResult(scan.scan_id, answer)
    if isinstance(answer, Exception) and type(answer).__module__.startswith("events_svc."):
        return ScanResult(scan.scan_id, refused=words(answer))
    raise answer


routes: list[BaseRoute] = [
    operation(
        "POST",
        f"{scans.AT_GATE}:batch",
        scan_many,
        name="scan_many",
        body=ScanBatch,
        answer=ScanResults,
        is_public=True,
        refusals=(401,),
    ),
]
