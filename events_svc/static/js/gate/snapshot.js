// What a gate knows of its event: taken whole once, changed by what comes after. Pure.

const WHOLE = ["format", "life", "cursor", "taken_at", "purge_at", "event", "gate", "gates", "list", "types", "keys"];

export class Snapshot {
  #tickets = new Map(); // number → values in the order of `columns`
  #orders = null;
  #people = null;
  #revoked = new Set();

  /** `wire`: as the server sent it, or as `toJSON` gave it. */
  constructor(wire) {
    this.columns = wire.columns;
    this.merge(wire);
  }

  /** Take in what changed: tickets whole by number, lists of facts whole, revocations added. */
  merge(wire) {
    for (const name of WHOLE) if (wire[name] !== undefined && wire[name] !== null) this[name] = wire[name];
    for (const [number, serial] of wire.revoked ?? []) this.#revoked.add(`${number}:${serial}`);
    for (const values of this.#inOurOrder(wire)) this.#tickets.set(values[this.columns.indexOf("number")], values);
    for (const number of wire.gone ?? []) this.#tickets.delete(number);
    this.#orders = this.#people = null;
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
    return this.#revoked.has(`${number}:${serial}`);
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
    const revoked = [...this.#revoked].map((one) => one.split(":").map(Number));
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
