// <seat-picker src="…/seats/changes">: seats of the drawing are tapped, or reached by the arrow keys; each is the
// checkbox of the list that the picker holds too. Who is faster is seen at once: `src` tells the taken seats.

customElements.define("seat-picker", class extends HTMLElement {
  connectedCallback() {
    this.boxes = new Map([...this.querySelectorAll("input[name=seat]")].map((box) => [box.value, box]));
    this.marks = new Map([...this.querySelectorAll("use[data-seat]")].map((mark) => [mark.dataset.seat, mark]));
    this.raised = new Map();
    for (const [id, box] of this.boxes) this.prepare(this.marks.get(id), box);
    for (const list of this.querySelectorAll(".seat-list")) list.open = false;
    for (const view of this.querySelectorAll(".seat-view")) this.magnifier(view);
    this.addEventListener("change", ({ target }) => this.chosen(target));
    this.addEventListener("click", ({ target }) => this.press(target.closest?.("use[role]")));
    this.addEventListener("keydown", (event) => this.key(event));
    this.settle();
    this.follow();
  }

  disconnectedCallback() {
    this.source?.close();
  }

  prepare(mark, box) {
    if (!mark) return;
    mark.setAttribute("role", box.type);
    mark.setAttribute("tabindex", "-1");
    const category = this.querySelector(`.seat-legend [data-category="${CSS.escape(box.dataset.category)}"]`);
    box.words = this.dataset.seat.replace("{row}", box.closest("[data-row]").dataset.row).replace("{number}", box.dataset.number);
    box.setAttribute("aria-label", box.words);
    mark.name = [box.words, category?.dataset.words].filter(Boolean).join(", ");
    this.draw(box);
  }

  draw(box) {
    const mark = this.marks.get(box.value);
    if (!mark) return;
    const state = box.checked ? "chosen" : box.disabled ? "taken" : box.dataset.tone;
    mark.setAttribute("href", `#seat-${state}`);
    mark.setAttribute("aria-checked", box.checked);
    mark.setAttribute("aria-disabled", box.disabled);
    mark.setAttribute("aria-label", box.disabled ? `${mark.name}, ${this.dataset.taken}` : mark.name);
  }

  press(mark) {
    const box = mark && this.boxes.get(mark.dataset.seat);
    if (!box || box.disabled) return;
    box.checked = box.type === "radio" || !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    this.reach(mark);
  }

  chosen(box) {
    if (box.name !== "seat") return;
    if (box.type === "radio") this.boxes.forEach((one) => this.draw(one));
    this.draw(box);
    this.settle();
    this.count();
  }

  settle() {
    const picked = [...this.boxes.values()].filter((box) => box.checked);
    const words = picked.map((box) => box.words).join(this.dataset.between);
    const said = this.querySelector(".seat-said");
    said.textContent = words ? this.dataset.chosen.replace("{seats}", words) : this.dataset.none;
    const first = picked[0] ?? [...this.boxes.values()].find((box) => !box.disabled);
    if (!this.querySelector("use[tabindex='0']") && first) this.marks.get(first.value)?.setAttribute("tabindex", "0");
  }

  /** As many tickets of a category as seats were picked in it, at least. */
  count() {
    const form = this.closest("form");
    for (const category of this.querySelectorAll(".seat-legend [data-types]")) {
      const fields = category.dataset.types.split(",").map((id) => form?.elements[`count_${id}`]).filter((one) => one?.value !== undefined);
      if (!fields.length) continue;
      const picked = [...this.boxes.values()].filter((box) => box.checked && box.dataset.category === category.dataset.category).length;
      const counted = fields.reduce((sum, one) => sum + (Number(one.value) || 0), 0);
      const before = this.raised.get(category) ?? 0;
      const by = Math.max(picked - counted, -before);
      if (by > 0 || (by < 0 && picked < counted)) this.change(category, fields[0], by);
    }
  }

  change(category, field, by) {
    const wanted = Math.min((Number(field.value) || 0) + by, Number(field.max) || Infinity);
    field.value = Math.max(0, wanted);
    this.raised.set(category, (this.raised.get(category) ?? 0) + by);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  key(event) {
    const mark = event.target.closest?.("use[role]");
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!mark || (!way && ![" ", "Enter"].includes(event.key))) return;
    event.preventDefault();
    if (way) this.reach(this.next(mark, way));
    else this.press(mark);
  }

  /** The nearest seat in that direction: what lies aside counts three times as far. */
  next(mark, [right, down]) {
    const [x, y] = [Number(mark.getAttribute("x")), Number(mark.getAttribute("y"))];
    let best = mark, least = Infinity;
    for (const one of mark.ownerSVGElement.querySelectorAll("use[role]")) {
      const [across, along] = [Number(one.getAttribute("x")) - x, Number(one.getAttribute("y")) - y];
      const ahead = across * right + along * down;
      const far = ahead + 3 * Math.abs(right ? along : across);
      if (ahead > 2 && far < least) [best, least] = [one, far];
    }
    return best;
  }

  reach(mark) {
    this.querySelector("use[tabindex='0']")?.setAttribute("tabindex", "-1");
    mark.setAttribute("tabindex", "0");
    mark.focus({ preventScroll: true });
    mark.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  magnifier(view) {
    const plan = view.querySelector("svg");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link" });
    const isWhole = () => plan.getBoundingClientRect().width <= view.clientWidth + 1;
    const say = () => { button.textContent = isWhole() ? this.dataset.closer : this.dataset.whole; };
    button.addEventListener("click", () => {
      const whole = !isWhole();
      view.classList.toggle("whole", whole);
      view.classList.toggle("close", !whole);
      say();
    });
    const tools = Object.assign(document.createElement("p"), { className: "seat-tools" });
    tools.append(button);
    view.before(tools);
    say();
    const wide = Number(plan.getAttribute("width"));
    if (isWhole() && wide <= view.clientWidth) tools.remove();
    view.scrollLeft = (view.scrollWidth - view.clientWidth) / 2;
  }

  follow() {
    if (!this.getAttribute("src")) return;
    this.source = new EventSource(this.getAttribute("src"));
    this.source.addEventListener("message", ({ data }) => this.taken(new Set(data.split(","))));
    addEventListener("pagehide", () => this.source.close(), { once: true });
  }

  taken(ids) {
    const lost = [];
    for (const [id, box] of this.boxes) {
      const isTaken = ids.has(id) && box.dataset.mine === undefined;
      if (isTaken && box.checked) lost.push(box);
      if (isTaken === box.disabled && !(isTaken && box.checked)) continue;
      if (isTaken) box.checked = false;
      box.disabled = isTaken;
      this.draw(box);
    }
    if (!lost.length) return;
    this.count();
    this.querySelector(".seat-said").textContent = lost.map((box) => this.dataset.gone.replace("{seat}", box.words)).join(" ");
  }
});
