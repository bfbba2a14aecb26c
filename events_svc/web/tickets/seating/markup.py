"""The two things that a page has thousands of: seats of the drawing, and boxes of the list.

Jinja takes a tenth of a second for two thousand of them, this takes a twentieth of that.
"""

from collections.abc import Collection, Sequence

from markupsafe import Markup, escape

from events_svc.tickets.seating.sights import Sight
from venues.plan import Spot


def marks(sight: Sight, row: Sequence[Spot], chosen: Collection[int]) -> Markup:
    """The seats of a row as the drawing has them."""
    tones = {key: one.tone if one.kinds else 0 for key, one in sight.categories.items()}
    found = [
        f'<use href="#seat-{_state(sight, spot, chosen) or tones.get(spot.category, 0)}"'
        f' x="{spot.x}" y="{spot.y}" data-seat="{spot.id}"/>'
        for spot in row
    ]
    return Markup("".join(found))  # noqa: S704 numbers, and words of ours


def boxes(
    sight: Sight, row: Sequence[Spot], chosen: Collection[int], mine: Collection[int], kind: str
) -> Markup:
    """The offered seats of a row as boxes to tick, or one of which is chosen (`kind`: checkbox or radio)."""
    found = []
    for spot in row:
        tone = sight.tone(spot)
        if tone:
            state = {"chosen": " checked", "taken": " disabled"}.get(
                _state(sight, spot, chosen), ""
            )
            own = " data-mine" if spot.id in mine else ""
            found.append(
                f'<label><input type="{kind}" name="seat" value="{spot.id}"'
                f' data-number="{spot.number}" data-tone="{tone}"'
                f' data-category="{escape(spot.category)}"{own}{state} autocomplete="off">'
                f"{spot.number}</label>"
            )
    return Markup("".join(found))  # noqa: S704 numbers, words of ours, and what is escaped


def _state(sight: Sight, spot: Spot, chosen: Collection[int]) -> str:
    if spot.id in chosen:
        return "chosen"
    return "taken" if spot.id in sight.taken else ""
