// <agenda-editor slug zone>: the grid of rooms and times, moved by mouse, finger and keyboard, together with others.
import { Board } from "./board.js";
import { Carry } from "./carry.js";
import { Follow } from "./follow.js";
import { Keyboard } from "./keyboard.js";
import { Pointer } from "./pointer.js";
import { Refused, Server } from "./server.js";
import { Single } from "./single.js";

customElements.define("agenda-editor", class extends HTMLElement {
  connectedCallback() {
    this.language = document.documentElement.lang.slice(0, 2);
    this.board = new Board(this);
    this.server = new Server(this.getAttribute("slug"), this.dataset.lost);
    this.carry = new Carry(this);
    this.follow = new Follow(this);
    this.single = new Single(this);
    this.keyboard = new Keyboard(this);
    this.pointer = new Pointer(this);
    this.querySelector(".editor-tools").hidden = false;
    for (const which of ["undo", "redo"]) {
      document.getElementById(which).addEventListener("click", (event) => {
        event.preventDefault();
        this.step(which);
      });
    }
    this.classList.add("live");
    this.dress();
    this.reveal();
  }

  /** Handles and focus for what the server has sent. */
  dress() {
    for (const cell of this.board.cells.filter((one) => !one.hasAttribute("tabindex"))) {
      cell.tabIndex = -1;
      cell.querySelector("h3 a").tabIndex = -1;
      cell.append(handle("grip", "⠿"), ...(cell.dataset.start ? [handle("stretch", "")] : []));
    }
    if (!this.querySelector("#board .cell[tabindex='0']")) this.board.cells[0]?.setAttribute("tabindex", "0");
    const { redo, undo } = this.board.element.dataset;
    document.getElementById("undo").disabled = undo !== "1";
    document.getElementById("redo").disabled = redo !== "1";
    this.single.fill();
  }

  /** The session that the address names. */
  reveal() {
    const cell = location.hash && this.board.cell(location.hash.slice(1));
    if (!cell) {
      const early = this.board.cells.filter((one) => one.dataset.start).map((one) => one.offsetTop);
      this.board.scroll.scrollTop = Math.min(...early) - this.board.rooms[0]?.offsetHeight - 24;
      return;
    }
    if (cell.dataset.room) this.single.show(cell.dataset.room);
    cell.focus();
    cell.scrollIntoView({ block: "center", inline: "center" });
  }

  focusOn(code) {
    const cell = this.board.cell(code);
    if (!cell) return;
    this.keyboard.stopAt(cell);
    cell.focus({ preventScroll: true });
  }

  /** Change the agenda after the changes before: each is made of what the one before has left. */
  change(code, act, told) {
    this.turn = (this.turn || Promise.resolve()).then(() => this.changeNow(code, act, told));
    return this.turn;
  }

  /** Do what changes the agenda, then look at it again; a refusal is said in its words. */
  async changeNow(code, act, told) {
    if (code) this.follow.own.add(code);
    let refusal = null;
    const seen = this.board.version(code);
    const done = await act().catch((error) => {
      refusal = error instanceof Refused ? error : new Refused(this.dataset.lost, 0);
    });
    if (done?.code) this.follow.own.add(done.code);
    if (!refusal) this.board.made.set(done?.code || code, done?.version || seen + 1);
    await this.follow.look();
    if (refusal) this.say(refusal.message, "stop");
    else told(done);
    this.focusOn(done?.code || code);
  }

  step(which) {
    if (this.carry.is) this.carry.leave();
    const said = which === "undo" ? "undone" : "redone";
    return this.change("", () => this.server.step(which), (session) => {
      this.say(this.fill(said, { title: session.title[this.language] || Object.values(session.title)[0] }));
    });
  }

  say(words, tone = "") {
    const line = this.querySelector("#said");
    line.className = `said ${tone}`;
    line.textContent = words;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => { line.textContent = ""; }, tone === "stop" ? 15_000 : 7_000);
  }

  fill(name, values) {
    return this.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  }
});

function handle(name, sign) {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = sign;
  made.setAttribute("aria-hidden", "true");
  return made;
}
