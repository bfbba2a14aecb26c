"""Triggers note what changed at a door, whoever changed it, and in whatever statement.

A change is noted with the transaction that made it (PostgreSQL) or with its turn (SQLite, where one writes
at a time): a reader who goes on from there misses nothing, see docs/decisions/0037.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

NULL = "CAST(NULL AS BIGINT)"

# What changes a thousand times an hour is noted once a statement: table → event, list and ticket of `c`.
MANY = {
    "ticket": (f"c.event_id, {NULL}, c.id", ""),
    "admission": (
        "l.event_id, l.id, c.ticket_id",
        "JOIN checkin_list l ON l.id = c.checkin_list_id",
    ),
    "revoked_code": (f"t.event_id, {NULL}, t.id", "JOIN ticket t ON t.id = c.ticket_id"),
    "ticket_answer": (f"t.event_id, {NULL}, t.id", "JOIN ticket t ON t.id = c.ticket_id"),
}
VERBS = {
    "ticket": ["INSERT", "UPDATE"],
    "admission": ["INSERT", "UPDATE"],
    "revoked_code": ["INSERT"],
    "ticket_answer": ["INSERT", "UPDATE", "DELETE"],
}

# What changes rarely, row by row: (name, table, when, kind, event, list, ticket, from where of `c`, condition).
FEW = [
    ("order_approved", "order", "UPDATE OF state", "ticket", "t.event_id", NULL, "t.id",
     "ticket t WHERE t.order_id = c.id", "OLD.state = 'awaiting_approval'"),
    ("event_told", "event", "UPDATE OF title, timezone, ends_at, slug", "setting", "c.id", NULL, NULL, "", ""),
    ("gate_opened", "gate", "INSERT", "setting", "c.event_id", NULL, NULL, "", ""),
    ("gate_told", "gate", "UPDATE OF name, is_active", "setting", "c.event_id", NULL, NULL, "", ""),
    ("gate_moved", "gate", "UPDATE OF checkin_list_id", "all", "c.event_id", NULL, NULL, "", ""),
    ("list_changed", "checkin_list", "UPDATE", "all", "c.event_id", "c.id", NULL, "", ""),
    ("member_added", "checkin_list_ticket_type", "INSERT", "setting", "l.event_id", "l.id", NULL,
     "checkin_list l WHERE l.id = c.checkin_list_id", ""),
    ("member_left", "checkin_list_ticket_type", "DELETE", "setting", "l.event_id", "l.id", NULL,
     "checkin_list l WHERE l.id = c.checkin_list_id", ""),
    ("session_moved", "session", "UPDATE OF starts_at, ends_at", "setting", "l.event_id", "l.id", NULL,
     "checkin_list l WHERE l.session_id = c.id", ""),
    ("type_made", "ticket_type", "INSERT", "setting", "c.event_id", NULL, NULL, "", ""),
    ("type_told", "ticket_type", "UPDATE OF name", "setting", "c.event_id", NULL, NULL, "", ""),
    ("key_made", "signing_key", "INSERT", "setting", "c.event_id", NULL, NULL, "", ""),
    ("key_told", "signing_key", "UPDATE", "setting", "c.event_id", NULL, NULL, "", ""),
    ("question_asked", "ticket_question", "INSERT", "all", "c.event_id", NULL, NULL, "", ""),
    ("question_told", "ticket_question", "UPDATE", "all", "c.event_id", NULL, NULL, "", ""),
    ("question_gone", "ticket_question", "DELETE", "all", "c.event_id", NULL, NULL, "", ""),
]

# What was counted of an event's log (checkin/counting) begins anew where entries mean something else from
# now on: (name, table, when, event, condition).
RECOUNT = [
    ("entrance_changed", "checkin_list", "UPDATE OF is_entrance, removed_at", "(NEW.event_id)", ""),
    ("type_changed", "ticket", "UPDATE OF ticket_type_id",
     "(SELECT s.event_id FROM scan s WHERE s.ticket_id = NEW.id)",
     "OLD.ticket_type_id <> NEW.ticket_type_id"),
]

# What devices decided by themselves is a small part of the log, people without a ticket a very small one:
# entries that the server decided are in neither index, and pay nothing for them.
INDEXES = [
    "CREATE INDEX scan_decided ON scan (device_id, device_seq, id) WHERE device_seq IS NOT NULL",
    "CREATE INDEX scan_stranger ON scan (event_id, device_id) WHERE verdict = 'ok' AND ticket_id IS NULL",
]

INTO = "INSERT INTO door_change (event_id, checkin_list_id, ticket_id, kind, position)"
XACT = "CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)"
TURN = "COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'door_change'), 0) + 1"


async def forward(apps, schema_editor):
    statements = POSTGRES if schema_editor.DIALECT == "postgres" else SQLITE
    for statement in (*statements(), *INDEXES):
        await schema_editor.client.execute_query(statement)


async def backward(apps, schema_editor):
    raise NotImplementedError("0003 is not taken back: restore a backup")


def POSTGRES():
    for table, (columns, joined) in MANY.items():
        yield postgres_function(
            f"door_{table}", f"{INTO} SELECT DISTINCT {columns}, 'ticket', {XACT} FROM changed c {joined};"
        )
        for verb in VERBS[table]:
            rows = "OLD" if verb == "DELETE" else "NEW"
            yield f"""
                CREATE TRIGGER door_{table}_{verb.lower()} AFTER {verb} ON "{table}"
                REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION door_{table}()"""
    for name, table, verb, kind, event, listed, ticket, source, condition in FEW:
        row = row_of(verb)
        selected = told(f"{event}, {listed}, {ticket}, '{kind}', {XACT}", source, row)
        yield postgres_function(f"door_{name}", f"{INTO} {selected};")
        when = f"WHEN ({condition})" if condition else ""
        yield f"""
            CREATE TRIGGER door_{name} AFTER {verb} ON "{table}"
            FOR EACH ROW {when} EXECUTE FUNCTION door_{name}()"""
    for name, table, verb, event, condition in RECOUNT:
        yield postgres_function(f"door_{name}", f"DELETE FROM door_count WHERE event_id IN {event};")
        when = f"WHEN ({condition})" if condition else ""
        yield f"""
            CREATE TRIGGER door_{name} AFTER {verb} ON "{table}"
            FOR EACH ROW {when} EXECUTE FUNCTION door_{name}()"""


def SQLITE():
    for table, (columns, joined) in MANY.items():
        for verb in VERBS[table]:
            row = row_of(verb)
            source = joined.removeprefix("JOIN ").replace(" ON ", " WHERE ")
            selected = told(f"{columns}, 'ticket', {TURN}", source, row)
            yield f"""
                CREATE TRIGGER door_{table}_{verb.lower()} AFTER {verb} ON "{table}"
                BEGIN {INTO} {selected}; END"""
    for name, table, verb, kind, event, listed, ticket, source, condition in FEW:
        selected = told(f"{event}, {listed}, {ticket}, '{kind}', {TURN}", source, row_of(verb))
        when = f"WHEN {condition}" if condition else ""
        yield f"""
            CREATE TRIGGER door_{name} AFTER {verb} ON "{table}" {when}
            BEGIN {INTO} {selected}; END"""
    for name, table, verb, event, condition in RECOUNT:
        when = f"WHEN {condition}" if condition else ""
        yield f"""
            CREATE TRIGGER door_{name} AFTER {verb} ON "{table}" {when}
            BEGIN DELETE FROM door_count WHERE event_id IN {event}; END"""


def postgres_function(name, statement):
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN {statement} RETURN NULL; END $body$"""


def row_of(verb):
    return "OLD" if verb.startswith("DELETE") else "NEW"


def told(columns, source, row):
    """A SELECT of these columns, in which `c` is the row that changed."""
    selected = f"SELECT {columns}" + (f" FROM {source}" if source else "")
    return selected.replace("c.", f"{row}.")


class Migration(migrations.Migration):
    dependencies = [("models", "0002_guards")]

    operations = [ops.RunPython(forward, backward)]
