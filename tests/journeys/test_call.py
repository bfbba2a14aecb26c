"""A call from draft to release: two speakers, three reviewers, one of them with a conflict of interest."""

import asyncio
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from playwright.async_api import Browser, FilePayload, Page, StorageState, expect

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.demo import association, summit
from tests.journeys import looks
from tests.journeys.conftest import LiveServer, page_of

pytestmark = pytest.mark.journey

SLUG = "octopus"
PUBLIC = f"/events/{summit.SLUG}/calls/{SLUG}"
CONSOLE = f"/organiser/events/{summit.SLUG}/calls"
CALL = f"{CONSOLE}/{SLUG}"
ZH_PHONE: dict[str, Any] = {"locale": "zh-CN", "width": 390, "has_touch": True}
EN_DESK: dict[str, Any] = {"locale": "en-GB", "width": 1280}
REVIEWERS = [Role.AGENDA, Role.FINANCE, Role.VIEWER]
ZH_TITLE, EN_TITLE = "章鱼怎样放手", "How an octopus lets go"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n%%EOF\n"


@pytest.mark.told_on("postgres")
async def test_a_call_runs_from_draft_to_release(
    live_server: LiveServer, browser: Browser, owner: StorageState
) -> None:
    async with page_of(browser, storage_state=owner, **EN_DESK) as desk:
        office = Office(desk, live_server)
        await office.open_the_call()
        async with page_of(browser, **ZH_PHONE) as wei, page_of(browser, **EN_DESK) as ada:
            zh, en = (
                Speaker(wei, office, "wei@sea.example"),
                Speaker(ada, office, "ada@reef.example"),
            )
            await zh.send_in(title_zh=ZH_TITLE, abstract_zh="八条腕足，各有主见。")
            await en.draft_then_send_in(title_en=EN_TITLE, abstract_en="Eight arms, one mind.")
            codes = await office.codes()
            await asyncio.gather(*(_judge(browser, live_server, role, codes) for role in REVIEWERS))
            await office.decide(codes)
            assert "已提交" in await zh.state()
            await office.release()
            assert EN_TITLE in await office.mail(en.email, "About your proposal")
            await zh.confirm()
            await office.place(codes[ZH_TITLE])
            await zh.upload_slides()
            await zh.subscribe()


