"""What must never break in the books, asked of a live database (design.md §4)."""

from events_svc.database import rows


async def broken() -> list[str]:
    """Every broken promise, one line each; none when all is well."""
    found: list[str] = []
    for words, query in CHECKS.items():
        found += [words.format(**row) for row in await rows(query)]
    return found


CHECKS = {
    "seller {seller_id} has {count} invoices in {year}, and the last number {last_number}": """
        SELECT counter.seller_id, counter.year, last_number, COUNT(invoice.id) AS count
        FROM invoice_counter AS counter
        LEFT JOIN invoice ON invoice.seller_id = counter.seller_id AND invoice.year = counter.year
        GROUP BY counter.seller_id, counter.year, last_number
        HAVING COUNT(invoice.id) <> last_number OR COALESCE(MAX(number), 0) <> last_number""",
    "order {order_id} has {count} invoices that stand": """
        SELECT invoice.order_id, COUNT(*) AS count FROM invoice
        LEFT JOIN invoice AS note ON note.cancels_id = invoice.id
        WHERE invoice.kind = 'invoice' AND note.id IS NULL
        GROUP BY invoice.order_id HAVING COUNT(*) > 1""",
    "credit note {id} does not take back what invoice {cancels_id} says": """
        SELECT note.id, note.cancels_id FROM invoice AS note
        JOIN invoice ON invoice.id = note.cancels_id
        WHERE note.total_minor <> -invoice.total_minor OR note.tax_minor <> -invoice.tax_minor
          OR note.order_id <> invoice.order_id OR note.seller_id <> invoice.seller_id""",
    "order {order_id} has {count} electronic invoices that stand": """
        SELECT order_id, COUNT(*) AS count FROM fapiao WHERE state IN ('requested', 'issued')
        GROUP BY order_id HAVING COUNT(*) > 1""",
    "electronic invoice {id} is {state} without its number": """
        SELECT id, state FROM fapiao
        WHERE (state = 'issued' AND number IS NULL)
           OR (state = 'reversed' AND (number IS NULL OR red_number IS NULL))""",
}
