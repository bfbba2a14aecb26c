"""What Tortoise cannot say: no overlaps, append-only logs, full-text search."""

from tortoise import migrations
from tortoise.migrations import operations as ops

CALENDARS = {"booking": "room_id", "engagement": "speaker_id"}
LOGS = ["order_entry", "audit_entry", "scan", "counter_snapshot", "counter_file", "stream_fact", "frozen_report", "report_rows", "report_check", "invoice", "badge_printing", "badge_print"]


# What an entry says of a person may be taken out of it, when the person is forgotten, and nothing else.
NAMED = ["before", "after", "reason"]
FORGETTING = {
    "order_entry": (["id", "order_id", "at", "actor", "action", "amount_minor"], []),
    "audit_entry": (
        ["id", "at", "actor", "action", "subject", "organisation_id", "event_id", "request_id"],
        ["actor_name"],
    ),
}


async def forward(apps, schema_editor):
    statements = POSTGRES if schema_editor.DIALECT == "postgres" else SQLITE
    for statement in statements():
        await schema_editor.client.execute_query(statement)


async def backward(apps, schema_editor):
    raise NotImplementedError("0002 is not taken back: restore a backup")


def unless_forgotten(table, same, stripped):
    if table not in FORGETTING:
        return ""
    kept, blanked = FORGETTING[table]
    conditions = [f"NEW.{column} {same} OLD.{column}" for column in kept]
    conditions += [f"(NEW.{one} {same} OLD.{one} OR NEW.{one} = '')" for one in blanked]
    return f"WHEN (NOT ({' AND '.join([*conditions, f'NEW.detail {same} {stripped}'])}))"


def postgres_stripped():
    return "OLD.detail" + "".join(f" - '{name}'" for name in NAMED)


def sqlite_stripped():
    gone = ",".join(f'"{name}":null' for name in NAMED)
    return f"json_patch(OLD.detail, '{{{gone}}}')"


def POSTGRES():
    for table, key in CALENDARS.items():
        # int8range and tstzrange have GiST operators of their own: no btree_gist needed.
        yield f"""
            ALTER TABLE "{table}" ADD CONSTRAINT {table}_never_overlaps EXCLUDE USING gist (
              int8range({key}, {key}, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
            ) WHERE (is_exclusive)"""
    yield """
        CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END
        $body$"""
    for table in LOGS:
        yield f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE ON "{table}"
            FOR EACH ROW {unless_forgotten(table, "IS NOT DISTINCT FROM", postgres_stripped())} EXECUTE FUNCTION append_only()"""
    # What is not in the write-ahead log cannot be read from it, nor from an archive or a replica.
    yield 'ALTER TABLE "salt_value" SET UNLOGGED'
    # The row of a playing is rewritten with every beat: where its page has room, no index learns of it.
    yield 'ALTER TABLE "watch" SET (fillfactor = 80)'
    yield """
        CREATE INDEX recording_tokens_search ON recording_tokens
        USING gin (to_tsvector('simple', tokens)) WITH (fastupdate = off)"""
    # Without a list of what is pending, which every search would read from end to end until it is merged.
    # Found rows are counted and sorted by their places alone: the tokens lie apart from them. Without
    # statistics the planner takes every word for a rare one, and never makes tsvectors to find a common one.
    yield "ALTER TABLE recording_tokens SET (toast_tuple_target = 128)"
    yield "ALTER INDEX recording_tokens_search ALTER COLUMN 1 SET STATISTICS 0"


def SQLITE():
    for table, key in CALENDARS.items():
        for verb, columns in {"INSERT": "", "UPDATE": f" OF {key}, starts_at, ends_at, is_exclusive"}.items():
            yield f"""
                CREATE TRIGGER {table}_never_overlaps_{verb.lower()} BEFORE {verb}{columns} ON "{table}"
                WHEN NEW.is_exclusive AND EXISTS (
                  SELECT 1 FROM "{table}" WHERE {key} = NEW.{key} AND is_exclusive AND id IS NOT NEW.id
                  AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at)
                BEGIN SELECT RAISE(ABORT, '{table}_never_overlaps'); END"""
    for table in LOGS:
        yield f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE ON "{table}"
            {unless_forgotten(table, "IS", sqlite_stripped())} BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"""
    yield """
        CREATE VIRTUAL TABLE recording_search
        USING fts5(tokens, content='recording_tokens', content_rowid='id',
                   tokenize="unicode61 remove_diacritics 0")"""
    for name, statement in {
        "insert": "AFTER INSERT ON recording_tokens BEGIN "
        "INSERT INTO recording_search(rowid, tokens) VALUES (new.id, new.tokens); END",
        "delete": "AFTER DELETE ON recording_tokens BEGIN "
        "INSERT INTO recording_search(recording_search, rowid, tokens) "
        "VALUES ('delete', old.id, old.tokens); END",
        "update": "AFTER UPDATE ON recording_tokens BEGIN "
        "INSERT INTO recording_search(recording_search, rowid, tokens) "
        "VALUES ('delete', old.id, old.tokens); "
        "INSERT INTO recording_search(rowid, tokens) VALUES (new.id, new.tokens); END",
    }.items():
        yield f"CREATE TRIGGER recording_search_{name} {statement}"


class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]

    operations = [ops.RunPython(forward, backward)]
