"""Axe beside the page: one window keeps axe warm and judges copies of what others show.

A browser forgets with each page what it has learned of axe's half a megabyte; here it does not, and a page
costs a third. The copy is what stands on the page, with its styles, at the same size, in the same colours; of
rows of one shape two are judged. A shadow has no copy: a page that has one is judged itself.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, Page

from tests.journeys import looks
from tests.journeys.conftest import page_of

WHERE = "/sign-in"  # any page of the place
SHADOWS = """[...document.querySelectorAll("*")].some((one) => one.shadowRoot)"""
SHOW = """async (html) => {
  const shown = new DOMParser().parseFromString(html, "text/html").documentElement;
  shown.querySelectorAll("noscript").forEach((one) => one.remove()); // for those without scripts, whom nobody is here
  const shape = (one) => one.outerHTML
    .replace(/>[^<]+/g, ">.")
    .replace(/ (href|src|id|for|value|name|datetime|title|action|content|d|x|y|width|height|points)="[^"]+"/g, " $1=.");
  for (const list of shown.querySelectorAll("tbody, ul, ol, dl, svg, g")) {
    const seen = {};
    for (const one of [...list.children]) {
      const alike = shape(one);
      seen[alike] = (seen[alike] ?? 0) + 1;
      if (seen[alike] > 2) one.remove();
    }
  }
  const styles = [...shown.querySelectorAll("link[rel=stylesheet]")];
  const ready = styles.map((one) => new Promise((done) => (one.onload = one.onerror = done)));
  document.replaceChild(document.adoptNode(shown), document.documentElement);
  await Promise.all(ready);
}"""


@dataclass(frozen=True)
class Judge:
    """Who has seen axe before."""

    window: Page

    async def hindrances(self, page: Page, *, rules: Sequence[str] | None = None) -> list[str]:
        """What axe finds serious or critical on the page as it stands, or what these of its rules find."""
        if await page.evaluate(SHADOWS):
            return await looks.hindrances(page, rules=rules)
        await self.window.evaluate(SHOW, await page.content())
        found = await looks.hindrances(self.window, rules=rules)
        return [f"{page.url}, judged at {one}" for one in found]


@asynccontextmanager
async def judge_of(browser: Browser, url: str, **reader: Any) -> AsyncIterator[Judge]:
    """A judge who sees what this reader sees: in the same colours and language, at the same width."""
    async with page_of(browser, **reader) as window:
        await window.goto(url + WHERE)
        yield Judge(window)
