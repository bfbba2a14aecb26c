// The snapshot: taken whole once, followed by its changes, kept sealed on the phone.

import { Snapshot } from "./snapshot.js";

const PATIENCE = 20000; // ms for a snapshot over a poor network
const REST = 1000; // ms between two rounds of changes

export class Sync {
  snapshot = null;
  confirmed_at = ""; // when the server said last that nothing had changed
  isKept = false; // whether what we hold is safe on the disk, too
  #asked = null;
  #again = false;
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
    this.isKept = true;
  }

  /** Fetch what is new; while one round is on its way, another follows it. */
  refresh() {
    this.#again = Boolean(this.#asked);
    this.#asked ??= this.#rounds().finally(() => { this.#asked = null; });
    return this.#asked;
  }

  /** Forget what we know of people. */
  async purge() {
    this.snapshot = null;
    this.isKept = false;
    await this.vault.write([["sealed", "snapshot", undefined]]);
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
    if (!wire) return;
    if (this.snapshot) this.snapshot.merge(wire);
    else this.snapshot = new Snapshot(wire);
    await this.vault.write([["sealed", "snapshot", this.snapshot]]);
    this.isKept = true;
    await this.own.forget(covered);
    this.onChange();
  }

  async #changes() {
    const path = `${this.path}/changes?after=${encodeURIComponent(this.snapshot.cursor)}`;
    const reply = await this.contact.ask(path, { within: PATIENCE });
    if (reply?.status !== 410) return reply?.status === 200 ? reply.body : null;
    const whole = await this.#whole();
    if (whole) this.snapshot = null; // the old one served until the new one is there
    return whole;
  }

  async #whole() {
    const reply = await this.contact.ask(`${this.path}/snapshot`, { within: PATIENCE });
    return reply?.status === 200 ? reply.body : null;
  }
}
