"""Names of files, as any machine bears them: pure."""

import pytest

from events_svc.schedule.file_kinds import safe_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\a%0D%0Ab.pdf", "ab.pdf"),
        ("\u202efdp.exe\x07.pdf", "fdp.exe.pdf"),
        ("...", "file"),
        ("讲" * 200 + ".pdf", "讲" * 73 + ".pdf"),
    ],
    ids=["path", "header", "turned", "dots", "long"],
)
def test_a_name_is_one_that_any_disk_takes(given: str, kept: str) -> None:
    assert safe_name(given) == kept
    assert len(kept.encode()) <= 255
