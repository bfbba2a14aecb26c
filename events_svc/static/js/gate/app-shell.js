// The scanner as an app that opens without the network: its service worker, and how a new one takes over.

const LOOK_AGAIN = 60 * 60 * 1000; // ms between two looks for a new version
const LOOKED = 10000; // ms for which the worker's word is good
const TRY_AGAIN = 10000; // after an installation that failed
const HOW = { scope: "/gate", updateViaCache: "none" };
const CALM_EVERY = 5000;
const PATIENCE = 2000; // ms for the worker to say what it holds

export class AppShell {
  #isReplacing = false;
  #isRemoved = false;
  #timers = [];
  #followed = new WeakSet();
  #looked = { at: -LOOKED, isComplete: false };

  /** `isCalm()`: whether nobody is busy with this page, so that a new version may take its place. */
  constructor({ onChange, isCalm }) {
    Object.assign(this, { onChange, isCalm });
  }

  /** Install the app, where the browser can, and see to it that it is there and the newest. */
  async start() {
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.addEventListener("controllerchange", () => this.#replaced());
    this.#timers = [
      setInterval(() => this.#lookLater(), LOOK_AGAIN),
      setInterval(async () => (await this.isComplete()) || this.#lookLater(), TRY_AGAIN),
      setInterval(async () => this.#offer((await registered())?.waiting), CALM_EVERY),
    ];
    await this.#look();
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
    this.#timers.forEach(clearInterval);
    this.#isRemoved = true;
    const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
    await Promise.all(registrations.map((one) => one.unregister()));
    const names = (await globalThis.caches?.keys()) ?? [];
    await Promise.all(names.filter((name) => name.startsWith("gate-")).map((name) => caches.delete(name)));
  }

  /** Register what is not, look for what is newer; without a network another look will do. */
  async #look() {
    const known = await registered();
    const registration = known ?? (await navigator.serviceWorker.register("/gate/sw.js", HOW));
    if (!this.#followed.has(registration)) registration.addEventListener("updatefound", () => this.#follow(registration));
    this.#followed.add(registration);
    if (known) await known.update().catch(() => {});
  }

  async #lookLater() {
    if (!this.#isRemoved) await this.#look().catch((error) => console.warn(error)); // `lacks` says what is missing
  }

  /** An installation that the network broke off is begun anew. */
  #follow(registration) {
    const worker = registration.installing;
    worker.addEventListener("statechange", () => {
      if (worker.state === "installed") this.#offer(registration.waiting);
      if (worker.state === "redundant") setTimeout(() => this.#lookLater(), TRY_AGAIN);
    });
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
    const end = (said) => {
      clearTimeout(late);
      port1.close();
      answer(said);
    };
    const late = setTimeout(end, PATIENCE, null);
    port1.addEventListener("message", ({ data }) => end(data));
    port1.start();
    worker.postMessage(question, [port2]);
  });
}

function registered() {
  return navigator.serviceWorker.getRegistration("/gate");
}
