// Learn the colours: five codes to touch, or to show on another phone. All of it happens in this page:
// nothing is sent, nothing is stored.

const ROUND = "REHEARSAL "; // what the printed codes begin with: no ticket's code does

export class Rehearsal {
  #learned = new Set();

  /** `show(answer)` is the real verdict screen. */
  constructor(at, setting, { show }) {
    Object.assign(this, { at, setting, show });
    this.root = at("rehearsal");
    for (const card of this.root.querySelectorAll("[data-practice]")) {
      card.addEventListener("click", () => this.#try(card.dataset.practice));
    }
    at("rehearse").addEventListener("click", () => this.#begin());
    at("rehearsal-end").addEventListener("click", () => this.root.close());
  }

  /** The verdict on a code of the rehearsal; null for every other code. */
  answer(code) {
    if (!code.startsWith(ROUND)) return null;
    const practice = this.setting.practice[code.slice(ROUND.length).toLowerCase()];
    return practice ? this.#said(practice) : null;
  }

  #begin() {
    this.#learned.clear();
    for (const card of this.root.querySelectorAll("[data-practice]")) {
      delete card.dataset.reason;
      card.querySelector(".practice-said").textContent = "";
    }
    this.at("rehearsal-done").hidden = true;
    this.root.show();
    this.root.querySelector("h2").focus();
  }

  async #try(name) {
    const answer = this.#said(this.setting.practice[name]);
    await this.show(answer);
    this.#note(name, answer);
  }

  #note(name, answer) {
    const card = this.root.querySelector(`[data-practice="${name}"]`);
    const look = this.setting.looks[answer.reason];
    card.dataset.reason = answer.reason;
    card.querySelector(".practice-said").textContent = `${look.icon} ${look.word}`;
    this.#learned.add(name);
    this.at("rehearsal-done").hidden = this.#learned.size < Object.keys(this.setting.practice).length;
  }

  /** As the engine would answer now: the first entry of what was used is twenty minutes old. */
  #said(practice) {
    const at = new Date();
    const before = practice.reason === "already_used" ? new Date(at - 20 * 60_000).toISOString() : null;
    return {
      scan_id: null, verdict: practice.reason === "ok" ? "ok" : "refused", direction: "entry", candidates: [],
      explanation: [], first_at: before, is_practice: true, at: at.toISOString(), ...practice,
    };
  }
}
