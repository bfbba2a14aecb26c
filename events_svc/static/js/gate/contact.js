// Whether the one who decides for all gates can be reached, as found out by asking.

export const BUDGET = 1000; // ms that a person at the door waits for an answer from elsewhere
const HTML = "text/html"; // what a hotel's network answers in the place of others
const TOO_LARGE = 413; // whoever on the way says so
const UNKNOWN = 401; // by problem+json: this phone is no device of the gate

export class Contact {
  #isThere = true; // not navigator.onLine: a hub may be there where no network is

  constructor({ onChange, onRevoked }) {
    Object.assign(this, { onChange, onRevoked });
    addEventListener("offline", () => this.#found(false));
  }

  get isThere() {
    return this.#isThere;
  }

  /** `{ status, body, left, back }`, or null when nothing that we can use came back in time. */
  async ask(path, { body, within = BUDGET } = {}) {
    const left = Date.now();
    const reply = await attempt(path, body, within);
    const back = Date.now();
    if (!reply) this.#found(false);
    else if (back - left <= BUDGET) this.#found(true); // a slower answer says nothing: it may be a large one
    if (reply?.status === UNKNOWN) this.onRevoked();
    return reply && { ...reply, left, back };
  }

  #found(isThere) {
    if (isThere === this.#isThere) return;
    this.#isThere = isThere;
    this.onChange(isThere);
  }
}

async function attempt(path, body, within) {
  const post = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const how = { ...(body === undefined ? {} : post), redirect: "error", cache: "no-store" };
  const reply = await received(path, { ...how, signal: AbortSignal.timeout(within) });
  return reply && isUsable(reply) ? reply : null;
}

async function received(path, how) {
  try {
    const response = await fetch(path, how);
    const kind = response.headers.get("content-type") ?? "";
    return { status: response.status, kind, body: kind.includes("json") ? await response.json() : null };
  } catch {
    return null; // no network, too slow, or cut in the middle of an answer
  }
}

/** What somebody on the way answered is no answer; least of all that we are unknown: it would delete everything. */
function isUsable({ status, kind, body }) {
  if (status === TOO_LARGE) return true;
  if (status >= 500 || status === 429 || kind.startsWith(HTML)) return false;
  return status !== UNKNOWN || body?.status === UNKNOWN;
}
