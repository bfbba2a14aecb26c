// <live-parts src="…">: its parts (elements with ids) are replaced one by one as an event stream sends them;
// what is open stays open, the focus and how far a table is scrolled stay. Without scripts it stays as it came.

const FOCUSABLE = "a, button, summary, [tabindex]";

customElements.define("live-parts", class extends HTMLElement {
  connectedCallback() {
    this.away = this.querySelector("[data-away]");
    this.source = new EventSource(this.getAttribute("src"));
    this.source.addEventListener("open", () => this.tell(false));
    this.source.addEventListener("error", () => this.tell(true));
    this.source.addEventListener("message", ({ data }) => this.renew(data));
    addEventListener("pagehide", () => this.source.close(), { once: true });
  }

  disconnectedCallback() {
    this.source.close();
  }

  tell(isAway) {
    if (this.away) this.away.hidden = !isAway;
  }

  renew(html) {
    const sent = document.createElement("template");
    sent.innerHTML = html;
    for (const fresh of [...sent.content.children]) {
      const old = document.getElementById(fresh.id);
      if (old && this.contains(old)) replace(old, fresh);
    }
  }
});

function replace(old, fresh) {
  const all = (root, wanted) => [...root.querySelectorAll(wanted)];
  all(fresh, "details").forEach((one, place) => { one.open = all(old, "details")[place]?.open ?? one.open; });
  const scrolled = all(old, ".scroll").map((one) => one.scrollLeft);
  const focused = all(old, FOCUSABLE).indexOf(document.activeElement);
  old.replaceWith(fresh);
  all(fresh, ".scroll").forEach((one, place) => { one.scrollLeft = scrolled[place] ?? 0; });
  if (focused >= 0) all(fresh, FOCUSABLE)[focused]?.focus({ preventScroll: true });
}
