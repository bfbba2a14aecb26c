// The scanner as an app that opens without the network: its service worker, and how a new one takes over.

const LOOK_AGAIN = 60 * 60 * 1000; // ms between two looks for a new version
const LOOKED = 10000; // ms for which the worker's word is good
const CALM_EVERY = 5000;
const PATIENCE = 2000; // ms for the worker to say what it holds

export class AppShell {
  #isReplacing = false;
  #looked = { at: -LOOKED, isComplete: false };

  /** `isCalm()`: whether nobody is busy with this page, so that a new version may take its place. */
  constructor({ onChange, isCalm }) {
    Object.assign(this, { onChange, isCalm });
  }

  /** Install the app, where the browser can. */
  async start() {
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.addEventListener("controllerchange", () => this.#replaced());
    const registration = await navigator.serviceWorker.register("/gate/sw.js", { scope: "/gate", updateViaCache: "none" });
    setInterval(() => registration.update().catch(() => {}), LOOK_AGAIN); // without a network: later
    setInterval(() => this.#offer(registration.waiting), CALM_EVERY);
    registration.addEventListener("updatefound", () => this.#follow(registration));
    await navigator.serviceWorker.ready;
    this.onChange();
  }

  /** Whether this page and everything it needs would open without the network. */
  async isComplete() {
    const worker = navigator.serviceWorker?.controller;
    if (!worker) return false;
    if (!this.#looked.isComplete || performance.now() - this.#looked.at > LOOKED) {
      this.#looked = { at: performance.now(), isComplete: (await asked(worker, "complete")) === true };
    }
    return this.#looked.isComplete;
  }

  /** Forget the app. */
  async remove() {
    const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
    await Promise.all(registrations.map((one) => one.unregister()));
    const names = (await globalThis.caches?.keys()) ?? [];
    await Promise.all(names.filter((name) => name.startsWith("gate-")).map((name) => caches.delete(name)));
  }

  #follow(registration) {
    registration.installing.addEventListener("statechange", () => this.#offer(registration.waiting));
  }

  /** A new version is complete and waits: it comes when nobody is in the middle of something. */
  #offer(waiting) {
    if (!waiting || !navigator.serviceWorker.controller || !this.isCalm()) return;
    this.#isReplacing = true;
    waiting.postMessage("replace");
  }

  #replaced() {
    if (this.#isReplacing) location.reload();
    else this.onChange();
  }
}

function asked(worker, question) {
  return new Promise((answer) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", ({ data }) => answer(data));
    port1.start();
    worker.postMessage(question, [port2]);
    setTimeout(() => answer(null), PATIENCE);
  });
}
