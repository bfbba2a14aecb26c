"""Bytes as they are served. Pure."""

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class File:
    """An export, compressed; `etag` is the hash of what it holds, without quotes, `size` its octets."""

    media_type: str
    body_gzip: bytes
    size: int
    etag: str
    modified_at: datetime

    def body(self) -> bytes:
        return gzip.decompress(self.body_gzip)


def packed(body: bytes, media_type: str, modified_at: datetime) -> File:
    """The bytes with their ETag, compressed once (the same bytes each time: no time stamp)."""
    etag = hashlib.sha256(body).hexdigest()[:32]
    return File(media_type, gzip.compress(body, 6, mtime=0), len(body), etag, modified_at)