class Office:
    """The organiser, who is the operator of the installation too and reads its outbox."""

    def __init__(self, page: Page, server: LiveServer) -> None:
        self.page, self.url = page, server.url

    async def go(self, path: str) -> None:
        await self.page.goto(self.url + path)

    async def open_the_call(self) -> None:
        """A call that takes talks, with a phase, a category and three reviewers."""
        await self.go(CONSOLE)
        words = {"title_zh": "章鱼征集", "title_en": "Call for octopuses", "slug": SLUG}
        await send(self.page, "/calls", **words)
        await self.go(CALL)
        await send(self.page, "/offers", type_name_zh="演讲", type_name_en="Talk", minutes="30")
        await send(self.page, "/publication")
        await self.go(f"{CALL}/reviews/rules")
        today = clock.now().date()
        times = {
            "opens_at": f"{today - timedelta(days=1)}T09:00",
            "closes_at": f"{today + timedelta(days=9)}T09:00",
        }
        await send(self.page, "/phases", name_zh="初审", name_en="First look", **times)
        await send(self.page, "/categories", name_zh="内容", name_en="Content")
        await self.go(f"{CALL}/reviews/reviewers")
        for role in REVIEWERS:
            await send(self.page, "/reviewers", email=association.PEOPLE[role][0])

    async def codes(self) -> dict[str, str]:
        """The codes of what was sent in, by title."""
        await self.go(f"{CALL}/reviews")
        links = self.page.locator(".ranking .what a")
        await expect(links).to_have_count(2)
        found = {}
        for link in await links.all():
            address = await link.get_attribute("href")
            found[await link.inner_text()] = str(address).rpartition("/")[2]
        return found

    async def decide(self, codes: dict[str, str]) -> None:
        """One is to be accepted, one rejected; the conflict of interest stands on record."""
        await self.go(f"{CALL}/reviews/reviewers")
        await expect(self.page.get_by_text("Said by the reviewer")).to_have_count(1)
        await self.go(f"{CALL}/reviews")
        for title, act in [(ZH_TITLE, "accepted"), (EN_TITLE, "rejected")]:
            await self.page.locator(f"input[value='{codes[title]}']").check()
            await self.page.locator(f"button[value={act}]").click()
            await self.page.wait_for_load_state()

    async def release(self) -> None:
        """Look at who gets what in which language, then let it go."""
        await self.go(f"{CALL}/reviews/release")
        assert await looks.hindrances(self.page) == []
        letters = self.page.locator(".letters li")
        await expect(letters).to_have_count(2)
        await expect(letters.filter(has_text="wei@sea.example")).to_contain_text("中文")
        await send(self.page, "/release")
        await expect(self.page.locator(".ranking")).to_contain_text("Accepted")

    async def place(self, code: str) -> None:
        """Give the accepted session room and time, and release the agenda."""
        await self.go(f"/organiser/events/{summit.SLUG}/agenda/sessions/{code}")
        await self.page.locator("[name=starts_at]").fill(
            f"{clock.now().date() + timedelta(days=1)}T07:00"
        )
        await self.page.locator("[name=room]").select_option(index=1)
        await send(self.page, f"/sessions/{code}")
        await self.go(f"/organiser/events/{summit.SLUG}/agenda/release")
        await send(self.page, "/agenda/releases")

    async def mail(self, recipient: str, part: str) -> str:
        """The newest mail to this address that has these words, once the worker has written it."""
        for _ in range(100):
            listed = await self._read("/organiser/outbox")
            pattern = rf'href="(/organiser/outbox/mails/\d+)">[^<]*</a><br><span[^>]*>{recipient}<'
            for address in re.findall(pattern, listed):
                text = unescape(await self._read(address))
                if part in text:
                    return text
            await asyncio.sleep(0.1)
        raise AssertionError(f"no mail to {recipient} with {part}")

    async def _read(self, path: str) -> str:
        return await (await self.page.request.get(self.url + path)).text()


class Speaker:
    """Somebody without an account, who goes by mailed links."""

    def __init__(self, page: Page, office: Office, email: str) -> None:
        self.page, self.office, self.email = page, office, email
        self.desk = ""

    async def send_in(self, **words: str) -> None:
        """Write a proposal, send it in, and prove the address by the mailed link."""
        await self._write("submit", **words)
        await self._join()

    async def draft_then_send_in(self, **words: str) -> None:
        """Save a draft, prove the address, send it in from the own desk."""
        await self._write("draft", **words)
        await self._join()
        await self.page.locator("form button[value=submit]").click()
        await expect(self.page.locator(".state").first).to_contain_text(
            re.compile("Sent in|已提交")
        )

    async def state(self) -> str:
        """The own proposal's state, as the desk tells it."""
        await self.page.goto(self.desk)
        return await self.page.locator(".people .state").first.inner_text()

    async def confirm(self) -> None:
        """Follow the link of the acceptance and say yes."""
        await self.page.goto(await self._link("/confirmation"))
        await self.page.locator("form[action$='/confirmation'] button").first.click()
        assert "已确认" in await self.state()
        assert await looks.hindrances(self.page) + await looks.runs_out(self.page) == []

    async def upload_slides(self) -> None:
        """Slides for everybody, which stand on the session's page then."""
        await self.page.goto(self.desk)
        await self.page.locator("a[href*='/sessions/']").first.click()
        slides = FilePayload(name="章鱼.pdf", mimeType="application/pdf", buffer=PDF)
        await self.page.locator("[name=file]").set_input_files(slides)
        await self.page.locator("[name=title]").fill("章鱼的幻灯片")
        await self.page.locator("input[type=checkbox][name=is_public]").check()
        await self.page.locator("form[enctype] button.button").click()
        await expect(self.page.locator(".people")).to_contain_text("章鱼的幻灯片")

    async def subscribe(self) -> None:
        """The own calendar has the own session."""
        await self.page.goto(self.desk)
        await self.page.locator("form[action$='/calendar'] button").click()
        address = await self.page.locator("code.address").inner_text()
        feed = await self.page.request.get(address)
        assert feed.headers["content-type"].startswith("text/calendar")
        assert ZH_TITLE in (await feed.text()).replace("\r\n ", "")

    async def _write(self, act: str, **words: str) -> None:
        await self.page.goto(f"{self.office.url}{PUBLIC}")
        await self.page.locator("a[href$='/proposals/new']:visible").first.click()
        for name, value in {"name": self.email, "email": self.email, **words}.items():
            await self.page.locator(f"[name={name}]").fill(value)
        await self.page.locator("[name=session_type]").select_option(index=1)
        await self.page.locator(f"button[value={act}]").click()
        await self.page.wait_for_url("**/thanks")

    async def _join(self) -> None:
        await self.page.goto(await self._link("/speakers/invitations/"))
        await self.page.locator("button[value=join]").click()
        await self.page.wait_for_url("**/speakers/desk/**")
        self.desk = re.sub("(/desk/[^/?]+).*", r"\1", self.page.url)

    async def _link(self, part: str) -> str:
        text = await self.office.mail(self.email, part)
        (link,) = {one for one in re.findall(r'href="([^"]+)"', text) if part in one}
        return str(link)


