"""What organisers write about a venue or a room."""

from typing import Annotated, Any

import msgspec

from events_svc.web.fields import Id, Lines
from events_svc.web.rules import checked

Latitude = Annotated[float, msgspec.Meta(ge=-90, le=90)]
Longitude = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Capacity = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class VenueForm(msgspec.Struct):
    """A venue; `organisation_id` says whose."""

    name: Lines
    city: Lines = {}
    address: Lines = {}
    organisation_id: Id | None = None


class RoomForm(msgspec.Struct):
    """A room of a venue."""

    name: Lines
    capacity: Capacity | None = None


def columns(form: VenueForm) -> dict[str, Any]:
    """The form as columns of a venue; raises Malformed."""
    values = {"name": form.name, "city": form.city, "address": form.address}
    return checked(values, "UTC")
