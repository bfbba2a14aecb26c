// Reads a calendar from standard input with ical.js; prints `UID start end` in seconds of UTC.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
for (const each of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(each);
  const moments = [event.startDate, event.endDate].map((time) => time.toUnixTime());
  console.log(event.uid, ...moments);
}