async def _judge(browser: Browser, server: LiveServer, role: Role, codes: dict[str, str]) -> None:
    """One reviewer knows the Chinese speaker too well; everybody judges what is theirs to judge."""
    async with page_of(browser, **ZH_PHONE) as page:
        await page.goto(f"{server.url}/sign-in?next=/reviews")
        await page.locator("[name=email]").first.fill(association.PEOPLE[role][0])
        await page.locator("[name=password]").fill(association.PASSWORD)
        await page.locator("form:has([name=password]) button.button").click()
        await page.wait_for_url("**/reviews")
        await page.locator(".docket a").filter(has_text="章鱼征集").click()
        bench = page.url
        if role is Role.FINANCE:
            await _stand_back(page, f"{bench}/proposals/{codes[ZH_TITLE]}")
        await page.goto(f"{bench}/next")
        if role is Role.VIEWER:
            assert await looks.hindrances(page) + await looks.runs_out(page) == []
        while "/proposals/" in page.url:
            here = page.url
            await (_by_keys if role is Role.AGENDA else _by_finger)(page)
            await page.wait_for_url(lambda url, here=here: url != here)  # type: ignore[misc]  # mypy knows no lambda with a default there
        count = "1 / 1" if role is Role.FINANCE else "2 / 2"
        await expect(page.locator("main")).to_contain_text(count)


async def _by_finger(page: Page) -> None:
    await page.locator(".scale input").last.check()
    await page.locator("button[value=score]").click()


async def _by_keys(page: Page) -> None:
    """A digit scores and leads to the words, Ctrl+Enter saves."""
    await page.keyboard.press("2")
    await expect(page.locator("[name=words]")).to_be_focused()
    await page.keyboard.type("Well said.")
    await page.keyboard.press("Control+Enter")


async def _stand_back(page: Page, address: str) -> None:
    """Declare the conflict of interest; from then on there is nothing at that address."""
    await page.goto(address)
    await page.locator(".near summary").click()
    await page.locator("form[action$='/interest'] button").click()
    await page.wait_for_url(lambda url: url != address)
    gone = await page.request.get(address)
    assert gone.status == 404
    await page.goto(address.partition("/proposals/")[0])
    await expect(page.locator(".tasks li")).to_have_count(1)
    await expect(page.locator("main")).not_to_contain_text(ZH_TITLE)


async def send(page: Page, action: str, **fields: str) -> None:
    """Fill the last form that goes there, opening it where it is folded, and press its button."""
    form = page.locator(f"form[action$='{action}']").last
    await form.evaluate(
        "(form) => { const fold = form.closest('details'); if (fold) fold.open = true }"
    )
    for name, value in fields.items():
        await form.locator(f"[name={name}]").fill(value)
    await form.locator("button.button").first.click()
    await page.wait_for_load_state()
