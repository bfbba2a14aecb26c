"""Find people of a gate's event where its phone has no snapshot to look in."""

import re

from events_svc.checkin.models import Gate
from events_svc.checkin.store import Row, decoded
from events_svc.checkin.sync.people import TAIL, phone_tail
from events_svc.checkin.sync.purge import refuse_what_is_over
from events_svc.database import rows
from events_svc.tickets.order_code import spelled

MOST = 20
FEWEST_DIGITS = 3
NO_ONE = "\x01"  # a pattern that nothing fits

# SQLite knows capitals of ASCII alone: `Émile` is looked for as names are written, too.
_FIND = """
SELECT t.number, t.holder_name AS name, t.holder_organisation AS organisation, t.state, o.code AS "order",
  COALESCE(NULLIF(t.holder_phone, ''), o.phone) AS phone, tt.id AS type_id, tt.name AS type,
  COALESCE(a.entries, 0) AS entries
FROM ticket t JOIN "order" o ON o.id = t.order_id JOIN ticket_type tt ON tt.id = t.ticket_type_id
LEFT JOIN admission a ON a.ticket_id = t.id AND a.checkin_list_id = $2
WHERE t.event_id = $1 AND (LOWER(t.holder_name) LIKE $3 ESCAPE '!' OR LOWER(t.holder_organisation) LIKE $3 ESCAPE '!'
  OR t.holder_name LIKE $8 ESCAPE '!' OR t.holder_organisation LIKE $8 ESCAPE '!'
  OR o.code LIKE $4 ESCAPE '!' OR COALESCE(NULLIF(t.holder_phone, ''), o.phone) LIKE $5 OR t.number = $6)
ORDER BY t.number LIMIT $7"""


async def find(gate: Gate, text: str) -> list[Row]:
    """People whose name or organisation has `text` in it, whose order begins with it, whose phone ends with
    it, or whose ticket has the number; at most MOST, each with no more than a snapshot says.

    Raises DoorOver a day after the event, as a snapshot does.
    """
    await refuse_what_is_over(gate.event_id)
    wanted = " ".join(text.split())
    if not wanted:
        return []
    digits = re.sub(r"\D", "", wanted)
    is_number = wanted.isdecimal() and len(wanted) <= 18
    found = await rows(
        _FIND,
        [
            gate.event_id,
            gate.checkin_list_id,
            f"%{_plain(wanted.lower())}%",
            f"{_plain(spelled(wanted))}%" if spelled(wanted) else NO_ONE,
            f"%{digits[-TAIL:]}" if len(digits) >= FEWEST_DIGITS else NO_ONE,
            int(wanted) if is_number else -1,
            MOST,
            f"%{_plain(wanted.title())}%",
        ],
    )
    return [_person(dict(row)) for row in found]


def _person(row: Row) -> Row:
    phone = row.pop("phone")
    return {**row, "type": decoded(row["type"]), "phone_tail": phone_tail(phone)}


def _plain(text: str) -> str:
    """Text in which LIKE sees no wildcard."""
    return re.sub(r"([!%_])", r"!\1", text)
