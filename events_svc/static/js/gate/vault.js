// What the phone keeps: IndexedDB, every value sealed with an AES-GCM key that the browser lets nobody read
// out. Without the key nothing can be read, so erasing begins with the key.

const STORES = ["key", "head", "sealed", "queue", "heard", "answers"];
const PLAIN = new Set(["key", "head"]); // the head is a number and a hash: it says nothing of anybody
const VERSION = 2;
const STRICT = { durability: "strict" }; // on the disk before a verdict is shown
const PREFIX = "gate-";

/** Another tab of this phone wrote in between. */
export class Overtaken extends Error {}

export class Vault {
  #database;
  #key;

  /** The phone's vault as the device of that id; rejects where the browser keeps nothing. */
  static async open(device) {
    const vault = new Vault();
    vault.name = PREFIX + device;
    vault.#database = await opened(vault.name);
    vault.#database.addEventListener("versionchange", () => vault.#database.close());
    vault.#key = await vault.#ownKey();
    return vault;
  }

  async read(store, name) {
    const kept = await this.#asked(store, (from) => from.get(name));
    return kept === undefined || PLAIN.has(store) ? kept : this.#unsealed(kept);
  }

  /** All values of the store in the order of their names. */
  async readAll(store) {
    const kept = await this.#asked(store, (from) => from.getAll());
    return Promise.all(kept.map((one) => this.#unsealed(one)));
  }

  /**
   * Write all or nothing: `[[store, name, value]]`, undefined deletes. `head`, when given, is `{ was, is }`: the
   * end of the chain moves with the entries; raises Overtaken when it is not where we left it.
   */
  async write(changes, head = null) {
    if (!changes.length) return;
    const sealed = await Promise.all(changes.map(async ([store, name, value]) => [store, name, value && (await this.#sealed(value))]));
    const stores = [...new Set([...changes.map(([store]) => store), ...(head ? ["head"] : [])])];
    const transaction = this.#database.transaction(stores, "readwrite", STRICT);
    const done = ended(transaction);
    if (head) moveHead(transaction, head);
    for (const [store, name, value] of sealed) {
      const at = transaction.objectStore(store);
      if (value === undefined) at.delete(name);
      else at.put(value, name);
    }
    await done;
  }

  /** Key first, then everything. */
  async erase() {
    this.#key = null;
    const transaction = this.#database.transaction(STORES, "readwrite", STRICT);
    const done = ended(transaction);
    for (const store of STORES) transaction.objectStore(store).clear();
    await done;
    this.#database.close();
    await removed(this.name);
  }

  close() {
    this.#database.close();
  }

  async #ownKey() {
    const known = await this.#asked("key", (from) => from.get("main"));
    if (known) return known;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const transaction = this.#database.transaction("key", "readwrite", STRICT);
    const done = ended(transaction);
    transaction.objectStore("key").add(made, "main"); // fails when another tab was first
    await done.catch(() => {});
    return this.#asked("key", (from) => from.get("main"));
  }

  async #sealed(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.#key, text) };
  }

  async #unsealed({ iv, data }) {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.#key, data);
    return JSON.parse(new TextDecoder().decode(text));
  }

  async #asked(store, ask) {
    return answered(ask(this.#database.transaction(store).objectStore(store)));
  }
}

/** The devices of which this browser keeps something. */
export async function vaults() {
  const found = (await indexedDB.databases?.()) ?? [];
  return found.map(({ name }) => name).filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
}

/** Erase what this browser keeps, for whatever gate it was. */
export async function eraseEverything() {
  await Promise.all((await vaults()).map((device) => removed(PREFIX + device)));
}

function moveHead(transaction, { was, is }) {
  const heads = transaction.objectStore("head");
  const asked = heads.get("head");
  asked.addEventListener("success", () => {
    if ((asked.result?.hash ?? "") === was.hash) heads.put(is, "head");
    else transaction.abort();
  });
}

function opened(name) {
  const asked = indexedDB.open(name, VERSION);
  asked.addEventListener("upgradeneeded", () => {
    const known = asked.result.objectStoreNames;
    for (const store of STORES) if (!known.contains(store)) asked.result.createObjectStore(store);
  });
  return answered(asked);
}

function removed(name) {
  const asked = indexedDB.deleteDatabase(name);
  return Promise.race([answered(asked), new Promise((done) => asked.addEventListener("blocked", done))]);
}

function answered(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

function ended(transaction) {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error ?? new Overtaken()));
  });
}
