// <session-watch data-changes data-look data-stamp>: what can be watched of a session, kept as it is now.
// A stream of server-sent words says when it would look different; a video that runs is never interrupted.
// `data-again`: seconds after which its links must be renewed, because they are good for a while only.
// <count-down data-until>: the time that is left, in the words of the page's language.

const AGAIN = 20_000; // while a video runs

class SessionWatch extends HTMLElement {
  connectedCallback() {
    if (this.dataset.again) this.renewal = setTimeout(() => this.look(), Number(this.dataset.again) * 1000);
    if (!this.dataset.changes) return;
    this.follow();
    this.addEventListener("player:ended", () => { if (this.later) this.look(); });
    document.addEventListener("visibilitychange", this.turn = () => (document.hidden ? this.leave() : this.follow()));
    addEventListener("pagehide", this.hide = () => this.leave());
  }

  disconnectedCallback() {
    this.leave();
    clearTimeout(this.later);
    clearTimeout(this.renewal);
    document.removeEventListener("visibilitychange", this.turn);
    removeEventListener("pagehide", this.hide);
  }

  follow() {
    if (this.source || document.hidden) return;
    this.source = new EventSource(this.dataset.changes);
    this.source.addEventListener("message", ({ data }) => { if (data !== this.dataset.stamp) this.look(); });
  }

  leave() {
    this.source?.close();
    this.source = null;
  }

  async look() {
    clearTimeout(this.later);
    if (this.isWatched()) {
      this.later = setTimeout(() => this.look(), AGAIN);
      return;
    }
    const answer = await fetch(this.dataset.look, { headers: { "hx-request": "true" } }).catch(() => null);
    if (!answer?.ok) return; // the next word comes
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("session-watch");
    if (fresh) this.replaceWith(document.importNode(fresh, true));
  }

  isWatched() {
    const begun = (one) => !one.ended && !one.error && (!one.paused || one.currentTime > 0); // paused: the place is kept
    return [...this.querySelectorAll("video, audio")].some(begun) || this.querySelector("iframe") !== null;
  }
}

class CountDown extends HTMLElement {
  connectedCallback() {
    this.until = Date.parse(this.dataset.until);
    this.tick();
    this.timer = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const left = Math.round((this.until - Date.now()) / 1000);
    if (left <= 0) {
      clearInterval(this.timer);
      this.textContent = this.dataset.begins;
      setTimeout(() => this.closest("session-watch")?.look(), 1500);
      return;
    }
    const words = left >= 86_400 ? `${unit(left / 86_400, "day")} ${unit((left % 86_400) / 3600, "hour")}` : clock(left);
    if (words !== this.textContent) this.textContent = words;
  }
}

function unit(value, name) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: name, unitDisplay: "long", maximumFractionDigits: 0, roundingMode: "floor" }).format(Math.floor(value));
}

function clock(left) {
  const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

customElements.define("session-watch", SessionWatch);
customElements.define("count-down", CountDown);
