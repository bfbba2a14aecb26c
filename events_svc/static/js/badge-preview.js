// <badge-preview form="id" src="…/preview.png">: its picture follows what is typed into the form.

const PAUSE = 250; // ms without a key before the picture is asked for

customElements.define("badge-preview", class extends HTMLElement {
  connectedCallback() {
    this.form = document.getElementById(this.getAttribute("form"));
    this.form?.addEventListener("input", () => this.soon());
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), PAUSE);
  }

  async draw() {
    const fields = new URLSearchParams(new FormData(this.form));
    fields.delete("csrf");
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const picture = new Image();
    picture.src = `${this.getAttribute("src")}?${fields}`;
    const isDrawn = await picture.decode().then(() => true, () => false);
    if (turn !== this.turn) return;
    this.classList.toggle("is-stale", !isDrawn); // something typed cannot be drawn: the last picture stays, pale
    if (isDrawn) this.querySelector("img").src = picture.src;
  }
});
