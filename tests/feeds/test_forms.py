"""The other forms of an agenda: xCal, CSV, JSON-LD, Atom, oEmbed; each read by what reads such things."""

import csv
import io
import json
from typing import Any

import httpx
import pytest
from lxml import etree

from events_svc.events.models import Event
from events_svc.feeds import jsonld, oembed, schedule_csv, xcal
from events_svc.schedule.release import release
from tests.events.factories import make_event
from tests.feeds.factories import (
    THREE,
    bring_in,
    event_xml,
    make_agenda,
    make_entry,
    released_event,
)

ATOM = {"a": "http://www.w3.org/2005/Atom", "h": "http://www.w3.org/1999/xhtml"}
ICAL = {"i": "urn:ietf:params:xml:ns:icalendar-2.0"}
ADA = {
    "id": 1,
    "guid": "g",
    "slug": "ada",
    "name": {"zh": "阿达", "en": "Ada"},
    "affiliation": {"en": "X"},
}


def test_xcal_says_what_the_calendar_says() -> None:
    entry = make_entry(
        title={"en": "One; two, three\nfour"},
        track={"key": "k", "slug": "ai", "name": {"en": "A,I"}, "color": "#112233"},
    )
    body = xcal.write(make_agenda(entry, timezone="Europe/Berlin", place=(31.2, 121.5)), "en")
    root = etree.fromstring(body)

    def said(path: str) -> list[str]:
        return root.xpath(path + "/text()", namespaces=ICAL)  # type: ignore[no-any-return]  # texts, by the path

    event = "/i:icalendar/i:vcalendar/i:components/i:vevent/i:properties"
    assert said(f"{event}/i:uid/i:text") == [entry["guid"]]
    assert said(f"{event}/i:summary/i:text") == ["One; two, three\nfour"]
    assert said(f"{event}/i:summary/i:parameters/i:language/i:text") == ["en"]
    assert said(f"{event}/i:dtstart/i:date-time") == ["2026-08-26T03:00:00"]
    assert said(f"{event}/i:dtstart/i:parameters/i:tzid/i:text") == ["Europe/Berlin"]
    assert said(f"{event}/i:dtstamp/i:date-time") == ["2026-08-01T00:00:00Z"]
    assert said(f"{event}/i:sequence/i:integer") == ["0"]
    assert said(f"{event}/i:geo/i:latitude") == ["31.2"]
    assert said(f"{event}/i:categories/i:text") == ["A,I", "talk"]
    zone = "/i:icalendar/i:vcalendar/i:components/i:vtimezone/i:components/i:daylight/i:properties"
    assert said(f"{zone}/i:rrule/i:recur/i:byday") == ["-1SU"]
    assert said(f"{zone}/i:tzoffsetto/i:utc-offset") == ["+02:00"]


def rows_of(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return [*csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))]


def test_a_table_has_both_languages_side_by_side() -> None:
    entry = make_entry(
        title={"zh": "开幕", "en": "Opening, all"}, speakers=[ADA], abstract={"en": "<p>Hi</p>"}
    )
    (row,) = rows_of(schedule_csv.write(make_agenda(entry), "zh"))
    assert row == {
        "code": "AAAA01",
        "status": "confirmed",
        "day": "2026-08-26",
        "date": "2026-08-26",
        "start": "09:00",
        "end": "09:30",
        "minutes": "30",
        "time_zone": "Asia/Shanghai",
        "title_zh": "开幕",
        "subtitle_zh": "",
        "room_zh": "Hall",
        "track_zh": "",
        "speakers_zh": "阿达（X）",
        "abstract_zh": "",
        "title_en": "Opening, all",
        "subtitle_en": "",
        "room_en": "Hall",
        "track_en": "",
        "speakers_en": "Ada (X)",
        "abstract_en": "Hi",
        "type": "talk",
        "language": "",
        "url": "https://events.example.org/events/robots-2026/sessions/AAAA01",
        "guid": entry["guid"],
    }


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", " =", "＝", "＋", "＠"])
def test_no_spreadsheet_computes_what_somebody_wrote(begin: str) -> None:
    title = f'{begin}HYPERLINK("http://evil.example")'
    (row,) = rows_of(schedule_csv.write(make_agenda(make_entry(title={"en": title})), "en"))
    assert row["title_en"] == f"'{title}"


def test_linked_data_holds_the_sessions_as_parts() -> None:
    entries = make_entry(1, speakers=[ADA], language="zh"), make_entry(2, status="CANCELLED")
    said = json.loads(jsonld.write(make_agenda(*entries), "en"))
    first, second = said["subEvent"]
    assert first == {
        "@type": "Event",
        "@id": "https://events.example.org/events/robots-2026/sessions/AAAA01",
        "url": "https://events.example.org/events/robots-2026/sessions/AAAA01",
        "name": "Talk 1",
        "startDate": "2026-08-26T09:00:00+08:00",
        "endDate": "2026-08-26T09:30:00+08:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "inLanguage": "zh-Hans",
        "location": [
            {
                "@type": "Place",
                "name": "Hall",
                "containedInPlace": {"@type": "Place", "name": "Centre"},
            }
        ],
        "performer": [
            {
                "@type": "Person",
                "name": "Ada",
                "url": "https://events.example.org/speakers/ada",
                "affiliation": {"@type": "Organization", "name": "X"},
            }
        ],
    }
    assert second["eventStatus"] == "https://schema.org/EventCancelled"
    assert said["eventStatus"] == "https://schema.org/EventScheduled"


