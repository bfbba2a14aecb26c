// <follow-along>: while the player of this page plays, what is said now is marked and kept in sight.

class FollowAlong extends HTMLElement {
  connectedCallback() {
    this.lines = [...this.querySelectorAll("[data-at]")].map((line) => ({ line, at: Number(line.dataset.at) }));
    document.addEventListener("timeupdate", this, { capture: true, passive: true }); // it does not bubble
  }

  disconnectedCallback() { document.removeEventListener("timeupdate", this, { capture: true }); }

  handleEvent({ target }) {
    if (!target.closest?.("stream-player")) return;
    const now = this.lines.findLast(({ at }) => at <= target.currentTime + 0.05)?.line;
    if (now === this.now) return;
    this.now?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "true");
    this.now = now;
    if (now && !this.matches(":hover, :focus-within")) this.show(now);
  }

  // Within this box alone: the page itself stays where the reader left it.
  show(line) {
    const top = line.getBoundingClientRect().top - this.getBoundingClientRect().top;
    const isSeen = top >= 0 && top < this.clientHeight * 0.7;
    if (!isSeen) this.scrollBy({ top: top - this.clientHeight / 3, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }
}

customElements.define("follow-along", FollowAlong);
