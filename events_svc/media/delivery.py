"""Addresses on the operator's own servers, signed as nginx's `secure_link` reads them. Pure.

    location /private/ {
        secure_link $arg_md5,$arg_expires;
        secure_link_md5 "$secure_link_expires$uri SECRET";
        if ($secure_link = "") { return 403; }
        if ($secure_link = "0") { return 410; }
    }

https://nginx.org/en/docs/http/ngx_http_secure_link_module.html
"""

import base64
import hashlib
from collections.abc import Set
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from events_svc.media.models import Source

AFTER = timedelta(minutes=30)  # a session may run over
LENGTH = timedelta(hours=3)  # of a recording whose length nobody said


def until(source: Source, now: datetime) -> datetime:
    """When the address of this link may end."""
    if source.recording is not None:
        return until_watched(source.recording.duration_seconds, now)
    return until_over(source.session.ends_at if source.session else None, now)


def until_over(ends_at: datetime | None, now: datetime) -> datetime:
    """For a stream: some time after its session, or after now when it runs over."""
    return max(now, ends_at or now) + AFTER


def until_watched(seconds: int | None, now: datetime) -> datetime:
    """For a recording: when it could be watched twice."""
    return now + (timedelta(seconds=seconds) * 2 if seconds else LENGTH) + AFTER


def signed(url: str, *, secret: str, hosts: Set[str], expires_at: datetime) -> str:
    """The address with the signature that its server asks for; as it stands for other servers."""
    parts = urlsplit(url)
    if not secret or (parts.hostname or "") not in hosts:
        return url
    expires = int(expires_at.timestamp())
    words = f"{expires}{unquote(parts.path)} {secret}".encode()
    found = hashlib.md5(words, usedforsecurity=False).digest()  # nginx knows no other hash here
    mark = base64.urlsafe_b64encode(found).rstrip(b"=").decode()
    query = [*parse_qsl(parts.query, keep_blank_values=True), ("md5", mark)]
    return parts._replace(query=urlencode([*query, ("expires", str(expires))])).geturl()
