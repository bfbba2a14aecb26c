"""What every process of the suite would make anew is made once: imported, it has all pages and words.

Compiled templates are kept between runs, as files beside those of other programs of this user.
"""

import os
import tempfile
from importlib import import_module
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from events_svc.loading import LATE, quickly
from events_svc.web.i18n import gettext, language
from events_svc.web.pages import environment

_FOLDER = Path(tempfile.gettempdir(), f"events_svc_templates_{os.getuid()}")


def load() -> None:
    """Compile or read every template and translation."""
    _FOLDER.mkdir(mode=0o700, exist_ok=True)
    environment().bytecode_cache = FileSystemBytecodeCache(str(_FOLDER))
    for name in environment().list_templates():
        environment().get_template(name)
    told = language.set("zh")
    gettext("Sign in")
    language.reset(told)
    with quickly():
        for late in sorted(LATE):
            hasattr(import_module(late), "loads itself when it is asked for anything")


load()
