"""What a picture is, told by its first octets: PNG, JPEG, WebP, and its size in pixels. Pure."""

import struct

from events_svc.media.recording_errors import PictureRefused

MOST_KILOBYTES = 512
MOST_PIXELS = 4096


def measured(body: bytes) -> tuple[str, int, int]:
    """Media type, width and height; raises PictureRefused for anything else, or what is too large."""
    found = _png(body) or _jpeg(body) or _webp(body)
    if found is None or len(body) > MOST_KILOBYTES * 1024:
        raise PictureRefused(MOST_KILOBYTES)
    _, width, height = found
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise PictureRefused(MOST_KILOBYTES)
    return found


def _png(body: bytes) -> tuple[str, int, int] | None:
    """PNG (RFC 2083 §4.1.1): IHDR comes first."""
    if body[:8] != b"\x89PNG\r\n\x1a\n" or body[12:16] != b"IHDR" or len(body) < 24:
        return None
    return ("image/png", *struct.unpack(">II", body[16:24]))


def _jpeg(body: bytes) -> tuple[str, int, int] | None:
    """JPEG (ITU T.81 B.2.2): the size stands in the frame header, SOF0 to SOF15 without DHT, JPG, DAC."""
    if body[:3] != b"\xff\xd8\xff":
        return None
    at = 2
    while at + 9 <= len(body) and body[at] == 0xFF:
        marker, length = body[at + 1], int.from_bytes(body[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return "image/jpeg", width, height
        at += 2 + length
    return None


def _webp(body: bytes) -> tuple[str, int, int] | None:
    """WebP (RFC 9649 §2): VP8X, lossless VP8L, or VP8."""
    if body[:4] != b"RIFF" or body[8:12] != b"WEBP" or len(body) < 30:
        return None
    if body[12:16] == b"VP8X":
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (24, 27))
    elif body[12:16] == b"VP8L":
        bits = int.from_bytes(body[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (one & 0x3FFF for one in struct.unpack("<HH", body[26:30]))
    return "image/webp", width, height
