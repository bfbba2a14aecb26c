// Instants in the reader's own time zone, where without this module UTC stands.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const shown = new Intl.DateTimeFormat(document.documentElement.lang, {
  weekday: "short", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});
for (const place of document.querySelectorAll("[data-own-zone]")) {
  place.textContent = `${shown.format(new Date(place.dataset.ownZone))} ${zone}`;
}
