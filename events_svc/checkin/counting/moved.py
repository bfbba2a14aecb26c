"""What a stretch of the log adds to the counts of before it: entries after `lo`, up to `hi`.

An undoing may stand before what it undoes. What is undone within its stretch is not counted, what was counted
before is taken back. At a hub a ticket of its own stands back when the real one comes, which has its entries
from then on: it is not counted (hub/newcomers.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from events_svc.checkin.looks import QUESTIONS
from events_svc.database import execute, is_postgres, rows, tuples

END = 2**62  # no entry has such a number


@dataclass(frozen=True, slots=True)
class Stretch:
    """The entries of an event after `lo`, up to `hi`."""

    event_id: int
    lo: int
    hi: int = END

    @property
    def values(self) -> list[int]:
        return [self.event_id, self.lo, self.hi]


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many came at least once, and how many of them have not gone out."""

    arrived: int = 0
    inside: int = 0

    def __add__(self, other: "Crowd") -> "Crowd":
        return Crowd(self.arrived + other.arrived, self.inside + other.inside)

    def __sub__(self, other: "Crowd") -> "Crowd":
        return Crowd(self.arrived - other.arrived, self.inside - other.inside)


Crowds = dict[int, Crowd]  # by list
HOUSE = 0  # in place of a list: all of the event; inside by the last passage through an entrance


async def minutes(stretch: Stretch) -> Any:
    """(minute, gate, type, entered, refused, asked) by which the counts change; questions are no refusals."""
    return await tuples(_dialect(_MINUTES), stretch.values)


async def count_minutes(stretch: Stretch) -> None:
    """Add them to what is kept."""
    await execute(_dialect(_COUNT_MINUTES), stretch.values)


async def crowds(stretch: Stretch) -> Crowds:
    """The tickets that pass in the stretch, where they pass: how they stand now."""
    return crowds_of(await rows(_CROWDS, stretch.values))


async def kept_crowds(stretch: Stretch) -> Crowds:
    """The same tickets: how they are kept."""
    return crowds_of(await rows(_KEPT_CROWDS, stretch.values))


async def keep_standings(stretch: Stretch) -> None:
    """Keep how they stand now."""
    await execute(_KEEP_STANDINGS, stretch.values)


def moves(before: Crowds, now: Crowds) -> Crowds:
    """By how much each crowd has changed."""
    gone = {one: Crowd() - crowd for one, crowd in before.items()}
    return together(now, gone)


def together(*parts: Crowds) -> Crowds:
    """The crowds of all parts, added up."""
    lists = {one for part in parts for one in part}
    return {one: sum((part.get(one, Crowd()) for part in parts), Crowd()) for one in sorted(lists)}


def crowds_of(found: Iterable[Mapping[str, Any]]) -> Crowds:
    """Rows as crowds."""
    return {row["checkin_list_id"]: Crowd(int(row["arrived"]), int(row["inside"])) for row in found}


def _dialect(statement: str) -> str:
    return statement.replace("{minute}", _ON_POSTGRES if is_postgres() else _ON_SQLITE)


_ON_POSTGRES = "date_trunc('minute', s.at)"
_ON_SQLITE = "substr(s.at, 1, 16) || ':00+00:00'"  # all times are written in UTC

_NAMED = ", ".join(f"'{one.value}'" for one in sorted(QUESTIONS))
_ASKS = f"s.reason IN ({_NAMED})"
_IS = f"""CASE WHEN s.verdict = 'ok' THEN {{n}} ELSE 0 END AS entered,
    CASE WHEN s.verdict = 'refused' AND NOT {_ASKS} THEN {{n}} ELSE 0 END AS refused,
    CASE WHEN s.verdict = 'refused' AND {_ASKS} THEN {{n}} ELSE 0 END AS asked"""

_MOVES = f"""
  SELECT {{minute}} AS minute, s.gate_id, s.ticket_id, {_IS.format(n=1)}
  FROM scan s WHERE s.event_id = $1 AND s.id > $2 AND s.id <= $3
    AND s.direction = 'entry' AND s.verdict <> 'undone'
    AND NOT EXISTS (SELECT 1 FROM scan u WHERE u.undoes = s.scan_id AND u.id <= $3)
  UNION ALL
  SELECT {{minute}} AS minute, s.gate_id, s.ticket_id, {_IS.format(n=-1)}
  FROM scan u JOIN scan s ON s.scan_id = u.undoes
  WHERE u.event_id = $1 AND u.id > $2 AND u.id <= $3 AND u.undoes IS NOT NULL
    AND s.id <= $2 AND s.direction = 'entry' AND s.verdict <> 'undone'"""  # noqa: S608 ours

