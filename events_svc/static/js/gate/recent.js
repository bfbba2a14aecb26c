// The last five scans of this phone, each admission with its undo: in a dialog, and beside a wide screen's camera.

import { timeOfDay } from "./explain.js";

const KEPT = 5;
const QUESTIONS = ["ambiguous", "incomplete"]; // events_svc/checkin/looks.py: the gate asks back, nobody is refused

export class Recent {
  #answers = [];

  constructor(at, setting, undo) {
    this.lists = [at("recents-list"), at("recents-beside")];
    Object.assign(this, { setting, undo });
    this.#draw();
  }

  add(answer) {
    if (!answer.scan_id) return;
    this.#answers = [answer, ...this.#answers].slice(0, KEPT);
    this.#draw();
  }

  /** List what was answered before this page was loaded. */
  restore(answers) {
    const listed = new Set(this.#answers.map((one) => one.scan_id));
    this.#answers = [...this.#answers, ...answers.filter((one) => !listed.has(one.scan_id))].slice(0, KEPT);
    this.#draw();
  }

  undone(scanId) {
    this.#answers = this.#answers.map((one) =>
      one.scan_id === scanId ? { ...one, verdict: "undone", reason: "undone" } : one);
    this.#draw();
  }

  #draw() {
    for (const list of this.lists) {
      const items = this.#answers.map((answer) => this.#item(answer));
      list.replaceChildren(...(items.length ? items : [this.#nothing()]));
    }
  }

  #nothing() {
    return Object.assign(document.createElement("li"), { textContent: this.setting.words.nothing });
  }

  #item(answer) {
    const item = document.createElement("li");
    const look = this.setting.looks[answer.reason];
    item.dataset.reason = answer.reason;
    item.append(this.#part("mark", look.icon), this.#words(answer, look));
    if (answer.verdict === "ok") item.append(this.#undoButton(answer.scan_id));
    return item;
  }

  #words(answer, look) {
    const words = this.#part("said", "");
    const asked = QUESTIONS.includes(answer.reason) ? this.setting.words.asked : "";
    const said = [answer.ticket ? look.word : "", asked, timeOfDay(answer.at, this.setting.timezone)];
    words.append(this.#part("name", answer.ticket?.holder_name || look.word), this.#part("when", said.filter(Boolean).join(" · ")));
    return words;
  }

  #part(className, text) {
    return Object.assign(document.createElement("span"), { className, textContent: text });
  }

  #undoButton(scanId) {
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "link", textContent: this.setting.words.undo,
    });
    button.addEventListener("click", () => this.undo(scanId));
    return button;
  }
}
