"""A logo that somebody brings, as a picture of ours. Pure."""

import io

from PIL import Image

MOST_PIXELS, LARGEST = 40_000_000, 1_200  # as it is brought; the longer side as it is kept


def png(raw: bytes) -> bytes:
    """The picture (PNG or JPEG) anew as a PNG, smaller when it is large; nothing when it is none."""
    try:
        with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as brought:
            if brought.width * brought.height > MOST_PIXELS:
                return b""
            made = brought.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    made.thumbnail((LARGEST, LARGEST))
    kept = io.BytesIO()
    made.save(kept, "PNG", compress_level=6)
    return kept.getvalue()
