"""Web addresses in the characters of RFC 3986: what people and tools write is often not quite that."""

import re
from urllib.parse import quote, urljoin, urlsplit

_UNRESERVED = "-._~!$&'()*+,;=:@"
_LONGEST = 1000


def web_address(written: str) -> str:
    """The http(s) address with every other character percent-encoded; empty when there is none."""
    written = written.strip()
    try:
        parts = urlsplit(written)
        host = parts.netloc.encode("ascii") if parts.netloc.isascii() else _idna(parts.netloc)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not re.fullmatch(_HOST, host.decode()):
        return ""
    made = f"{parts.scheme}://{host.decode()}{_quoted(parts.path, '/')}"
    if parts.query:
        made += "?" + _quoted(parts.query, "/?")
    if parts.fragment:
        made += "#" + _quoted(parts.fragment, "/?")
    return made if len(made) <= _LONGEST else ""


_HOST = r"(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"


def _idna(netloc: str) -> bytes:
    host, _, port = netloc.partition(":")
    try:
        return host.encode("idna") + (f":{port}".encode("ascii") if port else b"")
    except UnicodeError as error:
        raise ValueError(netloc) from error


def _quoted(part: str, more: str) -> str:
    """Percent signs that begin no octet are encoded too, so that a second time changes nothing."""
    part = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part)
    return quote(part, safe=_UNRESERVED + more + "%")


def joined(base: str, written: object) -> str:
    """The address as `web_address` has it, a relative one beginning at `base`."""
    if not isinstance(written, str) or not written.strip():
        return ""
    if written.startswith(("https://", "http://")):
        return web_address(written)
    try:
        return web_address(urljoin(base, written.strip()))
    except ValueError:
        return ""


def reference(base: str, href: object, title: str = "", kind: str = "") -> list[dict[str, str]]:
    """A link or attachment as sessions keep it, in a list; an empty list when it leads nowhere."""
    url = joined(base, href)
    if not url:
        return []
    return [{"url": url, "title": title or url} | ({"type": kind[:80]} if kind else {})]
