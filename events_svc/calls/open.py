"""Whether a call takes a proposal now, and until when. Pure."""

from datetime import datetime

from events_svc.calls.errors import CallClosed, CodeNeeded
from events_svc.calls.models import AccessCode, Call, Offer


def has_begun(call: Call, at: datetime) -> bool:
    """Whether the call is published and its first day has come."""
    return call.is_published and (call.opens_at is None or call.opens_at <= at)


def closes_at(call: Call, offer: Offer | None, code: AccessCode | None) -> datetime | None:
    """The end for a proposal of this offer with this code; none: rolling.

    The offer's own deadline stands before the call's; a code prolongs both until `valid_until`.
    """
    end = offer.closes_at if offer is not None and offer.closes_at is not None else call.closes_at
    late = code.valid_until if code is not None else None
    return max(end, late) if end is not None and late is not None else end


def is_open(call: Call, offer: Offer | None, code: AccessCode | None, *, at: datetime) -> bool:
    """Whether what is of this offer may be sent in, or still be changed, at this instant."""
    end = closes_at(call, offer, code)
    return has_begun(call, at) and (end is None or at < end)


def is_any_open(call: Call, offers: list[Offer], *, at: datetime) -> bool:
    """Whether something may be sent in without a code."""
    if call.needs_code:
        return False
    choices: list[Offer | None] = [one for one in offers if not one.needs_code]
    return any(is_open(call, one, None, at=at) for one in (choices if offers else [None]))


def admit(call: Call, offer: Offer | None, code: AccessCode | None, *, at: datetime) -> None:
    """Raise CallClosed or CodeNeeded unless a proposal of this offer with this code may come now."""
    if code is None and (call.needs_code or (offer is not None and offer.needs_code)):
        raise CodeNeeded
    if not is_open(call, offer, code, at=at):
        raise CallClosed
