"""Pages of a list: where one begins, as a word in the address, and where the next one does."""

import re
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext

Row = TypeVar("Row")

_CURSOR = re.compile(r"[1-9][0-9]{0,17}")


def number(given: str) -> int | None:
    """The id of a cursor over ids, none for the first page; raises Malformed for anything else."""
    if not given:
        return None
    if not _CURSOR.fullmatch(given):
        raise unknown()
    return int(given)


def unknown() -> Malformed:
    """The refusal of a cursor that we did not make."""
    return Malformed({"cursor": gettext("This does not look right.")})


def cut(
    found: Sequence[Row], limit: int, *, by: Callable[[Row], Any] = attrgetter("id")
) -> tuple[Sequence[Row], str | None]:
    """The first `limit` rows of a query for one more than that, and the cursor of the page after them.

    The cursor is what `by` says of the last row shown; None when nothing follows.
    """
    shown = found[:limit]
    return shown, str(by(shown[-1])) if len(found) > limit else None
