"""Which kinds of sessions a call takes, until when, and the codes that open it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from events_svc.accounts.errors import NotFound
from events_svc.calls.errors import CodeTaken, HasProposals, TypeTaken
from events_svc.calls.make import record
from events_svc.calls.models import AccessCode, Call, Offer, Proposal
from events_svc.database import in_transaction
from events_svc.schedule.plan_models import SessionType


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a call takes a session type."""

    closes_at: datetime | None = None  # none: with the call
    needs_code: bool = False


@dataclass(frozen=True, slots=True)
class CodeTerms:
    """What an access code opens, for how long and how often."""

    code: str
    note: str = ""
    valid_until: datetime | None = None
    most_uses: int | None = None


async def new_type(call: Call, name: Mapping[str, str], *, key: str, minutes: int) -> SessionType:
    """A session type of the call's event; the one that has this key already stays as it is."""
    async with in_transaction():
        known = await SessionType.get_or_none(event_id=call.event_id, key=key)
        if known is not None:
            return known
        position = await SessionType.filter(event_id=call.event_id).count()
        return await SessionType.create(
            event_id=call.event_id, key=key, name=dict(name), minutes=minutes, position=position
        )


async def offer(call: Call, session_type_id: int, terms: Terms) -> Offer:
    """The call takes this type too; raises NotFound for a type of another event, TypeTaken."""
    if not await SessionType.exists(id=session_type_id, event_id=call.event_id):
        raise NotFound
    async with in_transaction():
        try:
            async with in_transaction():
                made = await Offer.create(
                    call_id=call.id,
                    session_type_id=session_type_id,
                    closes_at=terms.closes_at,
                    needs_code=terms.needs_code,
                )
        except IntegrityError as error:
            raise TypeTaken from error
        await record("call.offer_added", call, session_type=session_type_id)
    return made


async def change(call: Call, offer_id: int, terms: Terms) -> None:
    """The type is taken on these terms; NotFound for an offer of another call."""
    async with in_transaction():
        mine = Offer.filter(id=offer_id, call_id=call.id)
        if not await mine.update(closes_at=terms.closes_at, needs_code=terms.needs_code):
            raise NotFound
        await record("call.offer_changed", call, offer=offer_id)


async def remove(call: Call, offer_id: int) -> None:
    """The call takes the type no more; raises HasProposals where some are of it."""
    async with in_transaction():
        mine = await Offer.get_or_none(id=offer_id, call_id=call.id)
        if mine is None:
            raise NotFound
        if await Proposal.exists(call_id=call.id, session_type_id=mine.session_type_id):
            raise HasProposals
        await mine.delete()
        await record("call.offer_removed", call, session_type=mine.session_type_id)


async def codes_of(call: Call) -> list[AccessCode]:
    """The call's access codes, in the order of their making."""
    return await AccessCode.filter(call_id=call.id).order_by("id")


async def add_code(call: Call, terms: CodeTerms) -> AccessCode:
    """Who knows the code may send in what needs one, and late until `valid_until`; CodeTaken."""
    async with in_transaction():
        try:
            async with in_transaction():
                made = await AccessCode.create(
                    call_id=call.id,
                    code=terms.code,
                    note=terms.note,
                    valid_until=terms.valid_until,
                    most_uses=terms.most_uses,
                )
        except IntegrityError as error:
            raise CodeTaken from error
        await record("call.code_added", call, code=made.code)
    return made


async def remove_code(call: Call, code_id: int) -> None:
    """The code opens nothing any more; what was sent in with it stays. NotFound."""
    async with in_transaction():
        if not await AccessCode.filter(id=code_id, call_id=call.id).delete():
            raise NotFound
        await record("call.code_removed", call, code=code_id)
