// What the gate's event stream tells: how many have come, that something changed. It comes again by itself.

const PAUSE = 3000; // ms before a stream that was refused is opened anew

export class Live {
  #source = null;
  #timer = 0;

  constructor({ onNews, onLost }) {
    Object.assign(this, { onNews, onLost });
  }

  /** Listen; at once anew when we were not connected. */
  listen() {
    if (this.#source?.readyState === EventSource.OPEN) return;
    this.stop();
    this.#source = new EventSource("/gate/live");
    this.#source.addEventListener("message", ({ data }) => this.onNews(JSON.parse(data)));
    this.#source.addEventListener("error", () => this.#lost());
  }

  stop() {
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  #lost() {
    this.onLost();
    if (this.#source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.listen(), PAUSE);
  }
}
