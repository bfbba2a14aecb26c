"""Words for a mail: composed once, written as text and as HTML that says the same."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from events_svc.web import i18n, pages


@dataclass(frozen=True, slots=True)
class Words:
    """A mail in one language. `facts` and `links` are pairs of label and words, or address."""

    subject: str
    paragraphs: Sequence[str]
    facts: Sequence[tuple[str, str]] = ()
    links: Sequence[tuple[str, str]] = ()
    act: tuple[str, str] | None = None


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Whatever is worded inside is worded in `language`."""
    token = i18n.language.set(language)
    try:
        yield
    finally:
        i18n.language.reset(token)


def text(words: Words) -> str:
    """The mail as plain text."""
    blocks = [*words.paragraphs]
    if words.facts:
        blocks.append("\n".join(f"{label}: {value}" for label, value in words.facts))
    blocks += [f"{label}\n{url}" for label, url in words.links]
    if words.act:
        blocks.append("\n".join(words.act))
    return "\n\n".join(blocks) + "\n"


def html(words: Words) -> str:
    """The mail as HTML."""
    return _rendered("mails/letter.html", words=words)


def html_of_text(subject: str, body: str) -> str:
    """Plain text as HTML: its paragraphs, with addresses one can press."""
    return _rendered("mails/plain.html", subject=subject, paragraphs=body.strip().split("\n\n"))


def _rendered(template: str, **context: object) -> str:
    made = pages.environment().get_template(template)
    return made.render(lang=i18n.language.get(), **context)
