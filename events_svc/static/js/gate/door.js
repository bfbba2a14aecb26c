// The door as the screens see it: scans and undoings in, verdicts out, and what is always to be seen.

import { DoorState } from "./door-state.js";
import { findPeople } from "./find-people.js";
import { Sender } from "./sender.js";

export class Door {
  #sender;
  #people = [];

  constructor(setting) {
    this.state = new DoorState(setting);
    this.#sender = new Sender(setting.gate, (isThere) => this.state.set({ online: isThere }));
  }

  get isBusy() {
    return this.#sender.isBusy;
  }

  /** Listen to the gate's events. */
  async start() {
    const source = new EventSource("/gate/live");
    source.addEventListener("message", ({ data }) => this.state.set({ ...JSON.parse(data), online: true }));
    source.addEventListener("error", () => this.state.set({ online: false }));
    addEventListener("offline", () => this.state.set({ online: false }));
    addEventListener("online", () => this.state.set({ online: true }));
  }

  /** The answer to what was scanned or typed; null when this phone may not scan. */
  async scan({ code, is_typed = false, direction = "entry" }) {
    const answer = await this.#sender.scan({ code, is_typed, direction });
    return answer && { ...answer, basis: "online" };
  }

  /** The answer to undoing the scan of that id. */
  async undo(scanId) {
    const answer = await this.#sender.undo(scanId);
    return answer && { ...answer, basis: "online" };
  }

  /** People of the snapshot by name, pinyin, phone tail, organisation or order. */
  async search(text) {
    return findPeople(this.#people, text);
  }

  /** Make this tab the one that scans. */
  async takeOver() {
    this.state.set({ is_owner: true });
  }
}
