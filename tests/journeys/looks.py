"""What every page keeps, whoever looks at it: nothing hinders, nothing runs out of the screen."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

AXE = Path(__file__).parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async (rules) => {
  const asked = { resultTypes: ["violations"], preload: false, selectors: false, ...(rules && { runOnly: rules }) };
  const { violations } = await axe.run(document, asked);
  return violations.filter((one) => ["serious", "critical"].includes(one.impact));
}"""
WIDE = """async () => {
  await new Promise(requestAnimationFrame); // who asks how wide the screen is has been told when a frame is drawn
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 120)).slice(0, 5);
}"""


async def hindrances(page: Page, *, rules: Sequence[str] | None = None) -> list[str]:
    """What axe finds serious or critical on the page as it stands (WCAG A and AA, and best practices), or
    what these of its rules find.
    """
    if not AXE.exists():
        pytest.fail("axe-core is missing: run `make setup-dev`")
    if not await page.evaluate("'axe' in window"):
        await page.add_init_script(path=AXE)  # the next ones have it: half a megabyte, sent once
        await page.evaluate(AXE.read_text())
    return [_said(page, one) for one in await page.evaluate(RUN, rules)]


async def runs_out(page: Page) -> list[str]:
    """The elements that make the page wider than the screen."""
    found: list[str] = await page.evaluate(WIDE)
    return [f"{page.url}: wider than the screen: {one}" for one in found]


def _said(page: Page, violation: dict[str, Any]) -> str:
    places = "; ".join(
        f"{node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for node in violation["nodes"][:3]
    )
    return f"{page.url}: {violation['impact']} {violation['id']}: {places}"
