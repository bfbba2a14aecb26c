"""The years that have a report to make."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from events_svc.accounts.models import Organisation
from events_svc.database import rows
from events_svc.database.at_once import among, listed
from events_svc.database.raw import instant
from events_svc.reports.inventory import ZONE

MOST = 6

_BEGAN = (
    "SELECT organisation_id, MIN(starts_at) AS first, MAX(starts_at) AS last FROM event "
    "WHERE state <> 'draft' AND organisation_id {0} GROUP BY organisation_id UNION ALL "
    "SELECT organisation_id, MIN(recorded_at), MAX(recorded_at) FROM recording "
    "WHERE published_at IS NOT NULL AND organisation_id {0} GROUP BY organisation_id"
)


async def of_organisations(organisations: Sequence[Organisation]) -> dict[int, list[int]]:
    """The years from the first event or recording of each (or of one below it) to the last, latest first."""
    if not organisations:
        return {}
    ids = [one.id for one in organisations]
    spans = await rows(_BEGAN.format(among(1, "BIGINT")), [listed(ids)])
    paths = {one.id: one.path for one in organisations}
    return {
        one.id: _years([row for row in spans if paths[row["organisation_id"]].startswith(one.path)])
        for one in organisations
    }


def _years(spans: Sequence[dict[str, object]]) -> list[int]:
    found = {_year(row[name]) for row in spans for name in ("first", "last")}
    return [*range(max(found), min(found) - 1, -1)][:MOST] if found else []


def _year(value: object) -> int:
    assert isinstance(value, (str, datetime))
    return instant(value).astimezone(ZoneInfo(ZONE)).year
