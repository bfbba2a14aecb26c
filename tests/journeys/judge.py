"""Axe beside the page: one window keeps axe warm and judges copies of what others show.

A browser forgets with each page what it has learned of axe's half a megabyte; here it does not, and a page
costs a third. The copy is what stands on the page, with its styles, at the same size, in light and in dark; of
rows of one shape two are judged. A shadow has no copy: a page that has one is judged itself.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, Page, ViewportSize

from tests.journeys import looks
from tests.journeys.conftest import page_of

WHERE = "/sign-in"  # any page of the place
COLOURS = ("color-contrast",)  # all else that axe sees is the same in light and in dark
SHADOWS = """[...document.querySelectorAll("*")].some((one) => one.shadowRoot)"""
SHOW = """async ([html, most]) => {
  const shown = new DOMParser().parseFromString(html, "text/html").documentElement;
  shown.querySelectorAll("noscript").forEach((one) => one.remove()); // for those without scripts, whom nobody is here
  const shape = (one) => one.outerHTML
    .replace(/>[^<]+/g, ">.")
    .replace(/ (href|src|id|for|value|name|datetime|title|action|content|d|x|y|width|height|points)="[^"]+"/g, " $1=.");
  for (const list of most ? shown.querySelectorAll("tbody, ul, ol, dl, svg, g") : []) {
    const seen = {};
    for (const one of [...list.children]) {
      const alike = shape(one);
      seen[alike] = (seen[alike] ?? 0) + 1;
      if (seen[alike] > most) one.remove();
    }
  }
  const styles = [...shown.querySelectorAll("link[rel=stylesheet]")];
  const ready = styles.map((one) => new Promise((done) => (one.onload = one.onerror = done)));
  document.replaceChild(document.adoptNode(shown), document.documentElement);
  await Promise.all(ready);
}"""
ALIKE = 2


SHEETS = """[...document.querySelectorAll("link[rel=stylesheet]")].map((one) => one.pathname).sort().join()"""


@dataclass(frozen=True)
class Judge:
    """Who has seen axe before; `known` are the sets of stylesheets that were seen in the dark."""

    window: Page
    known: set[str]

    async def hindrances(self, page: Page) -> list[str]:
        """What axe finds serious or critical on the page as it stands.

        Its colours too; in the dark those of the first page with the same stylesheets.
        """
        if await page.evaluate(SHADOWS):
            return await self._in_both_colours(page)
        await self._take_the_size(page.viewport_size)
        await self.window.evaluate(SHOW, [await page.content(), ALIKE])
        found = await self._in_both_colours(self.window)
        return [f"{page.url}, judged at {one}" for one in found]

    async def runs_out(self, html: str, *, width: int) -> list[str]:
        """The elements that make a page wider than such a screen, before it has scripts."""
        await self._take_the_size({"width": width, "height": 780})
        await self.window.evaluate(SHOW, [html, 0])
        return await looks.runs_out(self.window)

    async def _in_both_colours(self, page: Page) -> list[str]:
        found = await looks.hindrances(page)
        sheets = await page.evaluate(SHEETS)
        if sheets in self.known:
            return found
        self.known.add(sheets)
        await page.emulate_media(color_scheme="dark")
        found += await looks.hindrances(page, rules=COLOURS)
        await page.emulate_media(color_scheme="light")
        return found

    async def _take_the_size(self, size: ViewportSize | None) -> None:
        if size and self.window.viewport_size != size:
            await self.window.set_viewport_size(size)


@asynccontextmanager
async def judge_of(browser: Browser, url: str, known: set[str]) -> AsyncIterator[Judge]:
    """A judge in a window of that place, for pages of any size and language."""
    async with page_of(browser, reduced_motion="reduce") as window:
        await window.goto(url + WHERE)
        yield Judge(window, known)
