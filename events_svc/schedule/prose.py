"""Untrusted prose of imports, HTML or Markdown or neither, as plain text. Pure."""

import re
from html.parser import HTMLParser

_BLOCKS = {"p", "div", "br", "li", "ul", "ol", "tr", "table", "blockquote", "pre", "hr"}
_BLOCKS |= {f"h{level}" for level in range(1, 7)}
_UNSEEN = {"script", "style", "template", "noscript", "iframe", "object"}
_MARKDOWN_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\((https?://[^\s)]{1,1000})\)")
_MARKDOWN_MARKS = re.compile(r"(?m)^#{1,6}\s+|(?<!\w)(\*\*|__)(?=\S)|(?<=\S)(\*\*|__)(?!\w)")


def plain(words: str) -> str:
    """The text of `words` without tags and Markdown's marks; paragraphs are parted by a blank line."""
    return "\n\n".join(paragraphs(words))


def paragraphs(words: str) -> list[str]:
    """The paragraphs of `words` as text; a link is followed by its address in brackets."""
    reader = _Reader()
    reader.feed(_MARKDOWN_LINK.sub(r"\1 (\2)", words.replace("\r\n", "\n")))
    reader.close()
    text = _MARKDOWN_MARKS.sub("", "".join(reader.said))
    parts = (re.sub(r"[^\S\n]+", " ", part).strip() for part in re.split(r"\n\s*\n", text))
    return [re.sub(r" ?\n ?", "\n", part) for part in parts if part]


class _Reader(HTMLParser):
    """Keeps what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unseen = 0
        self._target = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "a":
            self._target = dict(attrs).get("href") or ""
        elif tag in _BLOCKS:
            self.said.append({"li": "\n– ", "br": "\n"}.get(tag, "\n\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "a":
            self._close_link()
        elif tag in _BLOCKS - {"li", "br"}:
            self.said.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.said.append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """`<![` means nothing in HTML: what stands there is a comment, and never an assertion of the parser."""
        return self.parse_bogus_comment(i)

    def _close_link(self) -> None:
        target, self._target = self._target, ""
        is_said = self.said and self.said[-1].strip() == target
        if target.startswith(("https://", "http://")) and not is_said:
            self.said.append(f" ({target})")
