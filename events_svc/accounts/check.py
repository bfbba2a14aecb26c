"""The audit of accounts."""

from events_svc.database import rows


async def broken() -> list[str]:
    """Organisations whose path is not their parent's with their own id: a circle cannot satisfy that."""
    found = await rows(
        "SELECT child.slug FROM organisation child"
        " LEFT JOIN organisation parent ON parent.id = child.parent_id"
        " WHERE child.path <> coalesce(parent.path, '/') || child.id || '/' ORDER BY child.id"
    )
    return [f"organisation {row['slug']} does not stand where its path says" for row in found]
