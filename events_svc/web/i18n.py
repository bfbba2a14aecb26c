"""Chinese and English: which language a request speaks, and the catalogues of texts.

English texts in code and templates are the keys; `locale/zh/*.po` hold the Chinese, one file a noun.
"""

import gettext as gettext_module
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from events_svc.text import LANGUAGES

LOCALE = Path(__file__).parent.parent / "locale"

language: ContextVar[str] = ContextVar("language", default="zh")


def gettext(message: str) -> str:
    """`message` in the language of the running request."""
    return _translations(language.get()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form of the message that fits `count`, in the language of the running request."""
    return _translations(language.get()).ngettext(singular, plural, count)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Inside, texts are in this language."""
    token = language.set(lang)
    try:
        yield
    finally:
        language.reset(token)


def preferred(accept_language: str, *, otherwise: str = "zh") -> str:
    """The best of our languages for an `Accept-Language` header (RFC 9110 §12.5.4), else `otherwise`."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(",")[:20]:
        tag, _, parameter = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        if primary in LANGUAGES:
            wanted.append((_quality(parameter), primary))
    best = max(wanted, key=lambda pair: pair[0], default=(0.0, otherwise))
    return best[1] if best[0] > 0 else otherwise


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def merged(lang: str) -> Catalog:
    """All catalogues of a language as one."""
    whole = Catalog(locale=lang, fuzzy=False)
    for path in sorted((LOCALE / lang).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=lang):
                if message.id and not message.fuzzy:
                    whole.add(message.id, message.string, context=message.context)
    return whole


@cache
def _translations(lang: str) -> gettext_module.NullTranslations:
    if lang == "en":
        return gettext_module.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, merged(lang))
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)
