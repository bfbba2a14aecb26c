// <count-stepper data-fewer="One less" data-more="One more"><input type="number"></count-stepper>
// Puts a minus and a plus beside the number field that it holds; without it the field works alone.
customElements.define("count-stepper", class extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    if (!input || this.querySelector("button")) return;
    this.fewer = this.button("−", this.dataset.fewer, () => this.step(-1));
    this.more = this.button("+", this.dataset.more, () => this.step(1));
    input.before(this.fewer);
    input.after(this.more);
    input.addEventListener("input", () => this.settle());
    this.settle();
  }

  button(sign, words, act) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", textContent: sign });
    const kind = this.closest(".offer")?.querySelector("label")?.textContent ?? "";
    made.setAttribute("aria-label", `${words}: ${kind}`);
    made.addEventListener("click", act);
    return made;
  }

  step(by) {
    const input = this.querySelector("input");
    const wanted = (Number(input.value) || 0) + by;
    input.value = Math.max(Number(input.min), Math.min(Number(input.max), wanted));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  settle() {
    const input = this.querySelector("input");
    this.fewer.disabled = Number(input.value) <= Number(input.min);
    this.more.disabled = Number(input.value) >= Number(input.max);
    this.classList.toggle("chosen", Number(input.value) > 0);
  }
});
