// The one who decides for all gates, asked over the network: the server, or the hub in the hall.

import { BUDGET } from "./contact.js";
import { newId } from "./ids.js";

const PATIENCE = 5000; // ms for one attempt when nobody else could decide
const PAUSE = 800;
const REFUSED = { verdict: "refused", reason: "invalid", candidates: [], explanation: [] };

export class ServerDesk {
  constructor({ contact, gate, basis }) {
    Object.assign(this, { contact, basis });
    this.path = `/api/v1/gates/${gate}/scans`;
  }

  /** A question under an id of its own: sent again it counts once. */
  scanning({ code, is_typed, direction }, { at_device, clock_offset_ms }) {
    const scan_id = newId();
    return { scan_id, path: this.path, body: { scan_id, code, is_typed, direction, at_device, clock_offset_ms } };
  }

  undoing(scanId) {
    const scan_id = newId();
    return { scan_id, path: `${this.path}/${scanId}/undo`, body: { scan_id } };
  }

  /** The answer, or null when none came in the time that a person waits. */
  async answerSoon(question) {
    return this.#answer(await this.contact.ask(question.path, { body: question.body, within: BUDGET }));
  }

  /** The answer, however long it takes; null when we may not ask any more. */
  async answerAtLast(question) {
    for (;;) {
      const reply = await this.contact.ask(question.path, { body: question.body, within: PATIENCE });
      if (reply) return this.#answer(reply);
      await new Promise((resume) => setTimeout(resume, PAUSE));
    }
  }

  #answer(reply) {
    if (!reply || reply.status === 401) return null;
    if (reply.status === 200) return { basis: this.basis, ...reply.body };
    return { ...REFUSED, basis: this.basis, refused: reply.body?.detail ?? "" };
  }
}
