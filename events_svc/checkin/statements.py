"""The SQL of the door for both engines: what differs stands in braces (see store.py)."""

# ruff: noqa: S608  the pieces are our own

from events_svc.checkin import chain

_OF_GATE = """g.id AS gate_id, g.name AS gate_name,
  g.is_active, g.event_id, l.id AS list_id, l.rules, l.allow_unpaid, l.multi_entry,
  l.entry_after_exit, l.days, ls.starts_at AS session_starts_at, ls.ends_at AS session_ends_at,
  e.timezone, EXISTS (SELECT 1 FROM webhook_endpoint w WHERE w.is_active
    AND (w.event_id = e.id OR (w.event_id IS NULL AND w.organisation_id = e.organisation_id))
  ) AS is_heard, (SELECT 1 FROM ticket_question q
    WHERE q.event_id = e.id AND q.is_required LIMIT 1) AS asks, (SELECT {gathered} FROM checkin_list_ticket_type m
    WHERE m.checkin_list_id = l.id) AS ticket_types"""

GATE_COLUMNS = (
    "gate_id",
    "gate_name",
    "is_active",
    "event_id",
    "list_id",
    "rules",
    "allow_unpaid",
    "multi_entry",
    "entry_after_exit",
    "days",
    "session_starts_at",
    "session_ends_at",
    "timezone",
    "is_heard",
    "asks",
    "ticket_types",
)

_AROUND_GATE = """JOIN checkin_list l ON l.id = g.checkin_list_id
  LEFT JOIN session ls ON ls.id = l.session_id
  JOIN event e ON e.id = g.event_id"""

DOORS = (
    """
WITH d AS (SELECT id, token_hash, head_hash, gate_id FROM device
  WHERE revoked_at IS NULL AND token_hash {among_texts} ORDER BY id {locked})
SELECT d.id AS device_id, d.token_hash, d.head_hash, """
    + _OF_GATE
    + """
FROM d JOIN gate g ON g.id = d.gate_id """
    + _AROUND_GATE
)

GATES = "SELECT " + _OF_GATE + " FROM gate g " + _AROUND_GATE + " WHERE g.id {among_numbers}"

BY_NUMBER = """JOIN ticket t ON t.event_id = CAST(asked.value ->> 'event' AS BIGINT)
  AND t.number = CAST(asked.value ->> 'number' AS BIGINT)
LEFT JOIN "order" o ON o.id = t.order_id"""  # LEFT: no plan may begin with an order of 5,000 tickets

BY_ORDER = """JOIN "order" o ON o.event_id = CAST(asked.value ->> 'event' AS BIGINT)
  AND o.code = asked.value ->> 'order'
JOIN ticket t ON t.order_id = o.id"""

# Revoked codes (and questions) are looked up one by one: of EXISTS a plan may be made that reads all of them first.
_OF_TICKET = """t.id, t.event_id, t.ticket_type_id, t.number, t.serial, t.state, t.valid_from,
  t.valid_until, t.holder_name, t.holder_organisation, tt.name AS type_name, o.code AS order_code,
  o.state AS order_state, COALESCE(a.version, 0) AS version, COALESCE(a.entries, 0) AS entries, a.is_inside, a.first_at,
  a.first_gate_id, a.last_at, fg.name AS first_gate_name, (SELECT s.digest FROM code_seal s WHERE s.ticket_id = t.id) AS seal,
  (SELECT 1 FROM revoked_code r
    WHERE r.ticket_id = t.id AND r.serial = """

TICKETS = (
    "SELECT CAST(asked.value ->> 'n' AS BIGINT) AS n, "
    + _OF_TICKET
    + """CAST(asked.value ->> 'serial' AS BIGINT) LIMIT 1) AS is_code_revoked
FROM {objects} asked {way}
JOIN ticket_type tt ON tt.id = t.ticket_type_id
LEFT JOIN admission a ON a.ticket_id = t.id
  AND a.checkin_list_id = CAST(asked.value ->> 'list' AS BIGINT)
LEFT JOIN gate fg ON fg.id = a.first_gate_id
ORDER BY n, t.id"""
)

PASSAGES = """
SELECT s.id, s.scan_id, s.checkin_list_id, s.ticket_id, s.direction, s.at, s.gate_id, s.basis,
  s.device_seq
FROM {objects} asked JOIN scan s ON s.ticket_id = CAST(asked.value ->> 'ticket' AS BIGINT)
  AND s.checkin_list_id = CAST(asked.value ->> 'list' AS BIGINT)
WHERE s.verdict = 'ok' AND NOT EXISTS (SELECT 1 FROM scan u WHERE u.undoes = s.scan_id)"""

REPEATS = """
SELECT s.scan_id, s.gate_id, s.device_id, s.checkin_list_id, s.event_id, s.ticket_id, s.verdict,
  s.reason, s.direction, s.basis, s.at, s.undoes, s.detail, t.number, t.holder_name, t.holder_organisation, tt.name AS type_name,
  t.event_id AS ticket_event_id, o.code AS order_code
FROM scan s LEFT JOIN ticket t ON t.id = s.ticket_id
LEFT JOIN ticket_type tt ON tt.id = t.ticket_type_id LEFT JOIN "order" o ON o.id = t.order_id
WHERE s.scan_id {among_uuids}"""

UNDONE = "SELECT s.undoes FROM scan s WHERE s.undoes {among_uuids}"

_ADMISSIONS = """
INSERT INTO admission (checkin_list_id, ticket_id, entries, is_inside, first_at, first_gate_id,
  last_at, version) """

