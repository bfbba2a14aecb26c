// The phone's round: it says how it is, hears whether there is news, and so finds out whether there is contact.

const CALM = 15000; // ms between two rounds while all is well
const SEEKING = 600; // while there is no contact
const PATIENCE = 5000; // ms for one round; over a slow line scans and people still come through
const MOST = 5; // rounds on their way at once: one that is stuck must not hide that the line is back

export class Rounds {
  #timer = 0;
  #asking = 0;

  constructor({ contact, path, report, onNews }) {
    Object.assign(this, { contact, path, report, onNews });
  }

  /** Make a round now, and go on. */
  start() {
    clearTimeout(this.#timer);
    if (this.#asking < MOST) this.#ask();
    this.#next();
  }

  stop() {
    clearTimeout(this.#timer);
    this.start = () => {};
  }

  async #ask() {
    this.#asking += 1;
    const reply = await this.contact.ask(`${this.path}/status`, { body: this.report(), within: PATIENCE });
    this.#asking -= 1;
    if (reply?.status === 200) this.onNews(reply);
    if (!reply) this.#next();
  }

  #next() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), this.contact.isThere ? CALM : SEEKING);
  }
}
