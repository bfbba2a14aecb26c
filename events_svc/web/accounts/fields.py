"""Kinds of fields that several forms have."""

from typing import Annotated

import msgspec

# One line of what people write: no control characters, PostgreSQL has no text with U+0000.
Line = Annotated[str, msgspec.Meta(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
Name = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=80)]
NewPassword = Annotated[str, msgspec.Meta(min_length=10, max_length=500)]
Url = Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s\\\x00-\x1f]+\Z", max_length=1000)]
