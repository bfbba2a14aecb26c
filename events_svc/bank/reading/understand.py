"""A file of the bank, whatever its dialect: told by its content and never by its name."""

import asyncio
from collections.abc import Sequence

from events_svc.bank.reading import camt, table
from events_svc.bank.reading.lines import Read
from events_svc.schedule.importing import separated, xlsx
from events_svc.schedule.importing.dialects import ZIP
from events_svc.schedule.importing.errors import refused

MOST_BYTES = 10 * 1024 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


async def understood(
    raw: bytes, *, currency: str, account: str = "", chosen: Sequence[str] = ()
) -> Read:
    """The lines of the file; raises FileRefused with row and column. See `table.read`, `camt.read`."""
    return await asyncio.to_thread(read, raw, currency=currency, account=account, chosen=chosen)


def read(raw: bytes, *, currency: str, account: str = "", chosen: Sequence[str] = ()) -> Read:
    """As `understood`."""
    if len(raw) > MOST_BYTES:
        raise refused("The file is larger than 10 MB.")
    if not raw.strip():
        raise refused("The file is empty.")
    if raw.startswith(_OLD_OFFICE):
        raise refused("This is an old Excel file: please save it as .xlsx.")
    if raw.startswith(ZIP):
        return table.read(xlsx.sheets(raw), currency=currency, chosen=chosen)
    if raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return camt.read(raw, account=account)
    return table.read(separated.sheets(raw), currency=currency, chosen=chosen)
