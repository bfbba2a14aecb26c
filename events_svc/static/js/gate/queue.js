// What this phone decided by itself: chained, kept until the server has it and the snapshot says so.

import { link } from "./chain.js";
import { Turns } from "./turns.js";

const FIRST = { seq: 0, hash: "" };

export class Queue {
  #entries = new Map(); // seq → { entry, sent, refused }, in the order of seq
  #turns = new Turns();

  static async load(vault, gate) {
    const queue = new Queue();
    Object.assign(queue, { vault, gate });
    for (const kept of await vault.readAll("queue")) queue.#entries.set(kept.entry.seq, kept.refused ? anew(kept) : kept);
    queue.head = (await vault.read("head", "head")) ?? FIRST;
    return queue;
  }

  /**
   * Chain and keep `{ scan_id, code, is_typed, direction, at_device, clock_offset_ms, decided }`; safe once it resolves,
   * and with it the other changes of the vault, `besides`: all or nothing.
   */
  append(draft, besides = []) {
    return this.#turns.take(async () => {
      const { seq, hash: prev_hash } = this.head;
      const entry = { ...draft, seq, decided: { ...draft.decided, prev_hash } };
      entry.decided.hash = await link(prev_hash, entry, this.gate);
      const is = { seq: seq + 1, hash: entry.decided.hash };
      const kept = { entry, sent: false, refused: "" };
      await this.vault.write([["queue", seq, kept], ...besides], { was: this.head, is });
      this.#entries.set(seq, kept);
      this.head = is;
      return entry;
    });
  }

  /** What came of sending: entries by seq that arrived, and why others were not taken. */
  settle(results) {
    return this.#turns.take(async () => {
      const settled = results.map(({ seq, refused }) => ({ ...this.#entries.get(seq), sent: true, refused }));
      await this.vault.write(settled.map((kept) => ["queue", kept.entry.seq, kept]));
      for (const kept of settled) this.#entries.set(kept.entry.seq, kept);
    });
  }

  /** Drop entries that the snapshot contains by now; who asks drops them in the vault. */
  forget(seqs) {
    for (const seq of seqs) this.#entries.delete(seq);
  }

  /** Entries that nobody else knows of, in their order. */
  unsent() {
    return this.#all().filter((kept) => !kept.sent).map((kept) => kept.entry);
  }

  /** Those that were sent and not taken: they stay, so that nothing that was shown is lost. */
  refused() {
    return this.#all().filter((kept) => kept.refused).map((kept) => kept.entry);
  }

  /** Those that arrived, by seq. */
  arrived() {
    return this.#all().filter((kept) => kept.sent && !kept.refused).map((kept) => kept.entry.seq);
  }

  entries() {
    return this.#all().map((kept) => kept.entry);
  }

  /** The entries about that ticket. */
  about(number) {
    return this.entries().filter(({ decided }) => decided.ticket_number === number);
  }

  #all() {
    return [...this.#entries.values()];
  }
}

/** What was not taken is tried again by every new page: perhaps the other has learnt. */
function anew(kept) {
  return { ...kept, sent: false, refused: "" };
}
