"""Where a page of a list begins: an id, in the address."""

from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext


def cursor(given: str) -> int | None:
    """The id that `given` writes, none for the first page; raises Malformed for anything else."""
    if not given:
        return None
    if not given.isascii() or not given.isdecimal() or len(given) > 18:
        raise Malformed({"cursor": gettext("This does not look right.")})
    return int(given)
