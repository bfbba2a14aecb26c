// What a screen may know of the door at any moment: read the fields, listen to "change".

const AT_FIRST = {
  online: true, // whether the one who decides for all gates answers
  basis: "online", // who would decide the next scan: online, hub, snapshot; none when nobody could
  unsent: 0, // scans that this phone decided and nobody else knows of yet
  refused: 0, // entries that were sent and not taken
  snapshot_at: null,
  clock_offset_ms: null, // the decider's clock minus ours; null: never measured
  ready: false, // whether scanning goes on when the network and this page are gone
  lacks: ["app", "snapshot"], // what is missing for that: storage, tab, app, snapshot
  persisted: false, // whether the browser promised not to clear what we keep
  is_owner: true, // false: another tab of this phone scans
  revoked: false,
  lost: 0, // unsent scans that went with the data when the phone was revoked
  conflicts: 0,
  arrived: 0,
  expected: 0,
  inside: 0,
  battery: null,
};

export class DoorState extends EventTarget {
  #isTold = false;

  constructor(known = {}) {
    super();
    Object.assign(this, AT_FIRST);
    for (const name of Object.keys(AT_FIRST)) if (name in known) this[name] = known[name];
  }

  /** Set fields; one "change" follows, soon, whatever many were set. */
  set(fields) {
    const changed = Object.entries(fields).filter(([name, value]) => String(this[name]) !== String(value));
    if (!changed.length) return;
    Object.assign(this, Object.fromEntries(changed));
    if (this.#isTold) return;
    this.#isTold = true;
    queueMicrotask(() => {
      this.#isTold = false;
      this.dispatchEvent(new Event("change"));
    });
  }
}
