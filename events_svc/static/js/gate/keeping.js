// Everything this phone keeps, in the one tab that scans: opened, fetched, sent, purged, erased.

import { Ledger } from "./ledger.js";
import { OneTab } from "./one-tab.js";
import { Sync } from "./sync.js";
import { Uploader } from "./uploader.js";
import { Overtaken, eraseEverything } from "./vault.js";

const NOTED_AFTER = 3000; // ms: in a rush figures come several times a second

export class Keeping {
  #ledger = null;
  #sync = null;
  #uploader = null;
  #isOwner = true;
  #isPersisted = false;
  #tab = null;

  constructor({ setting, path, contact, onChange }) {
    Object.assign(this, { setting, path, contact, onChange });
  }

  /** Open it, where the browser keeps secrets at all; else every scan has to be asked elsewhere. */
  async start() {
    if (!globalThis.isSecureContext || !navigator.locks || !globalThis.indexedDB) return;
    this.#tab = new OneTab(`gate-${this.setting.device}`, (isOwner) => this.#turn(isOwner));
    await this.#tab.start();
    await this.#opening;
  }

  takeOver() {
    return this.#tab?.take();
  }

  get snapshot() {
    return this.#sync?.snapshot ?? null;
  }

  get canDecide() {
    return Boolean(this.#ledger?.canDecide);
  }

  /** The gate was closed, as far as we know. */
  get isClosed() {
    return this.snapshot?.gate.is_active === false;
  }

  /** What is missing before the scanner could go on alone, beside the app itself. */
  get lacks() {
    if (!this.#isOwner) return ["tab"];
    if (!this.#ledger) return ["storage"];
    return this.canDecide && this.#sync.isKept ? [] : ["snapshot"];
  }

  /** What the state shows of it. */
  get figures() {
    return {
      ...this.#told,
      is_owner: this.#isOwner,
      persisted: this.#isPersisted,
      unsent: (this.#ledger?.queue.unsent().length ?? 0) + (this.#ledger?.answers.unsent.length ?? 0),
      refused: (this.#ledger?.queue.refused().length ?? 0) + (this.#ledger?.answers.refused.length ?? 0),
      snapshot_at: this.#sync?.asOf ?? null,
      clock_offset_ms: this.#ledger?.clock.offset ?? null,
    };
  }

  /** The last answers, also those of before the page was loaded. */
  get recent() {
    return this.#ledger?.recent ?? [];
  }

  moment() {
    return this.#ledger?.clock.moment() ?? { at_device: new Date().toISOString(), clock_offset_ms: null };
  }

  isUnsent(scanId) {
    return Boolean(this.#ledger?.queue.unsent().some((entry) => entry.scan_id === scanId));
  }

  /** What the ledger answers by itself; null when it may not any more. */
  async byItself(work, tried = null) {
    const answer = await this.#again(() => this.#ledger && work(this.#ledger, tried));
    if (this.contact.isThere) this.send();
    return answer;
  }

  /** Another tab wrote in between, and then we took over: read what it wrote, and do it anew. */
  async #again(work) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      if (this.#isOwner) await this.#open();
      return work();
    }
  }

  /** Remember an answer of elsewhere, kept once it resolves: a page that is loaded anew still knows what it showed. */
  async hear(answer, undoes) {
    await this.#ledger?.hear(answer, undoes).catch((error) => console.error(error)); // it stands in the server's log anyway
  }

  /** What a round told: the time, whether there is news, until when people may be known. */
  async heard({ left, back, now, is_behind, purge_at }) {
    if (!this.#ledger) return;
    await this.#ledger.measure({ left, back, now });
    if (Date.parse(purge_at) <= Date.parse(now)) await this.#purge();
    else if (is_behind || !this.snapshot) this.#refresh();
    else this.#sync.confirmed_at = now; // nothing changed: what we hold is of this moment
    this.send();
    this.onChange();
  }

  /** The stream told of a change; its figures are the last that a page without a network can show. */
  changed(cursor, told) {
    this.#told = told;
    this.#noting ||= setTimeout(() => this.#note().catch((error) => console.error(error)), NOTED_AFTER);
    if (cursor && this.snapshot?.isBehind(cursor)) this.#refresh();
  }

  send() {
    this.#uploader?.kick();
    this.#sendAnswers().catch((error) => console.error(error)); // kept, and sent again with the next round
  }

  /** The questions that a ticket lacks: `{ html, lacks, required }`; null when this phone cannot ask them by itself. */
  questionsOf(number) {
    const ticket = this.#ledger && this.snapshot?.ticket(number);
    const html = ticket && this.#sync.sheets?.sheets[ticket.type];
    return html ? { html, lacks: ticket.lacks ?? [], required: this.#sync.sheets.required } : null;
  }

  /** Keep the answers of a ticket until the server has them. */
  async keepAnswers(number, fields) {
    await this.#ledger.answers.keep(number, fields);
    this.onChange();
    if (this.contact.isThere) await this.#sendAnswers(); // before the ticket is tried again
  }

  /** Delete everything, for whatever gate it was. */
  async erase() {
    const ledger = this.#ledger;
    this.#close();
    await ledger?.vault.erase();
    await eraseEverything();
  }

  #opening = null;
  #told = {};
  #noting = 0;

  async #sendAnswers() {
    const { answers } = this.#ledger ?? {};
    if (!answers) return;
    if (answers.unsent.length) {
      await answers.send(this.contact, this.path);
      this.onChange();
    }
    if (this.snapshot) await answers.forget(this.snapshot);
  }

  #refresh() {
    this.#sync.refresh().catch((error) => console.error(error)); // the disk is full: the next round tries again
  }

  async #note() {
    this.#noting = 0;
    await this.#ledger?.vault.write([["sealed", "figures", this.#told]]);
  }

  #turn(isOwner) {
    this.#isOwner = isOwner;
    if (isOwner) this.#opening = this.#open();
    else this.#close();
    this.onChange();
  }

  async #open() {
    try {
      const ledger = await Ledger.open(this.setting);
      const { contact, path, onChange } = this;
      const sync = new Sync({ contact, vault: ledger.vault, path, own: ledger.own, onChange });
      await sync.load();
      this.#told = { ...(await ledger.vault.read("sealed", "figures")), ...this.#told };
      ledger.snapshot = () => sync.snapshot;
      this.#uploader = new Uploader({ contact, queue: ledger.queue, path: `${path}/scans:batch`, onSettled: onChange });
      this.#sync = sync;
      this.#ledger = ledger;
      this.#persist();
    } catch (error) {
      console.error(error); // a browser that keeps nothing (private windows, a full disk): `lacks` says "storage"
    }
    if (this.#isOver()) await this.#purge();
    this.onChange();
  }

  /** Ask the browser to keep it even when the disk is full; some ask a person, who may take long. */
  async #persist() {
    this.#isPersisted = Boolean(await navigator.storage.persist?.());
    this.onChange();
  }

  #close() {
    this.#uploader?.stop();
    this.#sync?.stop();
    this.#ledger = this.#sync = this.#uploader = null;
  }

  #isOver() {
    const purge_at = this.snapshot?.purge_at;
    return Boolean(purge_at) && Date.parse(purge_at) <= Date.parse(this.#ledger.clock.moment().at);
  }

  /** A day after the event nobody of it is known here any more. */
  async #purge() {
    if (!this.snapshot) return;
    await this.#sync.purge();
    await this.#ledger.forgetPeople();
  }
}
