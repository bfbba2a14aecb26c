// The list editor without leaving the page: rows come and go in place, and what they mean is said again.

const PAUSE = 300; // ms after the last change

class ConditionRows extends HTMLElement {
  #timer = 0;
  #asked = { conditions: 0, meaning: 0 }; // the newest question of each part; older answers are late

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
    const turns = parts.map((id) => [id, ++this.#asked[id]]);
    const body = new URLSearchParams(new FormData(this.form));
    body.set("act", act);
    const answer = await fetch(this.form.action, { method: "POST", body });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement?.id;
    for (const [id, turn] of turns) {
      if (turn === this.#asked[id]) this.#replace(id, page);
    }
    if (focused) document.getElementById(focused)?.focus();
    if (act.startsWith("row")) this.querySelector(`#f-g${act.split(":")[1]}r${this.#last(act)}`)?.focus();
  }

  #replace(id, page) {
    const fresh = page.getElementById(id);
    if (fresh) this.querySelector(`#${id}`).replaceChildren(...fresh.childNodes);
  }

  #last(act) {
    const group = act.split(":")[1];
    return this.querySelectorAll(`[data-fact][name^="g${group}r"]`).length - 1;
  }
}

customElements.define("condition-rows", ConditionRows);
