// <time data-clock="Asia/Shanghai"> goes on by itself, in that zone.
for (const place of document.querySelectorAll("[data-clock]")) {
  const shown = new Intl.DateTimeFormat("en-GB", { timeZone: place.dataset.clock, hour: "2-digit", minute: "2-digit" });
  setInterval(() => {
    const [now, words] = [new Date(), shown.format(new Date())];
    if (place.textContent !== words) { place.textContent = words; place.dateTime = now.toISOString(); }
  }, 1000);
}
