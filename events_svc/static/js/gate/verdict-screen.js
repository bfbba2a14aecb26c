// The verdict, as large as the screen; it goes by itself, a touch holds it, another lets it go. One that asks
// for an act (which of several, money, an answer) stays until somebody acts.

import { fill, lines } from "./explain.js";
import { signal } from "./signal.js";

const SHOWN = 1200; // ms

export class VerdictScreen {
  /** By reason: `{words, act, isOffered(answer)}`; others may add theirs. */
  acts = {};
  #timer = 0;
  #before = null;
  #closed = () => {};

  constructor(at, setting, { choose, undo, badge }) {
    Object.assign(this, { at, setting, choose });
    this.root = at("verdict");
    this.root.addEventListener("click", () => this.#touched());
    this.root.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
    at("verdict-undo").addEventListener("click", (event) => { event.stopPropagation(); undo(this.answer.scan_id); });
    at("verdict-badge").addEventListener("click", (event) => { event.stopPropagation(); this.#badge(badge); });
    at("verdict-act").addEventListener("click", (event) => { event.stopPropagation(); this.#act(); });
  }

  get isOpen() {
    return !this.root.hidden;
  }

  /** Show the answer; resolves when the screen is free again. */
  show(answer) {
    const { words } = this.setting;
    const look = this.setting.looks[answer.reason];
    const isGoodbye = answer.reason === "ok" && answer.direction === "exit";
    this.answer = answer;
    this.root.dataset.reason = answer.reason;
    this.at("verdict-mark").textContent = look.icon;
    this.at("verdict-word").textContent = isGoodbye ? words.exit : look.word;
    this.at("verdict-who").textContent = answer.ticket?.holder_name ?? "";
    this.at("verdict-what").textContent = lines(answer, this.setting);
    this.at("verdict-code").textContent = answer.is_practice ? words.practice
      : answer.ticket ? fill(words.number, { number: answer.ticket.number }) : "";
    this.at("verdict-undo").hidden = this.at("verdict-badge").hidden = true;
    this.#offer(answer.candidates ?? []);
    signal(look);
    return new Promise((resume) => { this.#closed(); this.#closed = resume; });
  }

  close() {
    clearTimeout(this.#timer);
    this.root.hidden = true;
    this.#before?.focus();
    this.#closed();
  }

  #offer(candidates) {
    const act = this.acts[this.answer.reason];
    const isOffered = Boolean(act?.isOffered(this.answer));
    this.at("verdict-act").hidden = !isOffered;
    if (isOffered) this.at("verdict-act").textContent = act.words;
    this.at("verdict-choices").replaceChildren(...candidates.map((ticket) => this.#choice(ticket)));
    this.#open(isOffered || candidates.length > 0);
  }

  #choice(ticket) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${ticket.holder_name} · ${fill(this.setting.words.number, { number: ticket.number })}`;
    button.addEventListener("click", (event) => { event.stopPropagation(); this.choose(ticket.number); });
    return button;
  }

  #open(asksForAnAct) {
    this.#before = this.isOpen ? this.#before : document.activeElement;
    this.root.hidden = false;
    this.root.focus();
    clearTimeout(this.#timer);
    this.#timer = asksForAnAct ? 0 : setTimeout(() => this.close(), SHOWN);
    this.#hint(asksForAnAct ? "stays" : "again");
  }

  #act() {
    const { answer } = this;
    this.close();
    this.acts[answer.reason].act(answer);
  }

  async #badge(badge) {
    const said = await badge(this.answer.ticket.number);
    this.at("verdict-hint").textContent = said || this.setting.words.stays;
  }

  #touched() {
    if (!this.#timer) {
      this.close();
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = 0;
    const { verdict, reason, ticket, is_practice: isPractice } = this.answer;
    this.at("verdict-undo").hidden = verdict !== "ok" || Boolean(isPractice || !this.answer.scan_id);
    this.at("verdict-badge").hidden = !ticket || Boolean(isPractice) || !["ok", "already_used"].includes(reason);
    this.#hint("stays");
  }

  #hint(name) {
    this.at("verdict-hint").textContent = this.setting.words[name];
  }
}