_OF_THAT_VERSION = """
ON CONFLICT (checkin_list_id, ticket_id) DO UPDATE SET entries = excluded.entries,
  is_inside = excluded.is_inside, first_at = excluded.first_at,
  first_gate_id = excluded.first_gate_id, last_at = excluded.last_at, version = excluded.version
WHERE admission.version = excluded.version - 1"""

# What is written comes as rows by place, in the order of row_values.py: by name PostgreSQL reads twice as long.
ADMIT = (
    _ADMISSIONS
    + """
SELECT CAST(value ->> 0 AS BIGINT), CAST(value ->> 1 AS BIGINT), CAST(value ->> 2 AS INT),
  CAST(value ->> 3 AS BOOLEAN), CAST(value ->> 4 AS {moment}), CAST(value ->> 5 AS BIGINT),
  CAST(value ->> 6 AS {moment}), CAST(value ->> 7 AS INT) + 1
FROM {objects} asked WHERE true ORDER BY 1, 2"""
    + _OF_THAT_VERSION
)

_LINKED = {**chain.LINKED, "prev_hash": "TEXT", "hash": "TEXT"}

_ENTRIES = f"""
INSERT INTO scan ({", ".join(_LINKED)}) """

LOG = (
    _ENTRIES
    + f"""
SELECT {", ".join(f"CAST(value ->> {n} AS {kind})" for n, kind in enumerate(_LINKED.values()))}
FROM {{objects}} asked WHERE true ON CONFLICT DO NOTHING"""
)

# The same with rows of values, which SQLite reads in a third of the time (see row_values.py).
ADMIT_ROWS = _ADMISSIONS + "VALUES {rows}" + _OF_THAT_VERSION
LOG_ROWS = _ENTRIES + "VALUES {rows} ON CONFLICT DO NOTHING"

HEADS = """
UPDATE device SET head_hash = asked.value ->> 'head', seen_at = CAST(asked.value ->> 'at' AS {moment})
FROM {objects} asked WHERE device.id = CAST(asked.value ->> 'device' AS BIGINT)"""

HEADS_OF = "SELECT id, head_hash FROM device WHERE id {among_numbers} ORDER BY id {locked}"

VERSIONS = """
SELECT a.checkin_list_id, a.ticket_id, a.version FROM {objects} asked
JOIN admission a ON a.ticket_id = CAST(asked.value ->> 'ticket' AS BIGINT)
  AND a.checkin_list_id = CAST(asked.value ->> 'list' AS BIGINT)
ORDER BY 1, 2 {of_admission}"""

# What a plain batch needs, in one way to the database: the phones, their doors as JSON, and the tickets.
# Asked by rows of (n, token, event, number, serial).
PLAIN = (
    """
WITH asked AS MATERIALIZED (SELECT CAST(value ->> 0 AS INT) AS n, value ->> 1 AS token,
    CAST(value ->> 2 AS BIGINT) AS event, CAST(value ->> 3 AS BIGINT) AS number,
    CAST(value ->> 4 AS BIGINT) AS serial FROM {objects}),
  phone AS MATERIALIZED (SELECT asked.n, asked.event, asked.number, asked.serial, d.id, d.head_hash, d.gate_id
    FROM asked {in_turn} device d ON d.token_hash = asked.token WHERE d.revoked_at IS NULL {by_token}),
  door AS MATERIALIZED (SELECT o.gate_id, o.list_id, o.event_id, {as_json} AS told
    FROM (SELECT """
    + _OF_GATE
    + " FROM gate g "
    + _AROUND_GATE
    + """ WHERE g.id {among} SELECT DISTINCT gate_id FROM phone {those}) o),
  shown AS {kept} (SELECT phone.n, phone.number, phone.serial, phone.id AS device_id, phone.head_hash,
    door.told AS door, door.list_id, COALESCE(phone.event, door.event_id) AS event
    FROM phone {in_turn} door ON door.gate_id = phone.gate_id)
SELECT shown.n, shown.device_id, shown.head_hash, shown.door, """
    + _OF_TICKET
    + """shown.serial LIMIT 1) AS is_code_revoked
FROM shown LEFT JOIN ticket t ON t.event_id = shown.event AND t.number = shown.number
LEFT JOIN "order" o ON o.id = t.order_id
LEFT JOIN ticket_type tt ON tt.id = t.ticket_type_id
LEFT JOIN admission a ON a.ticket_id = t.id AND a.checkin_list_id = shown.list_id
LEFT JOIN gate fg ON fg.id = a.first_gate_id"""
)

# The heads of a plain batch move only if they are where they were read, and first: they are its lock.
HEADS_UNMOVED = """
UPDATE device SET head_hash = asked.value ->> 'head', seen_at = CAST(asked.value ->> 'at' AS {moment})
FROM {objects} asked WHERE device.id = CAST(asked.value ->> 'device' AS BIGINT) {by_id}
  AND device.head_hash = asked.value ->> 'was' AND device.revoked_at IS NULL
  AND device.gate_id = CAST(asked.value ->> 'gate' AS BIGINT)"""

# The same with rows of values.
HEADS_UNMOVED_ROWS = """
UPDATE device SET head_hash = asked.column1, seen_at = asked.column2
FROM (VALUES {rows}) asked WHERE device.id = asked.column3 AND device.head_hash = asked.column4
  AND device.revoked_at IS NULL AND device.gate_id = asked.column5"""
