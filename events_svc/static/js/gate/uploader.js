// Brings to the server what this phone decided: in order, under ids that count once, again until it arrived.

const AT_ONCE = 100;
const MOST_CHARACTERS = 200_000; // of a batch; one that is larger by itself goes alone
const LONGEST = 60_000; // ms between two tries of what alone brings no answer
const PATIENCE = 15000; // ms for one batch
const PAUSES = [1000, 2000, 4000, 8000, 15000]; // ms after one failure, two …

export class Uploader {
  #failures = 0;
  #size = AT_ONCE; // half as many after every second failure, so that one on which the server fails stands alone at last
  #failed = new Map(); // seq → { times, until } of those that failed alone: they hold up no others
  #timer = 0;
  #isRunning = false;
  #isStopped = false;

  constructor({ contact, queue, path, onSettled }) {
    Object.assign(this, { contact, queue, path, onSettled });
  }

  /** Send now what waits; what could not be sent is tried again by itself. */
  async kick() {
    clearTimeout(this.#timer);
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#hasWork && (await this.#send())) this.#failures = 0;
    } catch (error) {
      console.error(error); // the phone could not note what arrived: sent again, it counts once
    } finally {
      this.#isRunning = false;
    }
    if (this.#hasWork) this.#later();
  }

  /** Send nothing more; the answer to what is on its way is still noted. */
  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  get #hasWork() {
    return !this.#isStopped && this.queue.unsent().length > 0;
  }

  /** The oldest that may go now, as many as fit in. */
  #next() {
    const ready = this.queue.unsent().filter(({ seq }) => !(this.#failed.get(seq)?.until > Date.now()));
    let characters = 0;
    const fits = (entry, place) => (characters += JSON.stringify(entry).length) <= MOST_CHARACTERS || place === 0;
    const end = ready.slice(0, this.#size).findIndex((entry, place) => !fits(entry, place));
    return ready.slice(0, end < 0 ? this.#size : end);
  }

  #later() {
    const pause = PAUSES[Math.min(this.#failures, PAUSES.length - 1)];
    this.#failures += 1;
    this.#timer = setTimeout(() => this.kick(), pause);
  }

  async #send() {
    const batch = this.#next();
    return batch.length > 0 && this.#bring(batch);
  }

  /** Whether there was an answer to all of them; what is rejected is found by halves and stays with the reason. */
  async #bring(batch) {
    const reply = await this.#post(batch);
    if (!reply || reply.status === 401) return this.#fail(batch);
    this.#size = Math.min(2 * this.#size, AT_ONCE);
    if (reply.status === 200) return this.#settle(batch, reply.body.results);
    if (batch.length === 1) return this.#settle(batch, [{ scan_id: batch[0].scan_id, refused: why(reply) }]);
    const half = Math.floor(batch.length / 2);
    return (await this.#bring(batch.slice(0, half))) && this.#bring(batch.slice(half));
  }

  /** No answer: no network, or the server fails on one of them. */
  #fail(batch) {
    if (this.#failures > 0) this.#size = Math.max(1, Math.floor(batch.length / 2));
    if (batch.length > 1) return false;
    const times = (this.#failed.get(batch[0].seq)?.times ?? 0) + 1;
    this.#failed.set(batch[0].seq, { times, until: Date.now() + Math.min(500 * 2 ** times, LONGEST) });
    return false;
  }

  #post(scans) {
    return this.contact.ask(this.path, { body: { scans }, within: PATIENCE });
  }

  async #settle(batch, results) {
    const refusals = new Map(results.map(({ scan_id, refused }) => [scan_id, refused ?? ""]));
    const known = batch.filter(({ scan_id }) => refusals.has(scan_id));
    for (const { seq } of known) this.#failed.delete(seq);
    await this.queue.settle(known.map(({ seq, scan_id }) => ({ seq, refused: refusals.get(scan_id) })));
    this.onSettled();
    return known.length > 0;
  }
}

function why({ status, body }) {
  return body?.detail || String(status);
}
