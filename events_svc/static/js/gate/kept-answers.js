// Answers that this phone was given while nobody could be reached: sealed, brought later, kept until the
// snapshot knows that nothing stands open any more.

import { Turns } from "./turns.js";

const AT_ONCE = 50;
const PATIENCE = 5000; // ms for one batch

export class KeptAnswers {
  #kept = new Map(); // ticket number → { ticket, fields, isSent, refused }
  #turns = new Turns();

  static async load(vault) {
    const answers = new KeptAnswers();
    answers.vault = vault;
    for (const one of await vault.readAll("answers")) {
      answers.#kept.set(one.ticket, one.refused ? { ...one, isSent: false, refused: "" } : one); // tried again by every new page
    }
    return answers;
  }

  /** Whether nothing stands open for that ticket, as far as this phone asked. */
  has(number) {
    return this.#kept.has(number);
  }

  /** Those that nobody else has. */
  get unsent() {
    return [...this.#kept.values()].filter((one) => !one.isSent);
  }

  /** Those that were not taken: they stay here. */
  get refused() {
    return [...this.#kept.values()].filter((one) => one.refused);
  }

  /** Keep `fields` (values by the name of the field) for a ticket; safe once it resolves. */
  keep(ticket, fields) {
    return this.#turns.take(() => this.#note([{ ticket, fields, isSent: false, refused: "" }]));
  }

  /** Bring what nobody has; whether all of it arrived. */
  send(contact, path) {
    return this.#turns.take(async () => {
      while (this.unsent.length) {
        const batch = this.unsent.slice(0, AT_ONCE);
        const items = batch.map(({ ticket, fields }) => ({ ticket, fields }));
        const reply = await contact.ask(`${path}/answers`, { body: { items }, within: PATIENCE });
        if (reply?.status !== 200) return false;
        const said = new Map(reply.body.results.map(({ ticket, refused }) => [ticket, refused]));
        await this.#note(batch.map((one) => ({ ...one, isSent: true, refused: said.get(one.ticket) ?? "" })));
      }
      return true;
    });
  }

  /** Forget those that arrived and that the snapshot contains by now. */
  forget(snapshot) {
    return this.#turns.take(async () => {
      const known = [...this.#kept.values()].filter((one) => one.isSent && !one.refused && snapshot.ticket(one.ticket)?.is_complete);
      await this.vault.write(known.map(({ ticket }) => ["answers", ticket, undefined]));
      for (const { ticket } of known) this.#kept.delete(ticket);
    });
  }

  async #note(answers) {
    await this.vault.write(answers.map((one) => ["answers", one.ticket, one]));
    for (const one of answers) this.#kept.set(one.ticket, one);
  }
}
