"""Which files a session may have: known by their content, under names that any machine bears."""

import codecs
import hashlib
import re
import unicodedata
import zipfile
from typing import BinaryIO

from events_svc.schedule.errors import FileEmpty, FileKindUnknown, FileTooLarge

MOST_BYTES = 50 * 1024 * 1024
PIECE = 4 * 1024 * 1024
LONGEST_NAME = 120
MOST_NAME_BYTES = 220  # of the name without its extension: disks take 255, a Chinese letter is 3

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
ZIPPED = {
    "pptx": f"{_OFFICE}presentationml.presentation",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "odp": f"{_OPEN}presentation",
    "odt": f"{_OPEN}text",
    "ods": f"{_OPEN}spreadsheet",
    "key": "application/vnd.apple.keynote",
    "zip": "application/zip",
}
MARKED = {
    "pdf": (b"%PDF-", "application/pdf"),
    "ppt": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/vnd.ms-powerpoint"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}
PLAIN = {"txt": "text/plain; charset=utf-8", "md": "text/markdown; charset=utf-8"}
KINDS = (*MARKED, *ZIPPED, *PLAIN)


def measured(content: BinaryIO) -> tuple[str, int]:
    """SHA-256 in hex and length of the content, read piece by piece; FileEmpty, FileTooLarge."""
    content.seek(0)
    whole, size = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        whole.update(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise FileTooLarge(MOST_BYTES // 1024 // 1024)
    if not size:
        raise FileEmpty
    return whole.hexdigest(), size


def kind_of(name: str, content: BinaryIO) -> str:
    """The media type by extension, if the content is of that kind; raises FileKindUnknown."""
    extension = name.rpartition(".")[2].lower()
    content.seek(0)
    head = content.read(4096)
    if not head:
        raise FileEmpty
    if extension in MARKED and head.startswith(MARKED[extension][0]):
        return MARKED[extension][1]
    if extension in ZIPPED and zipfile.is_zipfile(content):
        return ZIPPED[extension]
    if extension in PLAIN and _is_text(head):
        return PLAIN[extension]
    raise FileKindUnknown(" ".join(KINDS))


def safe_name(given: str) -> str:
    """The last part of the path that somebody's machine gave, in letters that any machine bears."""
    given = re.sub("%(0A|0D|22)", "", given)  # as browsers send what stands in no header
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    kept = "".join(one for one in last if one.isprintable() and one not in '<>:"|?*').strip(" .")
    stem, dot, extension = kept.rpartition(".")
    if not dot:
        return kept[:LONGEST_NAME] or "file"
    short = stem[: LONGEST_NAME - len(extension) - 1].encode()[:MOST_NAME_BYTES]
    return f"{short.decode(errors='ignore') or 'file'}.{extension[:12]}"


def _is_text(head: bytes) -> bool:
    """Whether it is UTF-8, maybe cut within its last character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return b"\0" not in head
