"""What a device asks."""

from datetime import datetime
from uuid import UUID

import msgspec

from events_svc.checkin import chain
from events_svc.checkin.models import Direction
from events_svc.checkin.presented import Presented


class Scanned(msgspec.Struct, frozen=True):
    """One thing held to one device, under the id that the client made for it."""

    scan_id: UUID
    token_hash: str
    gate_id: int
    code: str
    presented: Presented
    is_typed: bool = False
    direction: Direction = Direction.ENTRY
    seq: int | None = None
    at_device: datetime | None = None
    clock_offset_ms: int | None = None

    @property
    def code_hash(self) -> str:
        return chain.code_hash(self.code)