async def test_the_page_of_an_event_tells_its_sessions_and_where_they_are_embedded(
    client: httpx.AsyncClient,
) -> None:
    await released_event()
    page = (await client.get("/events/summit")).text
    said = json.loads(page.partition('ld+json">')[2].partition("</script>")[0])
    assert [one["name"] for one in said["subEvent"]] == ["Opening", "机器人与人", "Closing"]
    link = page.partition('type="application/json+oembed" href="http://testserver')[2].partition(
        '"'
    )[0]
    assert (await client.get(link)).json()["title"] == "Robot Summit"


async def test_versions_are_news_with_what_moved_and_what_was_cancelled(
    client: httpx.AsyncClient,
) -> None:
    event, _ = await released_event()
    moved = event_xml("Opening", at="2026-08-26T09:10:00+08:00", people=["Ada", "Grace"])
    await bring_in(event, moved, THREE[1])
    await release(event, {"en": "<b>Second</b> & last"})
    answer = await client.get("/events/summit/releases.atom?lang=en")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = etree.fromstring(answer.content)
    ids = root.xpath("a:entry/a:id/text()", namespaces=ATOM)
    page = "http://testserver/events/summit/agenda/versions"
    assert ids == [f"{page}#v2", f"{page}#v1"]
    told = root.xpath("a:entry[1]/a:content/h:div", namespaces=ATOM)[0]
    lines = [" ".join("".join(one.itertext()).split()) for one in told]
    assert lines == [
        "<b>Second</b> & last",
        "Moved (1)",
        "Opening · 2026-08-26 09:00, Hall → 2026-08-26 09:10, Hall",
        "Cancelled (1)",
        "Closing · 2026-08-26 11:00, Garden",
    ]
    known = {"if-none-match": answer.headers["etag"]}
    assert (
        await client.get("/events/summit/releases.atom?lang=en", headers=known)
    ).status_code == 304


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("https://e.org/events/summit", "summit"),
        ("https://e.org/events/summit/agenda?day=2026-08-26#x", "summit"),
        ("https://e.org/events/summit/subscribe/", "summit"),
        ("https://e.org/events/summit/tickets", ""),
        ("https://e.org.evil.example/events/summit", ""),
        ("http://e.org/events/summit", ""),
        ("/events/summit", ""),
        ("", ""),
    ],
)
def test_only_pages_of_ours_are_embedded(address: str, slug: str) -> None:
    assert oembed.slug_in(address, "https://e.org") == slug


async def test_a_site_that_asks_gets_the_component_in_its_size(client: httpx.AsyncClient) -> None:
    await released_event(title={"en": '<i>"R"</i>'})
    asked = {
        "url": "http://testserver/events/summit",
        "maxwidth": "300",
        "maxheight": "x",
        "lang": "en",
    }
    answer = await client.get("/oembed", params=asked)
    said: dict[str, Any] = answer.json()
    assert answer.headers["access-control-allow-origin"] == "*"
    assert (said["type"], said["version"], said["width"], said["height"]) == (
        "rich",
        "1.0",
        300,
        720,
    )
    assert said["html"] == (
        '<script src="http://testserver/static/js/agenda-component.js" defer></script>'
        '<events-agenda src="http://testserver/events/summit/schedule.json?lang=en" lang="en">'
        '<a href="http://testserver/events/summit/agenda">&lt;i&gt;&quot;R&quot;&lt;/i&gt;</a>'
        "</events-agenda>"
    )
    as_xml = await client.get("/oembed", params={**asked, "format": "xml"})
    assert etree.fromstring(as_xml.content).findtext("html") == said["html"]
    assert (await client.get("/oembed", params={**asked, "format": "yaml"})).status_code == 501
    assert (await client.get("/static/js/agenda-component.js")).status_code == 200


async def test_a_part_of_the_agenda_is_chosen_on_a_page(client: httpx.AsyncClient) -> None:
    event, made = await released_event()
    room = made.entries[-1]["room"]
    assert room is not None
    chosen = {"room": str(room["id"]), "track": "none", "texts": "both"}
    page = (await client.get("/events/summit/subscribe", params=chosen)).text
    address = f"testserver/events/summit/calendar.ics?lang=both&amp;room={room['id']}"
    assert f'href="webcal://{address}"' in page
    assert f'value="http://{address}"' in page
    assert f'<option value="{room["id"]}" selected>Garden</option>' in page
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="qr"' in page
    await Event.filter(id=event.id).update(title={"zh": "峰会"})
    chinese = await client.get("/events/summit/subscribe?lang=zh")
    assert "订阅到自己的日历" in chinese.text


async def test_an_agenda_that_is_not_released_is_offered_as_no_file(
    client: httpx.AsyncClient,
) -> None:
    await make_event("new")
    page = (await client.get("/events/new/subscribe")).text
    assert "/events/new/releases.atom" in page
    assert "/events/new/schedule.json" not in page
    assert (await client.get("/events/new/schedule.json")).status_code == 404