_MINUTES = f"""
SELECT m.minute, m.gate_id, COALESCE(t.ticket_type_id, 0), SUM(m.entered), SUM(m.refused), SUM(m.asked)
FROM ({_MOVES}) m LEFT JOIN ticket t ON t.id = m.ticket_id
WHERE COALESCE(t.number, 0) >= 0 GROUP BY 1, 2, 3"""  # noqa: S608 ours

_COUNT_MINUTES = f"""
INSERT INTO door_minute (event_id, minute, gate_id, ticket_type_id, entered, refused, asked)
SELECT $1, n.* FROM ({_MINUTES}) n WHERE true
ON CONFLICT (event_id, minute, gate_id, ticket_type_id) DO UPDATE SET
  entered = door_minute.entered + excluded.entered, refused = door_minute.refused + excluded.refused,
  asked = door_minute.asked + excluded.asked"""  # noqa: S608 ours

_STOOD_BACK = "(SELECT id FROM ticket WHERE event_id = $1 AND number < 0)"

_PASSES = f"""
  SELECT s.ticket_id, s.checkin_list_id FROM scan s
  WHERE s.event_id = $1 AND s.id > $2 AND s.id <= $3 AND s.verdict <> 'refused' AND s.ticket_id IS NOT NULL
    AND s.ticket_id NOT IN {_STOOD_BACK}
  UNION
  SELECT o.ticket_id, o.checkin_list_id FROM scan s JOIN scan o ON o.scan_id = s.undoes
  WHERE s.event_id = $1 AND s.id > $2 AND s.id <= $3 AND s.undoes IS NOT NULL AND o.ticket_id IS NOT NULL
    AND o.ticket_id NOT IN {_STOOD_BACK}"""  # noqa: S608 ours

# An admission is written with its scan. The last passage is found in the order of `store.passages`: by
# corrected clock, then what the server decided, then what devices did.
_STANDINGS = f"""
SELECT p.checkin_list_id, p.ticket_id, a.entries > 0 AS has_arrived, a.is_inside
FROM ({_PASSES}) p
JOIN admission a ON a.checkin_list_id = p.checkin_list_id AND a.ticket_id = p.ticket_id
UNION ALL
SELECT 0, h.ticket_id,
  EXISTS (SELECT 1 FROM admission a JOIN checkin_list l ON l.id = a.checkin_list_id
    WHERE a.ticket_id = h.ticket_id AND l.event_id = $1 AND a.entries > 0),
  COALESCE((SELECT s.direction = 'entry' FROM scan s JOIN checkin_list l ON l.id = s.checkin_list_id
    WHERE s.ticket_id = h.ticket_id AND s.event_id = $1 AND s.verdict = 'ok'
      AND l.is_entrance AND l.removed_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM scan u WHERE u.undoes = s.scan_id)
    ORDER BY s.at DESC, COALESCE(s.device_seq, -1) DESC,
      CASE WHEN s.device_seq IS NULL THEN '' ELSE CAST(s.scan_id AS TEXT) END DESC, s.id DESC
    LIMIT 1), false)
FROM (SELECT DISTINCT ticket_id FROM ({_PASSES}) q) h"""  # noqa: S608 ours

_COUNTED = """x.checkin_list_id, SUM(CASE WHEN x.has_arrived THEN 1 ELSE 0 END) AS arrived,
  SUM(CASE WHEN x.is_inside THEN 1 ELSE 0 END) AS inside"""

_CROWDS = f"SELECT {_COUNTED} FROM ({_STANDINGS}) x GROUP BY 1"  # noqa: S608 ours

_KEPT_CROWDS = f"""
SELECT {_COUNTED} FROM ({_PASSES} UNION SELECT q.ticket_id, 0 FROM ({_PASSES}) q) p
JOIN door_standing x ON x.ticket_id = p.ticket_id AND x.checkin_list_id = p.checkin_list_id
GROUP BY 1"""  # noqa: S608 ours

_KEEP_STANDINGS = f"""
INSERT INTO door_standing (event_id, checkin_list_id, ticket_id, has_arrived, is_inside)
SELECT $1, x.* FROM ({_STANDINGS}) x WHERE true
ON CONFLICT (ticket_id, checkin_list_id) DO UPDATE SET has_arrived = excluded.has_arrived,
  is_inside = excluded.is_inside
WHERE door_standing.has_arrived <> excluded.has_arrived
  OR door_standing.is_inside <> excluded.is_inside"""  # noqa: S608 ours
