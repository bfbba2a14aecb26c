// What this phone holds to go on by itself: snapshot, own knowledge, clock, and the chained queue of what it decided.

import { decide } from "./alone.js";
import { DeviceClock } from "./device-clock.js";
import { newId } from "./ids.js";
import { KeptAnswers } from "./kept-answers.js";
import { Own } from "./own.js";
import { Queue } from "./queue.js";
import { Turns } from "./turns.js";
import { Vault } from "./vault.js";

const UNDONE = { verdict: "undone", reason: "undone", basis: "snapshot", candidates: [], explanation: [] };
const RECENT = 5; // answers that can still be undone after the page was loaded anew
const REMEMBERED = 50; // answers of this tab that can still be undone by their id

export class Ledger {
  snapshot = () => null; // set by who keeps it
  #shown = new Map();
  #recent = [];
  #turns = new Turns();

  /** Open what the device of that id keeps; rejects where the browser keeps nothing. */
  static async open({ device, gate }) {
    const ledger = new Ledger();
    ledger.vault = await Vault.open(device);
    await ledger.vault.write([["sealed", "gate", { gate }]]); // for whoever sends the queue later
    ledger.queue = await Queue.load(ledger.vault, gate);
    ledger.own = await Own.load(ledger.vault, ledger.queue);
    ledger.answers = await KeptAnswers.load(ledger.vault);
    ledger.clock = new DeviceClock((await ledger.vault.read("sealed", "clock"))?.offset ?? null);
    ledger.#restore((await ledger.vault.read("sealed", "recent")) ?? []);
    return ledger;
  }

  /** The last answers of this phone, the newest first. */
  get recent() {
    return this.#recent;
  }

  get canDecide() {
    return Boolean(this.snapshot()?.gate.is_active);
  }

  /** Decide by ourselves and keep it: the answer. `tried`: the scan that was asked elsewhere, without an answer. */
  decide(asked, tried = null) {
    return this.#turns.take(async () => {
      const moment = this.clock.moment();
      const known = { snapshot: this.snapshot(), ownOf: (number) => this.own.of(number), isAnswered: (number) => this.answers.has(number) };
      const said = await decide({ ...asked, at: moment.at }, known);
      return this.#keep({ ...asked, ...moment }, said, { tried });
    });
  }

  /** Undo by ourselves; null when there is nothing to undo. */
  undo(scanId, tried = null) {
    return this.#turns.take(async () => {
      const before = this.#shown.get(scanId);
      if (before?.verdict !== "ok" || !before.ticket) return null;
      const said = { ...UNDONE, ticket: before.ticket };
      const asked = { code: "", is_typed: false, direction: before.direction, ...this.clock.moment() };
      return this.#keep(asked, said, { undoes: scanId, tried });
    });
  }

  /** Remember what was answered elsewhere, kept once it resolves; `undoes` the scan that this answer took back. */
  hear(answer, undoes = null) {
    const heard = this.own.hear(answer, undoes);
    this.#remember(answer, undoes);
    return this.#turns.take(() => this.vault.write([...heard, ["sealed", "recent", this.#recent]]));
  }

  /** What the server has by now is known here no more. */
  forgetPeople() {
    return this.#turns.take(() => {
      this.#shown.clear();
      this.#recent = [];
      return this.vault.write([...this.own.forget(this.own.covered()), ["sealed", "recent", undefined]]);
    });
  }

  /** The clock of the other, as an answer to a question of ours told it. */
  async measure({ left, back, now }) {
    const before = this.clock.offset;
    this.clock.measure({ left, back, now });
    if (this.clock.offset !== before) await this.vault.write([["sealed", "clock", { offset: this.clock.offset }]]);
  }

  async #keep({ at, ...asked }, said, { undoes = null, tried = null }) {
    const { verdict, reason, basis, explanation, first_at, first_gate_id } = said;
    const told = { verdict, reason, basis, first_at, first_gate_id, undoes, tried, ticket_number: said.ticket?.number };
    const decided = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null && value !== undefined));
    if (explanation.length) decided.explanation = explanation;
    const scan_id = newId();
    const answer = { scan_id, direction: asked.direction, at, ...said };
    await this.queue.append({ scan_id, ...asked, decided }, [["sealed", "recent", this.#recentWith(answer, undoes)]]);
    this.#remember(answer, undoes);
    return answer;
  }

  #restore(recent) {
    this.#recent = recent;
    for (const answer of [...recent].reverse()) this.#shown.set(answer.scan_id, answer);
  }

  #recentWith(answer, undoes) {
    if (undoes) return this.#recent.map((one) => (one.scan_id === undoes ? undone(one) : one));
    return [{ ...answer, candidates: [] }, ...this.#recent].slice(0, RECENT);
  }

  #remember(answer, undoes) {
    this.#recent = this.#recentWith(answer, undoes);
    this.#shown.set(answer.scan_id, answer);
    if (undoes) this.#shown.delete(undoes);
    if (this.#shown.size > REMEMBERED) this.#shown.delete(this.#shown.keys().next().value);
  }
}

/** An answer, as it is listed once it was taken back. */
export function undone(answer) {
  return { ...answer, verdict: "undone", reason: "undone" };
}
