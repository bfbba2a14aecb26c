// The phone's round: it says how it is, hears whether there is news, and so finds out whether there is contact.

const CALM = 15000; // ms between two rounds while all is well
const SEEKING = 1000; // while there is no contact

export class Rounds {
  #timer = 0;
  #isAsking = false;

  constructor({ contact, path, report, onNews }) {
    Object.assign(this, { contact, path, report, onNews });
  }

  /** Make a round now, and go on. */
  async start() {
    clearTimeout(this.#timer);
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      const reply = await this.contact.ask(`${this.path}/status`, { body: this.report() });
      if (reply?.status === 401) return;
      if (reply?.status === 200) await this.onNews(reply);
    } finally {
      this.#isAsking = false;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), this.contact.isThere ? CALM : SEEKING);
  }

  stop() {
    clearTimeout(this.#timer);
    this.start = async () => {};
  }
}
