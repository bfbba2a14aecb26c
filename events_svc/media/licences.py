"""Licences under which recordings are given, by their SPDX names (https://spdx.org/licenses/). Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Licence:
    """`url` is where it can be read; empty for words of the organiser's own."""

    name: str
    url: str = ""


_CC = "https://creativecommons.org/"
LICENCES = {
    "CC-BY-4.0": Licence("CC BY 4.0", f"{_CC}licenses/by/4.0/"),
    "CC-BY-SA-4.0": Licence("CC BY-SA 4.0", f"{_CC}licenses/by-sa/4.0/"),
    "CC-BY-NC-4.0": Licence("CC BY-NC 4.0", f"{_CC}licenses/by-nc/4.0/"),
    "CC-BY-NC-SA-4.0": Licence("CC BY-NC-SA 4.0", f"{_CC}licenses/by-nc-sa/4.0/"),
    "CC-BY-ND-4.0": Licence("CC BY-ND 4.0", f"{_CC}licenses/by-nd/4.0/"),
    "CC-BY-NC-ND-4.0": Licence("CC BY-NC-ND 4.0", f"{_CC}licenses/by-nc-nd/4.0/"),
    "CC-BY-3.0": Licence("CC BY 3.0", f"{_CC}licenses/by/3.0/"),
    "CC-BY-SA-3.0": Licence("CC BY-SA 3.0", f"{_CC}licenses/by-sa/3.0/"),
    "CC0-1.0": Licence("CC0 1.0", f"{_CC}publicdomain/zero/1.0/"),
}


def licence(key: str) -> Licence | None:
    """The licence of this SPDX name, of this address, or of these words; None for a blank."""
    if not key:
        return None
    if key in LICENCES:
        return LICENCES[key]
    given = _bare(key)
    known = next((one for one in LICENCES.values() if given and _bare(one.url) == given), None)
    return known or Licence(key, key if given else "")


def key_of(words: str) -> str:
    """The SPDX name of a licence given by its address or its name; else the words themselves."""
    given = words.strip()
    for key, one in LICENCES.items():
        names = {key.casefold(), one.name.casefold()}
        if given.casefold() in names or (_bare(given) and _bare(given) == _bare(one.url)):
            return key
    return given[:120]


def _bare(url: str) -> str:
    """Host and path of an http(s) address; empty for what is none."""
    parts = urlsplit(url) if url.startswith(("http://", "https://")) else None
    return f"{parts.hostname}{parts.path.rstrip('/')}" if parts else ""
