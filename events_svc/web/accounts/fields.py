"""Kinds of fields that several forms have."""

from typing import Annotated

import msgspec

Email = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[^@\s,;<>\x00-\x1f]+@[^@\s,;<>\x00-\x1f]+\.[^@\s.,;<>]+$", max_length=254
    ),
]
Name = Annotated[str, msgspec.Meta(max_length=200)]
Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
NewPassword = Annotated[str, msgspec.Meta(min_length=10, max_length=500)]
Url = Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s\\]+$", max_length=1000)]
RowId = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
