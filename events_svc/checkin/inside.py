"""How many people are in the house, and how many came by each list."""

from dataclasses import dataclass
from typing import Any

from events_svc.checkin.models import CheckinList
from events_svc.database import rows

_BY_ADMISSION = """SELECT COUNT(*) AS inside FROM admission a
  JOIN checkin_list l ON l.id = a.checkin_list_id
  WHERE l.event_id = $1 AND l.is_entrance AND l.removed_at IS NULL AND a.is_inside"""

# Who comes in by one list and goes out by another is out: the last passage counts.
_BY_LAST_PASSAGE = """SELECT COUNT(*) AS inside FROM (
  SELECT s.direction, ROW_NUMBER() OVER (PARTITION BY s.ticket_id ORDER BY s.at DESC, s.id DESC) AS n
  FROM scan s JOIN checkin_list l ON l.id = s.checkin_list_id
  WHERE s.event_id = $1 AND l.is_entrance AND l.removed_at IS NULL AND s.verdict = 'ok'
    AND s.ticket_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM scan u WHERE u.undoes = s.scan_id)
) AS passage WHERE n = 1 AND direction = 'entry'"""

_BY_LIST = """SELECT a.checkin_list_id, COUNT(*) AS arrived,
  SUM(CASE WHEN a.is_inside THEN 1 ELSE 0 END) AS inside
  FROM admission a JOIN checkin_list l ON l.id = a.checkin_list_id
  WHERE l.event_id = $1 AND (a.entries > 0 OR a.is_inside) GROUP BY a.checkin_list_id"""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who came by a list at least once, and who of them has not gone out."""

    arrived: int = 0
    inside: int = 0


async def inside(event_id: int) -> int:
    """People in the house: those whose last passage through an entrance of the event led in.

    Lists of lunch and sessions are no entrances. Each ticket is one person.
    """
    entrances = await CheckinList.filter(
        event_id=event_id, is_entrance=True, removed_at=None
    ).count()
    asked = _BY_ADMISSION if entrances == 1 else _BY_LAST_PASSAGE
    return _count(await rows(asked, [event_id]))


async def inside_of_list(list_id: int) -> int:
    """People who came in by this list and did not go out by it."""
    found = await rows(
        "SELECT COUNT(*) AS inside FROM admission WHERE checkin_list_id = $1 AND is_inside",
        [list_id],
    )
    return _count(found)


async def crowds(event_id: int) -> dict[int, Crowd]:
    """The figures of each list through which somebody came."""
    found = await rows(_BY_LIST, [event_id])
    return {row["checkin_list_id"]: Crowd(row["arrived"], int(row["inside"])) for row in found}


def _count(found: list[dict[str, Any]]) -> int:
    (row,) = found
    return int(row["inside"])
