"""The statements that read what a shelf has: ticket types, places of quotas, vouchers."""

from collections.abc import Collection

from events_svc.database import is_postgres
from events_svc.database.at_once import Statement, among, listed


def types_of(slugs: Collection[str]) -> Statement:
    """All ticket types of the events with these slugs, of which nobody changes the quotas until the
    transaction ends.
    """
    share, _ = LOCKS if is_postgres() else NO_LOCKS
    return Statement(_TYPES.format(among(1, "TEXT")) + share, [listed(sorted(slugs))])


def queries_of(slugs: Collection[str]) -> list[Statement]:
    """What `seen` makes a shelf of: the types and places of the events with these slugs, as they are now."""
    of, values = among(1, "TEXT"), [listed(sorted(slugs))]
    places = PLACES.format("event_id", f"SELECT id FROM event WHERE slug {of}")  # noqa: S608 ours
    return [Statement(_TYPES.format(of), values), Statement(places, values)]


def vouchers_of(
    event_ids: Collection[int], codes: Collection[str], *, ids: Collection[int]
) -> Statement:
    """The vouchers of these events with these codes, and those with these ids, locked after the quotas."""
    sql = _VOUCHERS.format(among(1, "BIGINT"), among(2, "TEXT"), among(3, "BIGINT"))
    lock = " FOR UPDATE" if is_postgres() else ""
    values = [listed(sorted(event_ids)), listed(sorted(codes)), listed(sorted(ids))]
    return Statement(sql + lock, values, not codes and not ids)


def vouchers_now_of(event_ids: Collection[int], codes: Collection[str]) -> Statement:
    """The vouchers of these events with these codes, as they are now."""
    sql = _VOUCHERS.format(among(1, "BIGINT"), among(2, "TEXT"), among(3, "BIGINT"))
    return Statement(sql, [listed(sorted(event_ids)), listed(sorted(codes)), listed(())], not codes)


LOCKS = (" FOR SHARE", " FOR UPDATE OF quota")
NO_LOCKS = ("", "")

PLACES = """
SELECT quota.id, quota.size, quota.used, member.ticket_type_id, member.variant_id,
  ticket_type.event_id, tax_rule.rate_bp,
  EXISTS (SELECT 1 FROM variant WHERE variant.ticket_type_id = ticket_type.id)
    OR EXISTS (SELECT 1 FROM addon WHERE addon.ticket_type_id = ticket_type.id)
    OR EXISTS (SELECT 1 FROM bundle_part AS part WHERE part.ticket_type_id = ticket_type.id)
    AS has_parts,
  EXISTS (SELECT 1 FROM discount WHERE discount.event_id = ticket_type.event_id
    AND discount.is_active) AS has_discounts,
  EXISTS (SELECT 1 FROM seating WHERE seating.event_id = ticket_type.event_id) AS is_seated,
  EXISTS (SELECT 1 FROM ticket_question AS question
    WHERE question.event_id = ticket_type.event_id) AS has_questions,
  EXISTS (SELECT 1 FROM consent WHERE consent.event_id = ticket_type.event_id
    AND consent.withdrawn_at IS NULL) AS has_consents,
  EXISTS (SELECT 1 FROM waiting_entry AS entry WHERE entry.event_id = ticket_type.event_id
    AND entry.voucher_id IS NULL AND entry.left_at IS NULL) AS has_waiting,
  EXISTS (SELECT 1 FROM webhook_endpoint WHERE is_active) AS has_receivers
FROM quota JOIN quota_ticket_type AS member ON member.quota_id = quota.id
JOIN ticket_type ON ticket_type.id = member.ticket_type_id
LEFT JOIN tax_rule ON tax_rule.id = ticket_type.tax_rule_id
WHERE ticket_type.{} IN ({}) ORDER BY quota.id"""

_TYPES = """
SELECT * FROM ticket_type WHERE event_id IN (SELECT id FROM event WHERE slug {}) ORDER BY id"""

_VOUCHERS = "SELECT * FROM voucher WHERE (event_id {} AND code {}) OR id {} ORDER BY id"
