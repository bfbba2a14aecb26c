// The badge of whoever stands here, printed by the browser; one that was printed already is asked about first.

import { printBadge } from "./badge.js";
import { fill, inLanguage, timeOfDay } from "./explain.js";

const SAID = { away: "needs-contact", refused: "badge:refused" };

export class BadgeButton {
  #decide = () => {};

  constructor(at, setting) {
    Object.assign(this, { at, setting });
    at("badge-again").addEventListener("close", () => this.#decide(at("badge-again").returnValue === "print"));
  }

  /** Print the badge of the ticket with this number; resolves to what there is to say, empty when all is well. */
  async print(number) {
    const done = await printBadge({ gate: this.setting.gate, ticket: number, ask: (answer) => this.#ask(answer) });
    return SAID[done] ? this.setting.words[SAID[done]] : "";
  }

  #ask({ copies, printed_by: by, printed_at: at, printed_at_gate: gate }) {
    const { words, language, timezone } = this.setting;
    const time = at ? timeOfDay(at, timezone) : "";
    const where = typeof gate === "object" ? inLanguage(gate, language) : gate;
    this.at("badge-again-said").textContent = fill(words["badge:again"], { n: copies, what: [time, where, by].filter(Boolean).join(" · ") });
    this.at("badge-again").returnValue = "";
    this.at("badge-again").showModal();
    return new Promise((resume) => { this.#decide = resume; });
  }
}
