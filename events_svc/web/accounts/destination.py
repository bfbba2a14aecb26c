"""Where a person goes after signing in: a path of ours, never another site."""

import re

# One slash, then anything but a second slash, a backslash (browsers read it as a slash), controls.
_OURS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def ours(target: str | None, *, default: str = "/account") -> str:
    """`target` where it is a path of this site, else `default`."""
    if target and len(target) <= 500 and _OURS.fullmatch(target):
        return target
    return default
