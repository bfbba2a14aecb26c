"""What organisers write about a venue or a room."""

from datetime import date
from typing import Annotated, Any

import msgspec

from events_svc.web.fields import Id, Lines
from events_svc.web.rules import checked

Latitude = Annotated[float, msgspec.Meta(ge=-90, le=90)]
Longitude = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d\Z")]
Capacity = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class VenueForm(msgspec.Struct):
    """A venue; `organisation_id` says whose."""

    name: Lines
    city: Lines = {}
    address: Lines = {}
    organisation_id: Id | None = None
    timezone: Annotated[str, msgspec.Meta(max_length=64)] = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class RoomForm(msgspec.Struct):
    """A room of a venue."""

    name: Lines
    capacity: Capacity | None = None


class HoursForm(msgspec.Struct):
    """From one day to another, each day from one hour to another, by the clock of the venue."""

    first: date
    last: date
    opens: Clock
    closes: Clock


def columns(form: VenueForm) -> dict[str, Any]:
    """The form as columns of a venue; raises Malformed."""
    values: dict[str, Any] = {"name": form.name, "city": form.city, "address": form.address}
    values |= {"latitude": form.latitude, "longitude": form.longitude}
    if form.timezone:
        values["timezone"] = form.timezone
    return checked(values, "UTC")
