"""What must never break in ticketing, asked of a live database (design.md §4)."""

from events_svc.database import rows


async def broken() -> list[str]:
    """Every broken promise of quotas, orders, tickets and money, one line each; none when all is well."""
    found: list[str] = []
    for words, query in CHECKS.items():
        found += [words.format(**row) for row in await rows(query)]
    return found


CHECKS = {
    "quota {id}: {used} places are counted, {really} tickets take one": """
        SELECT quota.id, quota.used, COUNT(ticket.id) AS really FROM quota
        LEFT JOIN quota_ticket_type AS member ON member.quota_id = quota.id
        LEFT JOIN ticket ON ticket.ticket_type_id = member.ticket_type_id
          AND ticket.state IN ('held', 'valid', 'blocked')
        GROUP BY quota.id, quota.used HAVING quota.used <> COUNT(ticket.id)""",
    "quota {id}: {used} of {size} places are taken": """
        SELECT id, used, size FROM quota WHERE used > size OR used < 0""",
    "order {id}: its history moved {told}, its payments {money}": """
        SELECT id, told, money FROM (
          SELECT "order".id,
            (SELECT COALESCE(SUM(amount_minor), 0) FROM order_entry WHERE order_id = "order".id)
              AS told,
            (SELECT COALESCE(SUM(received_minor - refunded_minor), 0) FROM payment
               WHERE order_id = "order".id) AS money
          FROM "order") AS sums WHERE told <> money""",
    "order {id} is {state} without an entry that says so": """
        SELECT id, state FROM "order" WHERE NOT EXISTS (
          SELECT 1 FROM order_entry WHERE order_id = "order".id AND action =
            CASE "order".state WHEN 'pending' THEN 'placed' ELSE "order".state END)""",
    "order {id} is paid, but {money} of {total_minor} came": """
        SELECT id, total_minor, money FROM (
          SELECT id, total_minor, state,
            (SELECT COALESCE(SUM(received_minor - refunded_minor), 0) FROM payment
               WHERE order_id = "order".id AND payment.state = 'confirmed') AS money
          FROM "order") AS sums WHERE state = 'paid' AND money <> total_minor""",
    "order {id}: its tickets cost {cost}, its total is {total_minor}": """
        SELECT "order".id, total_minor, COALESCE(SUM(price_minor), 0) AS cost FROM "order"
        LEFT JOIN ticket ON ticket.order_id = "order".id
        GROUP BY "order".id, total_minor HAVING total_minor <> COALESCE(SUM(price_minor), 0)""",
    "ticket {id} is {state} in an order that is {order_state}": """
        SELECT ticket.id, ticket.state, "order".state AS order_state FROM ticket
        JOIN "order" ON "order".id = ticket.order_id
        WHERE (ticket.state = 'held' AND "order".state <> 'pending')
           OR (ticket.state = 'valid' AND "order".state NOT IN ('paid', 'partly_refunded'))""",
    "payment {id}: {refunded_minor} of {received_minor} went back": """
        SELECT id, received_minor, refunded_minor FROM payment
        WHERE refunded_minor > received_minor""",
}
