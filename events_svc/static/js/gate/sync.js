// The snapshot: taken whole once, followed by its changes, kept sealed on the phone.

import { Snapshot } from "./snapshot.js";

const PATIENCE = 20000; // ms for a snapshot over a poor network
const REST = 1000; // ms between two rounds of changes
const WRITTEN_AFTER = 5000; // ms in which changes gather until they are written: in a rush they come every second

export class Sync {
  snapshot = null;
  confirmed_at = ""; // when the server said last that nothing had changed
  sheets = null; // what is asked before somebody goes in: `{ sheets: { type: HTML }, required: [ids] }`
  isKept = false; // whether what we hold is safe on the disk, too
  #asked = null;
  #gathered = []; // what the written snapshot does not contain yet
  #timer = 0;
  #again = false;
  #isStopped = false;
  #lastAt = -REST;

  constructor({ contact, vault, path, own, onChange }) {
    Object.assign(this, { contact, vault, path, own, onChange });
  }

  /** The moment whose state we know; null without a snapshot. */
  get asOf() {
    const taken = this.snapshot?.taken_at;
    return taken && Date.parse(this.confirmed_at) > Date.parse(taken) ? this.confirmed_at : (taken ?? null);
  }

  async load() {
    const kept = await this.vault.read("sealed", "snapshot");
    if (!kept) return;
    this.snapshot = new Snapshot(kept);
    this.sheets = (await this.vault.read("sealed", "sheets")) ?? null;
    this.isKept = true;
  }

  /** Fetch what is new; while one round is on its way, another follows it. */
  refresh() {
    this.#again = Boolean(this.#asked);
    this.#asked ??= this.#rounds().finally(() => { this.#asked = null; });
    return this.#asked;
  }

  /** Take nothing in any more. */
  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Forget what we know of people. */
  async purge() {
    this.snapshot = this.sheets = null;
    this.isKept = false;
    clearTimeout(this.#timer);
    await this.vault.write([["sealed", "snapshot", undefined], ["sealed", "sheets", undefined], ...this.#gathered.splice(0)]);
    this.onChange();
  }

  async #rounds() {
    do {
      await new Promise((resume) => setTimeout(resume, Math.max(0, this.#lastAt + REST - performance.now())));
      this.#lastAt = performance.now();
      this.#again = false;
      await this.#round();
    } while (this.#again);
  }

  async #round() {
    const covered = this.own.covered();
    const wire = this.snapshot ? await this.#changes() : await this.#whole();
    if (!this.sheets) await this.#fetchSheets();
    if (!wire || this.#isStopped) return;
    if (this.snapshot) this.snapshot.merge(wire);
    else this.snapshot = new Snapshot(wire);
    this.#gathered.push(...this.own.forget(covered));
    if (this.isKept) this.#timer ||= setTimeout(() => this.#write().catch(console.error), WRITTEN_AFTER);
    else await this.#write();
    this.onChange();
  }

  /** Snapshot and what it makes superfluous, at once: on disk is always a whole. */
  async #write() {
    this.#timer = 0;
    if (!this.snapshot) return;
    await this.vault.write([["sealed", "snapshot", this.snapshot], ...this.#gathered.splice(0)]);
    this.isKept = true;
  }

  async #changes() {
    const path = `${this.path}/changes?after=${encodeURIComponent(this.snapshot.cursor)}`;
    const reply = await this.contact.ask(path, { within: PATIENCE });
    if (reply?.status !== 410) return reply?.status === 200 ? reply.body : null;
    const whole = await this.#whole();
    if (whole) this.snapshot = this.sheets = null; // the old ones served until the new ones are there
    return whole;
  }

  /** The questions change with the whole snapshot alone. */
  async #fetchSheets() {
    const reply = await this.contact.ask("/gate/questions", { within: PATIENCE });
    if (reply?.status !== 200) return;
    this.sheets = reply.body;
    await this.vault.write([["sealed", "sheets", this.sheets]]);
  }

  async #whole() {
    const reply = await this.contact.ask(`${this.path}/snapshot`, { within: PATIENCE });
    return reply?.status === 200 ? reply.body : null;
  }
}
