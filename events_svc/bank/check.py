"""What must never break at the bank's desk, asked of a live database (design.md §4)."""

from events_svc.database import rows


async def broken() -> list[str]:
    """Every broken promise, one line each; none when all is well."""
    found: list[str] = []
    for words, query in CHECKS.items():
        found += [words.format(**row) for row in await rows(query)]
    return found


CHECKS = {
    "statement line {id} is {state}, but its money is in no payment": """
        SELECT id, state FROM statement_line
        WHERE state IN ('matched', 'settled') AND (payment_id IS NULL OR order_id IS NULL)""",
    "statement line {id} is {state}, but has a payment": """
        SELECT id, state FROM statement_line
        WHERE state NOT IN ('matched', 'settled') AND payment_id IS NOT NULL""",
    "payment {payment_id} has {times} statement lines": """
        SELECT payment_id, COUNT(*) AS times FROM statement_line
        WHERE payment_id IS NOT NULL GROUP BY payment_id HAVING COUNT(*) > 1""",
    "statement line {id} came with {amount_minor}, its payment received {received_minor}": """
        SELECT statement_line.id, statement_line.amount_minor, received_minor FROM statement_line
        JOIN payment ON payment.id = statement_line.payment_id
        WHERE statement_line.amount_minor <> received_minor""",
    "statement line {id} was matched, but its order's reference is not in it": """
        SELECT statement_line.id FROM statement_line WHERE state = 'matched' AND NOT EXISTS (
          SELECT 1 FROM transfer WHERE transfer.order_id = statement_line.order_id
            AND transfer.account_id = statement_line.account_id)""",
}
