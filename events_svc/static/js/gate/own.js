// What this phone knows of passages on top of its snapshot: what it decided, and what it was told online.

export class Own {
  #heard = new Map(); // scan_id → what we were told

  static async load(vault, queue) {
    const own = new Own();
    Object.assign(own, { vault, queue });
    for (const one of await vault.readAll("heard")) own.#heard.set(one.scan_id, one);
    return own;
  }

  /** Know an answer of the server, until the snapshot says the same; the changes that keep it in the vault, too. */
  hear(answer, undoes = null) {
    if (answer.verdict === "refused" || !answer.ticket) return [];
    const { scan_id, verdict, direction, at } = answer;
    const known = { scan_id, verdict, direction, at, undoes, number: answer.ticket.number, gate_id: this.queue.gate };
    this.#heard.set(scan_id, known);
    return [["heard", scan_id, known]];
  }

  /** What passed with that ticket, in the order of time. */
  of(number) {
    const heard = [...this.#heard.values()].filter((one) => one.number === number);
    const decided = this.queue.about(number).map((entry) => passage(entry, this.queue.gate));
    return [...heard, ...decided].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  }

  /** What the server knows by now: a snapshot that is asked for after this contains it. */
  covered() {
    return { heard: [...this.#heard.keys()], queue: this.queue.arrived() };
  }

  /** Drop it here; the changes that drop it in the vault, too. */
  forget({ heard, queue }) {
    for (const scan_id of heard) this.#heard.delete(scan_id);
    this.queue.forget(queue);
    return [...heard.map((scan_id) => ["heard", scan_id, undefined]), ...queue.map((seq) => ["queue", seq, undefined])];
  }
}

function passage({ scan_id, direction, decided, at_device, clock_offset_ms }, gate_id) {
  const at = new Date(Date.parse(at_device) + (clock_offset_ms ?? 0)).toISOString();
  return {
    scan_id, direction, at, gate_id,
    verdict: decided.verdict, undoes: decided.undoes ?? null, number: decided.ticket_number ?? null,
  };
}
