// The agenda's living parts: stars, "my agenda", the line of the present moment, the reader's own time zone.
import { dress, starred, toggle } from "./stars.js";

const mine = document.querySelector("button.mine");
const slots = [...document.querySelectorAll(".slot:not(.pause, .copy)")];

if (mine) {
  const { event, star, starred: words } = mine.dataset;
  const empty = document.querySelector(".only-starred-empty");
  const count = () => {
    mine.querySelector("output").textContent = starred(event).size;
    const only = mine.getAttribute("aria-pressed") === "true";
    document.body.classList.toggle("starred-only", only);
    empty.hidden = !only || slots.some((slot) => slot.classList.contains("starred"));
  };
  const mark = (slot, button, is) => {
    slot.classList.toggle("starred", is);
    dress(button, is);
  };
  for (const slot of slots) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link star no-print";
    button.dataset.star = star;
    button.dataset.starred = words;
    mark(slot, button, starred(event).has(slot.dataset.code));
    button.addEventListener("click", () => {
      mark(slot, button, toggle(event, slot.dataset.code));
      count();
    });
    slot.append(button);
  }
  mine.addEventListener("click", () => {
    mine.setAttribute("aria-pressed", mine.getAttribute("aria-pressed") !== "true");
    count();
  });
  mine.hidden = false;
  count();
}

const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const link of document.querySelectorAll("a.my-zone")) {
  if (!own || own === link.dataset.zone) continue;
  const url = new URL(link.href);
  url.searchParams.set("tz", own);
  link.href = url;
  link.hidden = false;
}

const print = document.querySelector("button.print");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

const line = document.querySelector(".nowline");
const grid = line?.parentElement;

/** Minutes of the wall clock of `zone` since the midnight with which `day` began. */
function minutes(moment, zone, day) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit",
  }).formatToParts(moment);
  const get = (type) => parts.find((part) => part.type === type).value;
  const days = (Date.parse(`${get("year")}-${get("month")}-${get("day")}`) - Date.parse(day)) / 864e5;
  return days * 1440 + Number(get("hour")) * 60 + Number(get("minute"));
}

function tick() {
  const now = new Date();
  for (const slot of slots) {
    const [start, end] = [...slot.querySelectorAll(".when time")].map((time) => new Date(time.dateTime));
    slot.classList.toggle("on", start <= now && now < end);
    slot.classList.toggle("past", end <= now && line && !line.hidden);
  }
  if (!line) return;
  const { zone, day, firstHour } = grid.dataset;
  const row = Math.floor((minutes(now, zone, day) - firstHour * 60) / 5) + 2;
  const hours = grid.querySelectorAll(".hour").length;
  line.hidden = row < 2 || row >= hours * 12 + 2;
  line.className = line.className.replace(/ r-\d+/, "") + (line.hidden ? "" : ` r-${row}`);
  const time = line.querySelector("time");
  time.dateTime = now.toISOString();
  time.textContent = now.toLocaleTimeString("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
}

if (slots.length) {
  tick();
  setInterval(tick, 30_000);
}
