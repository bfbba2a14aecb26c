"""How a state is shown: always a word, an icon and a colour together."""

from typing import NamedTuple


class Mark(NamedTuple):
    """How a state is shown: colour, icon, words."""

    colour: str
    icon: str
    words: str
