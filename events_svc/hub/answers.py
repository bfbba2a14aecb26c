"""Answers that phones were given at the hub: they hold here at once, and go to the server when it can be reached.

What the server rejects is brought in halves until it is known which ones they are; these alone stay behind.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec
from tortoise.expressions import Q

from events_svc import clock
from events_svc.checkin.desk.refused import cut
from events_svc.checkin.models import Device
from events_svc.hub.errors import Rejected
from events_svc.hub.models import HubAnswer
from events_svc.hub.waiting import Waiting, pause
from events_svc.hub.wire import (
    HubAnswersTaken,
    HubAnswerTaken,
    HubPhone,
    HubRefusedAnswer,
    HubRefusedAnswers,
)
from events_svc.text import LANGUAGES

AT_ONCE = 50
MOST_BYTES = 256 * 1024  # of a batch; one that is larger by itself goes alone
MOST_WORDS = 500  # characters

_IS_STUCK = Q(refused_at__not_isnull=True) | Q(tries__gt=0)


class Server(Protocol):
    """See gateways/upstream.py."""

    async def answer(
        self, gate_id: int, items: Sequence[Mapping[str, Any]], *, phone: HubPhone | None
    ) -> HubAnswersTaken: ...
    async def refuse(self, told: HubRefusedAnswers) -> None: ...


async def keep(gate_id: int, items: Sequence[dict[str, Any]], *, phone: Device) -> None:
    """Keep them for the server; the same again is brought again, and changes nothing there."""
    same = {"gate_id": gate_id, "phone_uid": phone.uid, "phone": phone.name, "kept_at": clock.now()}
    await HubAnswer.bulk_create([HubAnswer(item=one, **same) for one in items])


async def waiting() -> Waiting:
    """What is on its way to the server."""
    found = HubAnswer.filter(refused_at=None).order_by("id")
    oldest = await found.first()
    if oldest is None:
        return Waiting()
    failing = await found.exclude(trouble="").first()
    return Waiting(await found.count(), oldest.kept_at, failing.trouble if failing else "")


async def stuck() -> list[HubAnswer]:
    """What the server does not take or fails on, oldest first: people settle it."""
    return await HubAnswer.filter(_IS_STUCK).order_by("id")


async def stuck_count() -> int:
    """How many these are."""
    return await HubAnswer.filter(_IS_STUCK).count()


async def are_open() -> bool:
    """Whether there are answers of which the server does not know at all."""
    return await HubAnswer.filter(told_at=None).exists()


async def bring(server: Server) -> None:
    """Bring what the server does not have. What it does not take stays here with the reason, and is told there.

    Raises Unreachable. What the server fails on is tried again later, and holds up nothing else.
    """
    while batch := await _next_batch():
        await _bring(server, batch)
    await _tell(server)


async def try_again(one: HubAnswer) -> None:
    """Bring these answers once more, now: perhaps something was put right."""
    await HubAnswer.filter(id=one.id).update(
        refused_at=None, refused={}, told_at=None, tries=0, retry_at=None, trouble=""
    )


async def settle(one: HubAnswer) -> None:
    """A person has seen to these answers: they are forgotten here."""
    await HubAnswer.filter(id=one.id).delete()


async def _next_batch() -> list[HubAnswer]:
    """The oldest that may go now, with those after them of the same phone and gate that fit in."""
    found = await HubAnswer.filter(_ready(), refused_at=None).order_by("id").limit(AT_ONCE)
    batch: list[HubAnswer] = []
    size = 0
    for one in found:
        size += len(msgspec.json.encode(one.item))
        is_other = batch and (one.gate_id, one.phone_uid) != (batch[0].gate_id, batch[0].phone_uid)
        if is_other or (batch and size > MOST_BYTES):
            break
        batch.append(one)
    return batch


def _ready() -> Q:
    return Q(retry_at=None) | Q(retry_at__lte=clock.now())


async def _bring(server: Server, kept: Sequence[HubAnswer]) -> None:
    """Bring these; when the server rejects them, each half by itself."""
    first = kept[0]
    try:
        taken = await server.answer(first.gate_id, [one.item for one in kept], phone=_phone(first))
    except Rejected as error:
        half = len(kept) // 2
        if half:
            await _bring(server, kept[:half])
            await _bring(server, kept[half:])
        else:
            await _rejected(first, error)
        return
    for one, said in zip(kept, taken.results, strict=True):
        await _settled(one, said)


async def _settled(one: HubAnswer, said: HubAnswerTaken) -> None:
    if not said.refused:
        await HubAnswer.filter(id=one.id).delete()
        return
    is_listed = said.why and not said.is_unlisted  # who says it in every language has a list
    why = said.why or _in_all(said.refused)
    await _refuse(one, why, told_at=clock.now() if is_listed else None)


async def _rejected(one: HubAnswer, error: Rejected) -> None:
    if error.has_failed:
        await _later(one, error)
    else:
        await _refuse(one, _in_all(error.reason), told_at=None)


async def _later(one: HubAnswer, error: Rejected) -> None:
    """Twice as long after every failure."""
    await HubAnswer.filter(id=one.id).update(
        tries=one.tries + 1, retry_at=clock.now() + pause(one.tries), trouble=error.reason[:300]
    )


async def _refuse(one: HubAnswer, why: Mapping[str, str], *, told_at: datetime | None) -> None:
    await HubAnswer.filter(id=one.id).update(
        refused_at=clock.now(),
        refused={language: words[:MOST_WORDS] for language, words in why.items()},
        told_at=told_at,
    )


async def _tell(server: Server) -> None:
    """The server lists what it refused and does not list yet, those first that it was asked least often to.

    Where it rejects one, that one waits and the others are left to the next turn: its list may be full. One that
    lists nothing (an older one) leaves that to the hub's own page.
    """
    untold = HubAnswer.filter(_ready(), refused_at__not_isnull=True, told_at=None)
    for one in await untold.order_by("tries", "id"):
        try:
            await server.refuse(HubRefusedAnswers([_told(one)]))
        except Rejected as error:
            await _later(one, error)
            return
        await HubAnswer.filter(id=one.id).update(told_at=clock.now())


def _told(one: HubAnswer) -> HubRefusedAnswer:
    given = {str(name): [*map(str, values)] for name, values in one.item["fields"].items()}
    return HubRefusedAnswer(
        gate_id=one.gate_id,
        ticket=one.item["ticket"],
        given=cut(given),
        why=one.refused,
        phone=one.phone,
    )


def _phone(one: HubAnswer) -> HubPhone | None:
    if one.phone_uid is None:
        return None
    return HubPhone(uid=one.phone_uid, gate_id=one.gate_id, name=one.phone)


def _in_all(words: str) -> dict[str, str]:
    """What the server said in one language, for readers of every one."""
    return dict.fromkeys(LANGUAGES, words)
