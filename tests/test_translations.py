"""Chinese and English are equals: every text for people has both."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from events_svc.app import ERRORS
from events_svc.web.i18n import LOCALE, merged

pytestmark = pytest.mark.engineless

ROOT = Path(__file__).parent.parent / "events_svc"
OPTIONS = {
    "**.html": {"trimmed": "true", "newstyle_gettext": "true", "extensions": "jinja2.ext.do"}
}
METHODS = [
    ("web/**.py", "python"),
    ("documents/**.py", "python"),
    ("jobs/**.py", "python"),
    ("**.html", "jinja2"),
]


def test_every_text_of_code_and_templates_has_its_chinese() -> None:
    catalogue = merged("zh")
    missing = {}
    for path, line, message, *_ in extract_from_dir(ROOT, METHODS, OPTIONS):
        key = message[0] if isinstance(message, tuple) else message
        found = catalogue.get(key)
        if found is None or not found.string or not any(found.string):
            missing[key] = f"{path}:{line}"
    assert missing == {}


def test_every_error_speaks_chinese() -> None:
    catalogue = merged("zh")
    docs = {re.sub(r"\s+", " ", (kind.__doc__ or "").strip()): kind.__name__ for kind in ERRORS}
    missing = {name: doc for doc, name in docs.items() if not catalogue.get(doc)}
    assert missing == {}


def test_one_text_has_one_translation() -> None:
    said: dict[object, set[object]] = {}
    for path in sorted(LOCALE.glob("zh/*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh"):
                if message.id:
                    said.setdefault(message.id, set()).add(message.string)
    assert {key: texts for key, texts in said.items() if len(texts) > 1} == {}


def test_a_translation_keeps_the_places_of_its_values() -> None:
    wrong = []
    for message in merged("zh"):
        ids = [message.id] if isinstance(message.id, str) else [*message.id]
        strings = [message.string] if isinstance(message.string, str) else [*message.string]
        wanted = set(re.findall(r"%\(\w+\)|{\w+}", " ".join(ids)))
        wrong += [s for s in strings if set(re.findall(r"%\(\w+\)|{\w+}", s)) - wanted]
    assert wrong == []


def test_no_template_speaks_chinese_outside_of_the_catalogues() -> None:
    # a language's own name; names of the law and of the tax bureau's columns, which have no English
    allowed = {"中文", "数电发票", "数电发票号码", "发票流水号"}
    found = []
    for path in (ROOT / "templates").rglob("*.html"):
        source = re.sub(r"{#.*?#}", "", path.read_text(), flags=re.S)
        found += [f"{path.name}: {word}" for word in _chinese(source) if word not in allowed]
    assert found == []


def test_no_template_shows_english_that_nobody_can_translate() -> None:
    found = [line for path in sorted((ROOT / "templates").rglob("*.html")) for line in _bare(path)]
    assert found == []


def _chinese(source: str) -> list[str]:
    return re.findall(r"[\u3400-\u9fff]+", source)


def _bare(path: Path) -> Iterator[str]:
    """Words between tags that no `_()` wraps."""
    source = re.sub(
        r"{#.*?#}|{%.*?%}|{{.*?}}|<(script|style|svg).*?</\1>|<!--.*?-->",
        "",
        path.read_text(),
        flags=re.S,
    )
    for text in re.findall(r">([^<>]+)<", source):
        words_ = re.findall(r"[A-Za-z]{3,}", text)
        if words_ and set(words_) - {
            "English",
            "UTC",
            "PDF",
            "PNG",
            "iCalendar",
            "XML",
            "JSON",
            "CSV",
            "RSS",
            "API",
            "ICS",
            "URL",
            "QR",
        }:
            yield f"{path.relative_to(ROOT)}: {text.strip()[:60]}"
