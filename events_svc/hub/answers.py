"""Answers that phones were given at the hub: they hold here at once, and go to the server when it can be reached."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Protocol

from events_svc.hub.models import HubAnswer
from events_svc.hub.wire import HubAnswersTaken

AT_ONCE = 50


class Server(Protocol):
    """See gateways/upstream.py."""

    async def answer(self, gate_id: int, items: Sequence[Mapping[str, Any]]) -> HubAnswersTaken: ...


async def keep(gate_id: int, items: Sequence[dict[str, Any]]) -> None:
    """Keep them for the server; the same again is brought again, and changes nothing there."""
    await HubAnswer.bulk_create([HubAnswer(gate_id=gate_id, item=one) for one in items])


async def bring(server: Server) -> None:
    """Bring what the server does not have. What it does not take stays here, with the reason."""
    waiting = await HubAnswer.filter(refused="").order_by("gate_id", "id").limit(AT_ONCE)
    for gate_id, group in groupby(waiting, key=lambda one: one.gate_id):
        kept = [*group]
        taken = await server.answer(gate_id, [one.item for one in kept])
        for one, said in zip(kept, taken.results, strict=True):
            if said.refused:
                await HubAnswer.filter(id=one.id).update(refused=said.refused[:500])
            else:
                await HubAnswer.filter(id=one.id).delete()
