// The last five scans of this phone, each admission with its undo.

const KEPT = 5;

export class Recent {
  #answers = [];

  constructor(list, setting, undo) {
    this.list = list;
    this.setting = setting;
    this.undo = undo;
    this.#draw();
  }

  add(answer) {
    if (!answer.scan_id) return;
    this.#answers = [answer, ...this.#answers].slice(0, KEPT);
    this.#draw();
  }

  undone(scanId) {
    this.#answers = this.#answers.map((one) =>
      one.scan_id === scanId ? { ...one, verdict: "undone", reason: "undone" } : one);
    this.#draw();
  }

  #draw() {
    const items = this.#answers.map((answer) => this.#item(answer));
    if (!items.length) {
      items.push(document.createElement("li"));
      items[0].textContent = this.setting.words.nothing;
    }
    this.list.replaceChildren(...items);
  }

  #item(answer) {
    const item = document.createElement("li");
    const look = this.setting.looks[answer.reason];
    const words = document.createElement("span");
    words.textContent = [`${look.icon} ${look.word}`, answer.ticket?.holder_name].filter(Boolean).join(" · ");
    item.append(words);
    if (answer.verdict === "ok") item.append(this.#undoButton(answer.scan_id));
    return item;
  }

  #undoButton(scanId) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = this.setting.words.undo;
    button.addEventListener("click", () => this.undo(scanId));
    return button;
  }
}
