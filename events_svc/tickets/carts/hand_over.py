"""What carts held becomes the tickets' of an order: nothing is given back in between."""

from collections.abc import Collection, Mapping

from events_svc.database.at_once import Statement, among, listed
from events_svc.tickets.seating.take import handing_over


def handed_over(tickets: Mapping[int, int], *, seated: Collection[int]) -> list[Statement]:
    """The carts of these items are ordered whole: their seats are the tickets' (by id of the item), and
    they are gone. `seated` are those of the items that have a seat.
    """
    drop = Statement(_DROP.format(among(1, "BIGINT")), [listed(sorted(tickets))], not tickets)
    return [handing_over({one: tickets[one] for one in seated}), drop]


_DROP = "DELETE FROM cart WHERE id IN (SELECT cart_id FROM cart_item WHERE id {})"
