// Answers that this phone was given while nobody could be reached: sealed, brought later, kept until the
// snapshot knows that nothing stands open any more.

import { Turns } from "./turns.js";

const AT_ONCE = 50;
const MOST_CHARACTERS = 200_000; // of a batch; one that is larger by itself goes alone
const PATIENCE = 5000; // ms for one batch
const LONGEST = 60_000; // ms between two tries of what alone brings no answer

export class KeptAnswers {
  #kept = new Map(); // ticket number → { ticket, fields, isSent, refused }
  #turns = new Turns();
  #failures = 0; // one after the other
  #size = AT_ONCE; // half as many after every second failure, so that one on which the server fails stands alone at last
  #failed = new Map(); // ticket number → { times, until } of those that failed alone

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

  /** Bring what nobody has; whether all of it arrived. What is rejected is found by halves, and stays with the reason. */
  send(contact, path) {
    return this.#turns.take(async () => {
      for (let batch = this.#next(); batch.length; batch = this.#next()) {
        if (!(await this.#bring(batch, contact, path))) return false;
      }
      return !this.unsent.length;
    });
  }

  /** The oldest that may go now, as many as fit in. */
  #next() {
    const ready = this.unsent.filter(({ ticket }) => !(this.#failed.get(ticket)?.until > Date.now()));
    let characters = 0;
    const fits = (one, place) => (characters += JSON.stringify(one.fields).length) <= MOST_CHARACTERS || place === 0;
    const end = ready.slice(0, this.#size).findIndex((one, place) => !fits(one, place));
    return ready.slice(0, end < 0 ? this.#size : end);
  }

  /** Whether there was an answer to all of them. */
  async #bring(batch, contact, path) {
    const items = batch.map(({ ticket, fields }) => ({ ticket, fields }));
    const reply = await contact.ask(`${path}/answers`, { body: { items }, within: PATIENCE });
    if (!reply || reply.status === 401) return this.#fail(batch);
    this.#failures = 0;
    this.#size = Math.min(2 * this.#size, AT_ONCE);
    if (reply.status === 200) return this.#settle(batch, reply.body.results);
    if (batch.length === 1) return this.#settle(batch, [{ ticket: batch[0].ticket, refused: reply.body?.detail || String(reply.status), is_unlisted: true }]);
    const half = Math.floor(batch.length / 2);
    return (await this.#bring(batch.slice(0, half), contact, path)) && this.#bring(batch.slice(half), contact, path);
  }

  async #settle(batch, results) {
    const said = new Map(results.map((one) => [one.ticket, one]));
    const isOursAlone = ({ ticket }) => Boolean(said.get(ticket)?.is_unlisted); // nobody there lists it for people
    await this.#note(batch.map((one) => ({ ...one, isSent: !isOursAlone(one), refused: said.get(one.ticket)?.refused ?? "" })));
    for (const one of batch) {
      if (isOursAlone(one)) this.#wait(one.ticket);
      else this.#failed.delete(one.ticket);
    }
    return true;
  }

  /** No answer: no network, or the server fails on one of them. */
  #fail(batch) {
    this.#failures += 1;
    if (this.#failures > 1) this.#size = Math.max(1, Math.floor(batch.length / 2));
    if (batch.length === 1) this.#wait(batch[0].ticket);
    return false;
  }

  /** Twice as long after every try. */
  #wait(ticket) {
    const times = (this.#failed.get(ticket)?.times ?? 0) + 1;
    this.#failed.set(ticket, { times, until: Date.now() + Math.min(500 * 2 ** times, LONGEST) });
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
