// The list editor without leaving the page: rows come and go in place, and what they mean is said again.

const PAUSE = 300; // ms after the last change

class ConditionRows extends HTMLElement {
  #timer = 0;
  #asked = 0;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#pressed(event));
    this.addEventListener("change", ({ target }) => {
      if (target.matches("[data-fact]") || this.#isComparison(target)) this.#ask("show", ["conditions", "meaning"]);
      else this.#soon();
    });
    this.addEventListener("input", () => this.#soon());
  }

  get form() {
    return this.querySelector("form");
  }

  #isComparison(target) {
    return /^g\d+r\d+_is$/.test(target.name ?? "");
  }

  #pressed(event) {
    const button = event.target.closest("button[name=act]");
    if (!button) return;
    event.preventDefault();
    this.#ask(button.value, ["conditions", "meaning"]);
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask("show", ["meaning"]), PAUSE);
  }

  async #ask(act, parts) {
    const turn = ++this.#asked;
    const body = new URLSearchParams(new FormData(this.form));
    body.set("act", act);
    const answer = await fetch(this.form.action, { method: "POST", body });
    if (!answer.ok || turn !== this.#asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement?.id;
    for (const id of parts) {
      const fresh = page.getElementById(id);
      if (fresh) this.querySelector(`#${id}`).replaceChildren(...fresh.childNodes);
    }
    if (focused) document.getElementById(focused)?.focus();
    if (act.startsWith("row")) this.querySelector(`#f-g${act.split(":")[1]}r${this.#last(act)}`)?.focus();
  }

  #last(act) {
    const group = act.split(":")[1];
    return this.querySelectorAll(`[data-fact][name^="g${group}r"]`).length - 1;
  }
}

customElements.define("condition-rows", ConditionRows);
