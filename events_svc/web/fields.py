"""Kinds of fields that forms and bodies of several nouns have; a noun's own stand with its forms."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Instant = Annotated[datetime, Meta(tz=True)]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}\Z")]

Email = Annotated[
    str,
    Meta(pattern=r"^[^@\s,;<>\x00-\x1f]+@[^@\s,;<>\x00-\x1f]+\.[^@\s.,;<>]+\Z", max_length=254),
]
Line = Annotated[str, Meta(max_length=200)]
Lines = dict[str, Line]  # `rules.checked` says which languages there are

Name = Annotated[
    dict[
        Annotated[str, Meta(pattern=r"^(zh|en)\Z")],
        Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*\S[^\x00]*\Z")],
    ],
    Meta(min_length=1),
]  # in a body: at least in one language

# In bodies of the agenda and its people the languages are part of the type.
Language = Literal["zh", "en"]
Title = Annotated[str, Meta(max_length=300, pattern=r"^[^\x00]*\Z")]
Titles = dict[Language, Title]
Texts = dict[Language, Annotated[str, Meta(max_length=20_000, pattern=r"^[^\x00]*\Z")]]
