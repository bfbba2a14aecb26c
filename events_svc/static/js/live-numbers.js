// <live-numbers src="…">: its content follows an event stream of HTML; without scripts it stays as it came.

customElements.define("live-numbers", class extends HTMLElement {
  connectedCallback() {
    this.source = new EventSource(this.getAttribute("src"));
    this.source.addEventListener("message", ({ data }) => { this.innerHTML = data; });
    addEventListener("pagehide", () => this.source.close(), { once: true });
  }

  disconnectedCallback() {
    this.source.close();
  }
});
