// <hold-clock data-until="2026-08-26T09:00:00+00:00" data-left="{time} left" data-over="The time is over.">
// Counts down to the end of a hold; without it the time of the end stands there. It is read aloud at five
// minutes, at one, and at the end.
const ALOUD = [300, 60, 0];

customElements.define("hold-clock", class extends HTMLElement {
  connectedCallback() {
    this.until = Date.parse(this.dataset.until);
    this.setAttribute("role", "timer");
    this.aloud = document.createElement("span");
    this.aloud.className = "vh";
    this.aloud.setAttribute("role", "status");
    this.after(this.aloud);
    this.timer = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const seconds = Math.max(0, Math.round((this.until - Date.now()) / 1000));
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const words = seconds ? this.dataset.left.replace("{time}", time) : this.dataset.over;
    this.textContent = words;
    this.classList.toggle("late", seconds <= ALOUD[0]);
    if (ALOUD.includes(seconds)) this.aloud.textContent = words;
    if (!seconds) clearInterval(this.timer);
  }
});
