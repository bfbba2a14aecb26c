// Sends scans under ids of our own making: after a lost connection the same scan goes again, and counts once.

const PATIENCE = 5000; // ms for one attempt
const PAUSE = 800;

export class Sender {
  isBusy = false;

  constructor(gate, onConnection) {
    this.path = `/api/v1/gates/${gate}/scans`;
    this.onConnection = onConnection;
  }

  /** The answer to a scan; null when this phone may no longer scan or the scan was refused as such. */
  scan(body) {
    const at_device = new Date().toISOString();
    return this.#send(this.path, { ...body, at_device, scan_id: crypto.randomUUID?.() ?? randomId() });
  }

  /** The answer to undoing the scan of that id. */
  undo(scanId) {
    return this.#send(`${this.path}/${scanId}/undo`, { scan_id: crypto.randomUUID?.() ?? randomId() });
  }

  async #send(path, body) {
    this.isBusy = true;
    try {
      return await this.#until(path, JSON.stringify(body));
    } finally {
      this.isBusy = false;
    }
  }

  async #until(path, body) {
    for (;;) {
      const response = await attempt(path, body);
      const isLost = !response || response.status >= 500 || response.status === 429;
      this.onConnection(!isLost);
      if (!isLost) return settled(response);
      await new Promise((resume) => setTimeout(resume, PAUSE));
    }
  }
}

async function attempt(path, body) {
  const headers = { "content-type": "application/json" };
  try {
    return await fetch(path, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    return null; // no network, or too slow: the same scan is sent again
  }
}

async function settled(response) {
  if (response.status === 401) {
    location.reload(); // the page says how to pair again
    return null;
  }
  if (response.ok) return response.json();
  const { detail } = await response.json();
  return { verdict: "refused", reason: "invalid", refused: detail, candidates: [], explanation: [] };
}

/** A version 4 UUID where the page is not served by https (a hub in a hall). */
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
