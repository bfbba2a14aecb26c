// The verdict, as large as the screen; it goes by itself, a touch holds it, another lets it go.

import { fill, lines } from "./explain.js";
import { signal } from "./signal.js";

const SHOWN = 1200; // ms

export class VerdictScreen {
  #timer = 0;
  #before = null;

  constructor(at, setting, { choose, undo }) {
    this.at = at;
    this.setting = setting;
    this.choose = choose;
    this.root = at("verdict");
    this.root.addEventListener("click", () => this.#touched());
    this.root.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
    at("verdict-undo").addEventListener("click", (event) => { event.stopPropagation(); undo(this.answer.scan_id); });
  }

  get isOpen() {
    return !this.root.hidden;
  }

  show(answer) {
    const look = this.setting.looks[answer.reason];
    const isGoodbye = answer.reason === "ok" && answer.direction === "exit";
    this.answer = answer;
    this.root.dataset.reason = answer.reason;
    this.at("verdict-mark").textContent = look.icon;
    this.at("verdict-word").textContent = isGoodbye ? this.setting.words.exit : look.word;
    this.at("verdict-who").textContent = answer.ticket?.holder_name ?? "";
    this.at("verdict-what").textContent = lines(answer, this.setting);
    this.at("verdict-code").textContent = answer.ticket
      ? fill(this.setting.words.number, { number: answer.ticket.number }) : "";
    this.at("verdict-undo").hidden = true;
    this.#offer(answer.candidates);
    this.#open(answer.candidates.length > 0);
    signal(look);
  }

  close() {
    clearTimeout(this.#timer);
    this.root.hidden = true;
    this.#before?.focus();
  }

  #open(isQuestion) {
    this.#before = document.activeElement;
    this.root.hidden = false;
    this.root.focus();
    clearTimeout(this.#timer);
    this.#timer = isQuestion ? 0 : setTimeout(() => this.close(), SHOWN);
    this.#hint(isQuestion ? "stays" : "again");
  }

  #touched() {
    if (!this.#timer) {
      this.close();
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.at("verdict-undo").hidden = this.answer.verdict !== "ok";
    this.#hint("stays");
  }

  #hint(name) {
    this.at("verdict-hint").textContent = this.setting.words[name];
  }

  #offer(candidates) {
    const choices = candidates.map((ticket) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `${ticket.holder_name} · ${fill(this.setting.words.number, { number: ticket.number })}`;
      button.addEventListener("click", (event) => { event.stopPropagation(); this.choose(ticket.number); });
      return button;
    });
    this.at("verdict-choices").replaceChildren(...choices);
  }
}
