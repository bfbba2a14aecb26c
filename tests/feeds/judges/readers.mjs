// Reads the calendars that are named as arguments with ical.js and node-ical; prints as JSON for each
// reader and file what it sees: {reader: {file: {uid: [start, end]}}}, an instant as seconds of UTC, a day
// as 2026-08-26.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const pad = (number) => String(number).padStart(2, "0");
const seconds = (date) => String(Math.round(date.getTime() / 1000));
const day = (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;

function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const told = (time) => (time.isDate ? time.toString() : String(time.toUnixTime()));
  const events = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
  return Object.fromEntries(events.map((one) => [one.uid, [told(one.startDate), told(one.endDate)]]));
}

function byNodeIcal(text) {
  const events = Object.values(nodeIcal.sync.parseICS(text)).filter((one) => one.type === "VEVENT");
  const told = (date) => (date.dateOnly ? day(date) : seconds(date));
  return Object.fromEntries(events.map((one) => [one.uid, [told(one.start), told(one.end)]]));
}

const found = { "ical.js": {}, "node-ical": {} };
for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "utf8");
  ICAL.TimezoneService.reset();
  found["ical.js"][path] = byIcalJs(text);
  found["node-ical"][path] = byNodeIcal(text);
}
console.log(JSON.stringify(found));
