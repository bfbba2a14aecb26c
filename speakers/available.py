"""When a person can present, and would rather.

Without any `possible` row a person always can. So a limit within one time (an event) is kept as all of
time but that, and what is possible within it: other events are not touched by it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tortoise.transactions import in_transaction

from speakers.models import Availability, Speaker, Strength

Span = tuple[datetime, datetime]

EVER: Span = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Windows:
    """Within some time: when the person can present, and when rather. Without `possible`: never."""

    possible: Sequence[Span]
    preferred: Sequence[Span] = ()


async def declare(speaker: Speaker, within: Span, windows: Windows) -> None:
    """Within this time the person can present then; what was said of other times stays."""
    async with in_transaction():
        await Speaker.filter(id=speaker.id).only("id").select_for_update()
        before = await declared(speaker)
        possible = replaced(before.possible or [EVER], within, windows.possible)
        preferred = replaced(before.preferred, within, windows.preferred)
        kept = {Strength.POSSIBLE: possible, Strength.PREFERRED: preferred}
        if possible == [EVER]:
            kept[Strength.POSSIBLE] = []
        await Availability.filter(speaker_id=speaker.id).delete()
        await Availability.bulk_create(
            Availability(speaker_id=speaker.id, starts_at=start, ends_at=end, strength=strength)
            for strength, spans in kept.items()
            for start, end in spans
        )


async def declared(speaker: Speaker) -> Windows:
    """What the person has said, in the order of time; no `possible` at all: always."""
    found = await Availability.filter(speaker_id=speaker.id).order_by("starts_at")
    spans: dict[Strength, list[Span]] = {strength: [] for strength in Strength}
    for one in found:
        spans[one.strength].append((one.starts_at, one.ends_at))
    return Windows(spans[Strength.POSSIBLE], spans[Strength.PREFERRED])


def clipped(spans: Iterable[Span], within: Span) -> list[Span]:
    """What of the spans lies within."""
    cut = ((max(start, within[0]), min(end, within[1])) for start, end in spans)
    return [(start, end) for start, end in cut if start < end]


def replaced(spans: Iterable[Span], within: Span, new: Iterable[Span]) -> list[Span]:
    """The spans, but within this time the new ones instead; touching ones are one. Pure."""
    outside = [
        part
        for start, end in spans
        for part in ((start, min(end, within[0])), (max(start, within[1]), end))
        if part[0] < part[1]
    ]
    return _merged([*outside, *clipped(new, within)])


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
