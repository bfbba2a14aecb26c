// Deadlines in the reader's own time zone, behind those of the event; without this module UTC stands there.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const time of document.querySelectorAll("time[data-own-zone]")) {
  const shown = new Intl.DateTimeFormat(document.documentElement.lang, {
    month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).format(new Date(time.dateTime));
  const own = document.createElement("span");
  own.className = "soft small";
  own.textContent = ` · ${shown} ${zone}`;
  time.after(own);
}
