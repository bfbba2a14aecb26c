"""Forget who people were: names, addresses, phones, answers, mails. Money and counts stay as they are."""

from collections.abc import Sequence
from typing import TypeVar

from events_svc.database import execute, is_postgres, rows
from events_svc.database.raw import places
from events_svc.outbox.models import Mail, MailState

One = TypeVar("One")

NOBODY = "–"
AT_ONCE = 500
SENT = (MailState.SENT, MailState.SHOWN, MailState.FAILED)


async def blank_orders(ids: Sequence[int]) -> None:
    """The buyers of these orders are nobody's names from now on; nor does their history name anybody."""
    for some in _chunks(ids):
        await execute(_ORDERS.format(places(some)), some)
        await execute(_ENTRIES.format(_stripped(), places(some)), some)
        subjects = [f"order:{one}" for one in some]
        await execute(_AUDIT.format(_stripped(), places(subjects)), subjects)
        await execute(_MESSAGES.format(places(subjects)), subjects)


async def blank_tickets(ids: Sequence[int]) -> None:
    """The holders of these tickets are forgotten with what they answered, files too, and what the door wrote of them."""
    for some in _chunks(ids):
        await execute(_TICKETS.format(places(some)), some)
        await execute(_ANSWERS.format(places(some)), some)
        await execute(_REFUSED.format(places(some)), some)
        decided = await rows(_CONFLICTS.format(places(some)), some)
        subjects = [f"conflict:{one['id']}" for one in decided]
        subjects += [f"ticket:{one}" for one in some]
        await execute(_AUDIT.format(_stripped(), places(subjects)), subjects)


async def blank_waiting(ids: Sequence[int]) -> None:
    """Who waited is forgotten."""
    for some in _chunks(ids):
        await execute(_WAITING.format(places(some)), some)


async def drop_mails(recipients: Sequence[str], about: frozenset[str]) -> int:
    """Delete what was mailed to these addresses about these things (`order:12`, `letter:3`); how many."""
    count = 0
    for some in _chunks(recipients):
        mailed = Mail.filter(recipient__in=some, state__in=SENT)
        found = await mailed.values("id", "about")
        ids = [one["id"] for one in found if _subject(one["about"]) in about]
        for part in _chunks(ids):
            count += await Mail.filter(id__in=part).delete()
    return count


def _subject(about: str) -> str:
    """`order:12` of `order:12:paid:1`."""
    return ":".join(about.split(":")[:2])


def _stripped() -> str:
    """What stays of the detail of an entry: see migrations/0002_guards.py, which lets nothing else change."""
    if is_postgres():
        return "detail - 'before' - 'after' - 'reason'"
    return """json_patch(detail, '{"before":null,"after":null,"reason":null}')"""


def _chunks(values: Sequence[One]) -> list[list[One]]:
    return [list(values[at : at + AT_ONCE]) for at in range(0, len(values), AT_ONCE)]


_ORDERS = """
UPDATE "order" SET buyer_name = '–', buyer_organisation = '', email = '', phone = ''
WHERE id IN ({})"""
_TICKETS = """
UPDATE ticket SET holder_name = '–', holder_email = '', holder_phone = '', holder_organisation = ''
WHERE id IN ({})"""
_ANSWERS = "DELETE FROM ticket_answer WHERE ticket_id IN ({})"
_REFUSED = """
DELETE FROM refused_answer WHERE EXISTS (SELECT 1 FROM ticket t WHERE t.id IN ({})
  AND t.event_id = refused_answer.event_id AND t.number = refused_answer.number)"""
_CONFLICTS = "UPDATE door_conflict SET reason = '' WHERE ticket_id IN ({}) RETURNING id"
_ENTRIES = "UPDATE order_entry SET detail = {} WHERE order_id IN ({})"
_AUDIT = """
UPDATE audit_entry SET detail = {},
  actor_name = CASE WHEN actor = 'buyer' OR action = 'order.placed' THEN '' ELSE actor_name END WHERE subject IN ({})"""
_MESSAGES = "DELETE FROM webhook_message WHERE subject IN ({})"
_WAITING = "UPDATE waiting_entry SET name = '–', email = '', place = NULL WHERE id IN ({})"
