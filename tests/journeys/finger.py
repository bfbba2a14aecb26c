"""A person's finger on a page: it taps, it types, and its taps are counted.

A tap is every press on a link, a button or a field. Typing is none, and neither is the key of the
keyboard that leads to the next field: it is really pressed.
"""

from dataclasses import dataclass

from playwright.async_api import Locator, Page


@dataclass
class Finger:
    """The finger of the person in front of `page`."""

    page: Page
    taps: int = 0

    async def tap(self, target: Locator) -> None:
        """Press something that can be seen and is not covered."""
        await target.click()
        self.taps += 1

    async def type(self, *words: str) -> None:
        """Type into the field that has the focus, and into those that follow it."""
        for number, word in enumerate(words):
            if number:
                await self.page.keyboard.press("Tab")
            assert await self.page.evaluate("document.activeElement.matches('input, textarea')")
            await self.page.keyboard.insert_text(word)
