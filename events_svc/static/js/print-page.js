// A button that prints the page; without scripts nobody sees it, and the browser's own menu does.

customElements.define(
  "print-page",
  class extends HTMLElement {
    connectedCallback() {
      this.hidden = false;
      this.querySelector("button").addEventListener("click", () => window.print());
    }
  },
);
