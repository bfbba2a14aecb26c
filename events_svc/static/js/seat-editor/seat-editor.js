// <seat-editor data-document="ID of the textarea">: the plan in that textarea is drawn, and changed by mouse, finger
// or keys; the form that holds the textarea saves it.
import * as acts from "./acts.js";

const SVG = "http://www.w3.org/2000/svg";
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const GRID = 4;
const snap = (value) => Math.round(value / GRID) * GRID;

customElements.define("seat-editor", class extends HTMLElement {
  connectedCallback() {
    this.paper = document.getElementById(this.dataset.document);
    this.plan = JSON.parse(this.paper.value);
    this.svg = this.querySelector("svg");
    this.tones = new Map(this.plan.categories.map(({ key }, place) => [key, place + 1]));
    this.chosen = new Set();
    this.past = [];
    this.at = 0;
    this.layer = document.createElementNS(SVG, "g");
    for (const old of this.svg.querySelectorAll("use[data-seat], .row-name")) old.remove();
    this.svg.append(this.layer);
    this.frame = document.createElementNS(SVG, "rect");
    this.frame.setAttribute("class", "seat-frame");
    this.querySelector("[role=toolbar]").hidden = false;
    this.listen();
    this.draw();
  }

  get seats() { return this.plan.seats; }

  listen() {
    this.addEventListener("click", ({ target }) => this.act(target.closest("[data-act]")?.dataset.act));
    this.querySelector("[data-field=category]").addEventListener("change", ({ target }) => this.set(acts.categorise(this.seats, this.chosen, target.value)));
    this.svg.addEventListener("pointerdown", (event) => this.press(event));
    this.svg.addEventListener("pointermove", (event) => this.drag(event));
    this.svg.addEventListener("pointerup", (event) => this.lift(event));
    this.svg.addEventListener("pointercancel", () => { this.held = null; this.frame.remove(); });
    this.svg.addEventListener("keydown", (event) => this.key(event));
    this.paper.form.addEventListener("submit", () => { this.isSaved = true; });
    addEventListener("beforeunload", (event) => { if (this.past.length && !this.isSaved) event.preventDefault(); });
  }

  /** The plan has these seats from now on. */
  set(seats, chosen = this.chosen) {
    if (seats === this.seats) return;
    this.past.push(this.seats);
    this.plan.seats = seats;
    this.chosen = chosen;
    this.paper.value = JSON.stringify(this.plan);
    this.draw();
  }

  act(name) {
    const field = (which) => this.querySelector(`[data-field=${which}]`).value;
    const count = this.seats.length;
    if (name === "undo") this.undo();
    if (name === "all") this.choose(this.seats.keys());
    if (!this.chosen.size) return;
    if (name === "remove") this.set(acts.remove(this.seats, this.chosen), new Set());
    if (name === "turn") this.set(acts.turn(this.seats, this.chosen, 15));
    if (name === "name") this.set(acts.name(this.seats, this.chosen, { zone: field("zone"), row: field("row"), first: field("first") }));
    if (name === "add") {
      const more = acts.extend(this.seats, this.chosen);
      this.set(more, new Set([...more.keys()].slice(count)));
    }
  }

  undo() {
    if (!this.past.length) return;
    this.plan.seats = this.past.pop();
    this.chosen = new Set();
    this.paper.value = JSON.stringify(this.plan);
    this.draw();
  }

  choose(places) {
    this.chosen = new Set(places);
    this.draw();
  }

  rowAt(place) {
    const key = acts.rowOf(this.seats[place]);
    return [...this.seats.keys()].filter((other) => acts.rowOf(this.seats[other]) === key);
  }

  point({ clientX, clientY }) {
    return new DOMPoint(clientX, clientY).matrixTransform(this.svg.getScreenCTM().inverse());
  }

  press(event) {
    const mark = event.target.closest("[data-place]");
    const from = this.point(event);
    if (!mark && event.pointerType !== "mouse") return;
    const place = mark && Number(mark.dataset.place);
    this.held = { from, place, row: mark?.matches("text"), many: event.shiftKey || event.ctrlKey || event.metaKey || event.pointerType !== "mouse" };
    if (place !== null && place !== undefined) this.at = place;
    if (mark && !this.held.row && !this.chosen.has(place) && !this.held.many) this.choose([place]);
    this.svg.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.held) return;
    const to = this.point(event);
    const [right, down] = [to.x - this.held.from.x, to.y - this.held.from.y];
    this.held.moved ||= Math.hypot(right, down) > 3;
    if (!this.held.moved) return;
    if (this.held.place === null || this.held.place === undefined) this.stretch(to);
    else this.layer.querySelectorAll(".is-picked").forEach((one) => one.setAttribute("transform", `translate(${snap(right)} ${snap(down)})`));
    this.held.by = [snap(right), snap(down)];
  }

  stretch(to) {
    const { from } = this.held;
    this.svg.append(this.frame);
    for (const [name, value] of Object.entries({ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) })) this.frame.setAttribute(name, value);
  }

  lift(event) {
    if (!this.held) return;
    const { from, place, row, many, moved, by } = this.held;
    this.held = null;
    this.frame.remove();
    const to = this.point(event);
    const isSeat = place !== null && place !== undefined;
    if (moved && isSeat && this.chosen.size) return this.set(acts.move(this.seats, this.chosen, ...by));
    if (moved && !isSeat) return this.choose([...(many ? this.chosen : []), ...this.within(from, to)]);
    if (!isSeat) return this.choose([]);
    if (row) return this.choose([...(many ? this.chosen : []), ...this.rowAt(place)]);
    if (many) return this.choose(this.chosen.has(place) ? [...this.chosen].filter((one) => one !== place) : [...this.chosen, place]);
    return this.choose([place]);
  }

  within(from, to) {
    const between = (value, one, other) => value >= Math.min(one, other) && value <= Math.max(one, other);
    return [...this.seats.keys()].filter((place) => between(this.seats[place].x, from.x, to.x) && between(this.seats[place].y, from.y, to.y));
  }

  key(event) {
    const way = WAYS[event.key];
    const doing = {
      " ": () => this.choose(this.chosen.has(this.at) ? [...this.chosen].filter((one) => one !== this.at) : [...this.chosen, this.at]),
      r: () => this.choose([...this.chosen, ...this.rowAt(this.at)]),
      Escape: () => this.choose([]),
      Delete: () => this.act("remove"),
      z: () => (event.ctrlKey || event.metaKey) && this.act("undo"),
      a: () => (event.ctrlKey || event.metaKey) && this.act("all"),
    }[event.key];
    if (!way && !doing) return;
    event.preventDefault();
    if (doing) doing();
    else if (event.altKey) this.set(acts.move(this.seats, this.chosen, way[0] * GRID * (event.shiftKey ? 6 : 1), way[1] * GRID * (event.shiftKey ? 6 : 1)));
    else this.at = acts.nearest(this.seats, this.at, way);
    this.focusAt();
  }

  focusAt() {
    this.at = Math.min(this.at, this.seats.length - 1);
    this.layer.querySelectorAll("use").forEach((mark) => mark.setAttribute("tabindex", Number(mark.dataset.place) === this.at ? "0" : "-1"));
    this.layer.querySelector(`use[data-place="${this.at}"]`)?.focus({ preventScroll: false });
  }

  draw() {
    const rows = new Map();
    const marks = this.seats.map((seat, place) => {
      const key = acts.rowOf(seat);
      rows.set(key, [...(rows.get(key) ?? []), place]);
      return this.mark(seat, place);
    });
    const names = [...rows.values()].map((places) => this.name(places));
    this.layer.replaceChildren(...names, ...marks);
    const said = this.chosen.size ? this.dataset.said.replace("{n}", this.chosen.size) : this.dataset.none;
    this.querySelector(".seat-said").textContent = this.past.length ? `${said} · ${this.dataset.unsaved}` : said;
    this.querySelector("[data-act=undo]").disabled = !this.past.length;
  }

  /** The name of a row stands beside its first seat, that of a table in its middle. */
  name(places) {
    const row = places.map((place) => this.seats[place]).sort((one, other) => one.number - other.number);
    const [first, last] = [row[0], row.at(-1)];
    const middle = (axis) => row.reduce((sum, seat) => sum + seat[axis], 0) / row.length;
    const isTable = row.length > 3 && Math.hypot(first.x - last.x, first.y - last.y) < 1.5 * Math.hypot(first.x - middle("x"), first.y - middle("y"));
    const [x, y] = isTable ? [middle("x"), middle("y")] : [first.x + (first.x <= last.x ? -24 : 24), first.y];
    const text = document.createElementNS(SVG, "text");
    Object.entries({ class: "row-name", x, y: y + 4, "data-place": places[0] }).forEach(([name, value]) => text.setAttribute(name, value));
    text.textContent = first.row;
    return text;
  }

  mark(seat, place) {
    const mark = document.createElementNS(SVG, "use");
    const isPicked = this.chosen.has(place);
    const words = this.dataset.row.replace("{row}", seat.row).replace("{number}", seat.number);
    Object.entries({ href: `#seat-${isPicked ? "chosen" : this.tones.get(seat.category) ?? 0}`, x: seat.x, y: seat.y, "data-place": place, class: isPicked ? "is-picked" : "", role: "checkbox", "aria-checked": isPicked, "aria-label": words, tabindex: place === this.at ? 0 : -1 }).forEach(([name, value]) => mark.setAttribute(name, value));
    return mark;
  }
});
