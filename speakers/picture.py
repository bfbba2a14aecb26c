"""The picture of a person: checked by its content, drawn anew, so that nothing else travels in it."""

import asyncio
import hashlib
import io
import threading

from PIL import Image, ImageOps, UnidentifiedImageError
from tortoise.transactions import in_transaction

from speakers.errors import PictureTooLarge, PictureUnreadable
from speakers.models import Picture, Speaker

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_DECODED = 24_000_000  # of what is decoded whole; of a JPEG a part is enough
SIDE = 640  # pixels
MEDIA_TYPE = "image/jpeg"
ADDRESS = "/speakers/pictures/"
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_one_at_a_time = threading.Lock()  # a small file may be a picture of 200 MB


async def put(speaker: Speaker, raw: bytes) -> Picture:
    """The person's picture is this one; raises PictureTooLarge and PictureUnreadable."""
    if len(raw) > MOST_BYTES:
        raise PictureTooLarge(MOST_BYTES // 1024 // 1024)
    body = await asyncio.to_thread(drawn, raw)
    digest = hashlib.sha256(body).hexdigest()
    async with in_transaction():
        await Speaker.filter(id=speaker.id).only("id").select_for_update()
        await Picture.filter(speaker_id=speaker.id).delete()
        made = await Picture.create(
            speaker_id=speaker.id, media_type=MEDIA_TYPE, body=body, digest=digest
        )
        await Speaker.filter(id=speaker.id).update(picture_url=ADDRESS + digest)
    return made


async def of_digest(digest: str) -> Picture | None:
    """The picture with this SHA-256 in hex."""
    return await Picture.filter(digest=digest.replace("\0", "")).first()


async def remove(speaker: Speaker) -> None:
    """The person has no picture."""
    async with in_transaction():
        await Picture.filter(speaker_id=speaker.id).delete()
        await Speaker.filter(id=speaker.id).update(picture_url=None)


def drawn(raw: bytes) -> bytes:
    """The picture as JPEG: upright, at most SIDE wide and high, without anything that stood beside it."""
    try:
        with Image.open(io.BytesIO(raw), formats=_FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise PictureTooLarge(MOST_BYTES // 1024 // 1024)
            found.draft("RGB", (SIDE * 2, SIDE * 2))
            if found.width * found.height > MOST_DECODED:
                raise PictureTooLarge(MOST_BYTES // 1024 // 1024)
            with _one_at_a_time:
                found.thumbnail((SIDE, SIDE))
            return _jpeg(ImageOps.exif_transpose(found))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise PictureUnreadable from error
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(MOST_BYTES // 1024 // 1024) from error


def _jpeg(picture: "Image.Image") -> bytes:
    """On white where it is transparent."""
    clear = picture.convert("RGBA")
    whole = Image.new("RGB", clear.size, "white")
    whole.paste(clear, mask=clear.getchannel("A"))
    made = io.BytesIO()
    whole.save(made, "JPEG", quality=85, optimize=True)
    return made.getvalue()
