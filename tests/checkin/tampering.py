"""The log in hands that may do everything."""

from events_svc.database import execute, is_postgres


async def tamper(statement: str, scan_id: int) -> None:
    """Change the log as only somebody with the database's own password could."""
    if is_postgres():
        await execute("ALTER TABLE scan DISABLE TRIGGER scan_append_only")
    else:
        await execute("DROP TRIGGER scan_append_only")
    await execute(statement, [scan_id])
    if is_postgres():
        await execute("ALTER TABLE scan ENABLE TRIGGER scan_append_only")
    else:
        await execute(
            'CREATE TRIGGER scan_append_only BEFORE UPDATE ON "scan" '
            "BEGIN SELECT RAISE(ABORT, 'scan is append only'); END"
        )
