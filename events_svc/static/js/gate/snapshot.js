// What a gate knows of its event: taken whole once, changed by what comes after. Pure.

const WHOLE = ["format", "life", "cursor", "taken_at", "purge_at", "event", "gate", "gates", "list", "types", "keys"];

export class Snapshot {
  #tickets = new Map(); // number → values in the order of `columns`
  #orders = null;
  #people = null;
  #revoked = new Map(); // number → serials

  /** `wire`: as the server sent it, or as `toJSON` gave it. */
  constructor(wire) {
    this.columns = wire.columns;
    this.merge(wire);
  }

  /** Take in what changed: tickets whole by number, with what is revoked of them; all else whole. */
  merge(wire) {
    for (const name of WHOLE) if (wire[name] !== undefined && wire[name] !== null) this[name] = wire[name];
    for (const values of this.#inOurOrder(wire)) {
      const number = values[this.columns.indexOf("number")];
      this.#tickets.set(number, values);
      this.#revoked.delete(number);
    }
    for (const [number, serial] of wire.revoked ?? []) {
      this.#revoked.set(number, [...(this.#revoked.get(number) ?? []), serial]);
    }
    this.#orders = this.#people = null;
  }

  /** Whether there is something to fetch for who stands here, when `end` is where the changes end. */
  isBehind(end) {
    const [life, position] = this.cursor.split(".");
    const [newLife, newPosition] = end.split(".");
    return life !== newLife || Number(position) < Number(newPosition);
  }

  get size() {
    return this.#tickets.size;
  }

  ticket(number) {
    const values = this.#tickets.get(number);
    return values && Object.fromEntries(this.columns.map((name, place) => [name, values[place]]));
  }

  /** The tickets of an order, which is named without dashes. */
  ofOrder(code) {
    this.#orders ??= this.#byOrder();
    return (this.#orders.get(code) ?? []).map((number) => this.ticket(number));
  }

  isRevoked(number, serial) {
    return this.#revoked.get(number)?.includes(serial) ?? false;
  }

  /** Everybody, to be searched. */
  people() {
    this.#people ??= [...this.#tickets.keys()].map((number) => {
      const { type, ...ticket } = this.ticket(number);
      return { ...ticket, type_id: type, type: this.typeName(type) };
    });
    return this.#people;
  }

  typeName(id) {
    return this.types.find((one) => one.id === id)?.name ?? {};
  }

  gateName(id) {
    return this.gates.find((one) => one.id === id)?.name ?? null;
  }

  toJSON() {
    const facts = Object.fromEntries(WHOLE.map((name) => [name, this[name]]));
    const revoked = [...this.#revoked].flatMap(([number, serials]) => serials.map((serial) => [number, serial]));
    return { ...facts, revoked, columns: this.columns, tickets: [...this.#tickets.values()] };
  }

  #byOrder() {
    const found = new Map();
    for (const number of this.#tickets.keys()) {
      const order = plain(this.ticket(number).order);
      found.set(order, [...(found.get(order) ?? []), number]);
    }
    return found;
  }

  #inOurOrder({ columns = this.columns, tickets = [] }) {
    if (columns.join() === this.columns.join()) return tickets;
    return tickets.map((values) => this.columns.map((name) => values[columns.indexOf(name)] ?? null));
  }
}

function plain(order) {
  return (order ?? "").replaceAll("-", "").toUpperCase();
}
