"""The audit of badges: the log of a printing holds what was printed, and no badge is missing between two."""

from events_svc.database import rows


async def broken() -> list[str]:
    """Printings that tell of more or fewer badges than they have, and badges whose predecessor is not there."""
    torn = await rows(_TORN)
    gaps = await rows(_GAPS)
    return [
        *(f"printing {row['id']} has {row['n']} badges of {row['count']}" for row in torn),
        *(
            f"badge {row['copy']} of ticket {row['ticket_id']} came before the one before"
            for row in gaps
        ),
    ]


_TORN = """
SELECT g.id, g.count, COUNT(p.id) AS n FROM badge_printing g LEFT JOIN badge_print p ON p.printing_id = g.id
GROUP BY g.id, g.count HAVING COUNT(p.id) <> g.count ORDER BY g.id"""
_GAPS = """
SELECT p.ticket_id, p.copy FROM badge_print p WHERE p.copy > 1 AND NOT EXISTS (
  SELECT 1 FROM badge_print q WHERE q.ticket_id = p.ticket_id AND q.copy = p.copy - 1) ORDER BY p.id"""
