"""What must never break in the life of orders: their money, their history, their states."""

CHECKS = {
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
            CASE "order".state WHEN 'pending' THEN 'placed' WHEN 'awaiting_approval' THEN 'placed'
              WHEN 'partly_refunded' THEN 'refunded' ELSE "order".state END)""",
    "order {id} is {state}, but of {total_minor} only {money} came": """
        SELECT id, state, total_minor, money FROM (
          SELECT id, total_minor, state,
            (SELECT COALESCE(SUM(received_minor - refunded_minor), 0) FROM payment
               WHERE order_id = "order".id AND confirmed_at IS NOT NULL)
            - (SELECT COALESCE(SUM(refund.amount_minor), 0) FROM refund
               JOIN payment ON payment.id = refund.payment_id
               WHERE refund.order_id = "order".id AND refund.state = 'created'
                 AND confirmed_at IS NOT NULL) AS money
          FROM "order") AS sums
        WHERE state IN ('paid', 'partly_refunded') AND money < total_minor""",
    "order {id}: its tickets and fees cost {cost}, its total is {total_minor}": """
        SELECT id, total_minor, cost FROM (
          SELECT id, total_minor,
            (SELECT COALESCE(SUM(price_minor), 0) FROM ticket WHERE order_id = "order".id
               AND cancelled_at IS NULL AND change_id IS NULL)
            + (SELECT COALESCE(SUM(amount_minor), 0) FROM order_fee WHERE order_id = "order".id)
            AS cost
          FROM "order") AS sums WHERE total_minor <> cost""",
    "ticket {id} is {state} in an order that is {order_state}": """
        SELECT ticket.id, ticket.state, "order".state AS order_state FROM ticket
        JOIN "order" ON "order".id = ticket.order_id
        LEFT JOIN order_change AS change ON change.id = ticket.change_id
        WHERE (ticket.state = 'held' AND change.id IS NULL
                 AND "order".state NOT IN ('pending', 'awaiting_approval'))
           OR (ticket.state = 'held' AND change.state <> 'proposed')
           OR (ticket.state = 'held' AND change.state = 'proposed'
                 AND "order".state NOT IN ('paid', 'partly_refunded'))
           OR (ticket.state IN ('valid', 'blocked')
                 AND "order".state NOT IN ('paid', 'partly_refunded'))
           OR (ticket.state <> 'cancelled' AND ticket.cancelled_at IS NOT NULL)
           OR (ticket.state = 'cancelled' AND ticket.cancelled_at IS NULL
                 AND "order".state <> 'expired')""",
    "ticket {id} stands without the ticket with which it was taken": """
        SELECT ticket.id FROM ticket JOIN ticket AS main ON main.id = ticket.addon_to_id
        WHERE ticket.cancelled_at IS NULL AND ticket.change_id IS NULL
          AND (main.cancelled_at IS NOT NULL OR main.order_id <> ticket.order_id)""",
    "payment {id}: {refunded_minor} of {received_minor} went back, its refunds say {told}": """
        SELECT id, received_minor, refunded_minor, told FROM (
          SELECT id, received_minor, refunded_minor,
            (SELECT COALESCE(SUM(amount_minor), 0) FROM refund
               WHERE payment_id = payment.id AND state = 'done') AS told,
            (SELECT COALESCE(SUM(amount_minor), 0) FROM refund
               WHERE payment_id = payment.id AND state NOT IN ('failed', 'beyond')) AS begun
          FROM payment) AS sums
        WHERE refunded_minor <> told OR begun > received_minor""",
    "payment {id} is {state}: {received_minor} came, {refunded_minor} went back": """
        SELECT id, state, received_minor, refunded_minor FROM payment
        WHERE (state = 'confirmed' AND confirmed_at IS NULL)
           OR (state IN ('created', 'declined', 'closed') AND received_minor <> 0)
           OR (state = 'refunded' AND received_minor <> refunded_minor)""",
    "order {id} is refunded, but {kept} of it is owed to its buyer": """
        SELECT id, kept FROM (
          SELECT id, state, total_minor,
            (SELECT COALESCE(SUM(received_minor - refunded_minor), 0) FROM payment
               WHERE order_id = "order".id AND confirmed_at IS NOT NULL) - total_minor AS kept
          FROM "order") AS sums WHERE state = 'refunded' AND kept > 0""",
}
