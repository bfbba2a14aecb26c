// Brings to the server what this phone decided: in order, under ids that count once, again until it arrived.

const AT_ONCE = 100;
const PATIENCE = 15000; // ms for one batch
const PAUSES = [1000, 2000, 4000, 8000, 15000]; // ms after one failure, two …

export class Uploader {
  #failures = 0;
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

  #later() {
    const pause = PAUSES[Math.min(this.#failures, PAUSES.length - 1)];
    this.#failures += 1;
    this.#timer = setTimeout(() => this.kick(), pause);
  }

  async #send() {
    const batch = this.queue.unsent().slice(0, AT_ONCE);
    const reply = await this.#post(batch);
    if (!reply || reply.status === 401) return false;
    if (reply.status === 200) return this.#settle(batch, reply.body.results);
    for (const entry of batch) if (!(await this.#alone(entry))) return false; // one of them is the reason
    return true;
  }

  async #alone(entry) {
    const reply = await this.#post([entry]);
    if (!reply || reply.status === 401) return false;
    const results = reply.status === 200 ? reply.body.results : [{ scan_id: entry.scan_id, refused: why(reply) }];
    return this.#settle([entry], results);
  }

  #post(scans) {
    return this.contact.ask(this.path, { body: { scans }, within: PATIENCE });
  }

  async #settle(batch, results) {
    const refusals = new Map(results.map(({ scan_id, refused }) => [scan_id, refused ?? ""]));
    const known = batch.filter(({ scan_id }) => refusals.has(scan_id));
    await this.queue.settle(known.map(({ seq, scan_id }) => ({ seq, refused: refusals.get(scan_id) })));
    this.onSettled();
    return known.length > 0;
  }
}

function why({ status, body }) {
  return body?.detail || String(status);
}
