"""What must never break in ticketing, asked of a live database (design.md §4)."""

from events_svc.database import rows
from events_svc.tickets.life import check as life
from events_svc.tickets.offer import USED
from events_svc.tickets.questions import check as questions
from events_svc.tickets.seating import check as seating
from events_svc.tickets.vouchers import check as vouchers


async def broken() -> list[str]:
    """Every broken promise of quotas, orders, tickets and money, one line each; none when all is well."""
    found: list[str] = []
    for words, query in CHECKS.items():
        found += [words.format(**row) for row in await rows(query)]
    return found


CHECKS = {
    "quota {id}: {used} places are counted, {really} are taken": f"""
        SELECT id, used, really FROM (
          SELECT quota.id, quota.used, ({USED.format("quota.id")}) AS really FROM quota
        ) AS counted WHERE used <> really""",  # noqa: S608 ours
    "quota {id}: {used} of {size} places are taken": """
        SELECT id, used, size FROM quota WHERE used > size OR used < 0""",
    **life.CHECKS,
    **vouchers.CHECKS,
    **seating.CHECKS,
    **questions.CHECKS,
}
