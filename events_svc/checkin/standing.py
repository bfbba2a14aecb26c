"""How tickets stand on lists after entries that nobody judged here: as the whole log makes it."""

from collections.abc import Collection, Mapping

from events_svc.checkin import facts, store
from events_svc.checkin.conflicts import find
from events_svc.checkin.conflicts.duplicates import Passed
from events_svc.checkin.deciding import Standing, admission
from events_svc.checkin.history import replayed
from events_svc.checkin.models import Basis
from events_svc.checkin.store import Row


async def locked(standings: Collection[Standing]) -> dict[Standing, int]:
    """The versions of their admissions, held until the commit: nobody is admitted by them meanwhile.

    Where there is none yet, `settle` raises Interrupted when somebody else was quicker.
    """
    found = await store.versions(_asked(standings))
    return {standing: found.get(standing, 0) for standing in standings}


async def settle(versions: Mapping[Standing, int]) -> None:
    """Write the admissions of these standings, and their conflicts, as the log makes them now."""
    passed: dict[Standing, list[Passed]] = {standing: [] for standing in sorted(versions)}
    for row in await store.passages(_asked(versions)):
        passed[row["checkin_list_id"], row["ticket_id"]].append(_passed(row))
    histories = {
        standing: replayed(one.passage for one in found) for standing, found in passed.items()
    }
    await store.write(
        admissions=[
            admission(standing, history, versions[standing])
            for standing, history in histories.items()
        ]
    )
    await find.renew(passed)


def _asked(standings: Collection[Standing]) -> list[Row]:
    return [{"list": one, "ticket": ticket} for one, ticket in sorted(standings)]


def _passed(row: Row) -> Passed:
    is_alone = row["basis"] != Basis.ONLINE.value
    return Passed(row["id"], facts.passage(row), is_alone)
