// The door as the screens see it: scans and undoings in, verdicts out, and what is always to be seen.
// Who decides: the server (or hub) while it answers within a second; else this phone by itself.

import { AppShell } from "./app-shell.js";
import { watchBattery } from "./battery.js";
import { Contact } from "./contact.js";
import { DoorState } from "./door-state.js";
import { Keeping } from "./keeping.js";
import { Live } from "./live.js";
import { Rounds } from "./rounds.js";
import { findPeople } from "./find-people.js";
import { ServerDesk } from "./server-desk.js";

const LONGEST = 500; // characters of a code; what is longer is no ticket
const READ = 15000; // ms in which a person reads that this phone was revoked
const CALM = 20000; // ms without a scan until a new version of the app may take the page's place

export class Door {
  isBusy = false;
  #lastAt = -CALM;
  #started = null;

  /** `setting`: gate, device, basis, app, and the fields of the state that are known at first. */
  constructor(setting) {
    this.setting = setting;
    this.path = `/api/v1/gates/${setting.gate}`;
    this.state = new DoorState(setting);
    this.contact = new Contact({ onChange: (isThere) => this.#contactChanged(isThere), onRevoked: () => this.#revoked() });
    this.desk = new ServerDesk({ contact: this.contact, gate: setting.gate, basis: setting.basis });
    this.shell = new AppShell({ onChange: () => this.#look(), isCalm: () => this.#isCalm() });
    this.keeping = new Keeping({ setting, path: this.path, contact: this.contact, onChange: () => this.#look() });
    this.rounds = new Rounds({ contact: this.contact, path: this.path, report: () => this.#report(), onNews: (reply) => this.#heard(reply).catch((error) => console.error(error)) }); // the next round says it again
    this.live = new Live({ onNews: (news) => this.#news(news), onLost: () => this.rounds.start() });
  }

  /** Open what this phone keeps, and keep in touch. */
  start() {
    this.#started ??= this.#start();
    return this.#started;
  }

  /** The answer to what was scanned or typed; null when this phone may not scan. */
  scan({ code, is_typed = false, direction = "entry" }) {
    return this.#alone(async () => {
      const asked = { code: [...code].slice(0, LONGEST).join(""), is_typed, direction };
      return this.#answered(this.desk.scanning(asked, this.keeping.moment()), (ledger, tried) => ledger.decide(asked, tried));
    });
  }

  /** The answer to undoing the scan of that id; null when there is nothing to undo. */
  undo(scanId) {
    return this.#alone(async () => {
      const byItself = (ledger, tried) => ledger.undo(scanId, tried);
      if (this.keeping.isUnsent(scanId)) return this.keeping.byItself(byItself); // nobody else knows of it yet
      return this.#answered(this.desk.undoing(scanId), byItself, scanId);
    });
  }

  /** The last answers, the newest first, as far as this phone keeps them. */
  get recent() {
    return this.keeping.recent;
  }

  /** People by name, pinyin, phone tail, organisation or order: of the snapshot, else asked for. */
  async search(text) {
    await this.start();
    const { snapshot } = this.keeping;
    if (snapshot) return findPeople(snapshot.people(), text);
    const reply = await this.contact.ask(`${this.path}/people?q=${encodeURIComponent(text)}`);
    return reply?.body?.items ?? [];
  }

  /** What this phone can ask of a ticket's holder by itself; see Keeping. */
  questionsOf(number) {
    return this.keeping.questionsOf(number);
  }

  keepAnswers(number, fields) {
    return this.keeping.keepAnswers(number, fields);
  }

  /** Make this tab the one that scans. */
  takeOver() {
    return this.keeping.takeOver();
  }

  async #start() {
    this.live.listen();
    await this.keeping.start();
    this.#look();
    this.rounds.start();
    this.shell.start().catch((error) => console.error(error)); // without it the page does not open offline: `lacks` says so
    watchBattery((battery) => this.state.set({ battery }));
  }

  /** One thing at a time, and nothing for who may not. */
  async #alone(work) {
    await this.start();
    if (!this.state.is_owner || this.state.revoked || this.isBusy) return null;
    this.isBusy = true;
    try {
      return await work();
    } catch (error) {
      console.error(error);
      return this.#refusal("unkept"); // the disk is full, or the browser took the storage away: said, not shown as let in
    } finally {
      this.isBusy = false;
      this.#lastAt = performance.now();
      this.#look();
    }
  }

  /** By who decides for all gates, as long as there is contact; by this phone, as soon as there is none. */
  async #answered(question, byItself, undoes = null) {
    const isAsked = this.contact.isThere || !(this.keeping.canDecide || this.keeping.isClosed);
    const told = isAsked ? await this.#told(question) : null;
    if (told) {
      await this.keeping.hear(told, undoes);
      return told;
    }
    if (this.state.revoked) return null;
    if (this.keeping.isClosed) return this.#refusal("closed");
    return this.keeping.byItself(byItself, isAsked ? question.scan_id : null);
  }

  #refusal(word) {
    const said = { verdict: "refused", reason: "invalid", basis: this.state.basis, candidates: [], explanation: [] };
    return { ...said, at: new Date().toISOString(), refused: this.setting.words[word] };
  }

  #told(question) {
    return this.keeping.canDecide || this.keeping.isClosed ? this.desk.answerSoon(question) : this.desk.answerAtLast(question);
  }

  async #heard({ body, left, back }) {
    this.state.set({ online: true });
    await this.keeping.heard({ ...body, left, back });
  }

  #news({ cursor, is_revoked = false, ...figures }) {
    if (is_revoked) this.rounds.start(); // which hears the same from who has to say it
    this.state.set({ ...figures, online: this.contact.isThere });
    this.keeping.changed(cursor, figures);
  }

  #contactChanged(isThere) {
    this.state.set({ online: isThere });
    this.#look();
    this.rounds.start();
    if (!isThere) return;
    this.live.listen();
    this.keeping.send();
  }

  /** Say anew what is always to be seen. */
  async #look() {
    const isApp = await this.shell.isComplete();
    if (this.state.revoked) return;
    const lacks = [...this.keeping.lacks, ...(isApp ? [] : ["app"])];
    const alone = this.keeping.canDecide ? "snapshot" : "none";
    const basis = this.contact.isThere ? this.setting.basis : alone;
    const had = this.state.unsent;
    this.state.set({ ...this.keeping.figures, basis, lacks, ready: lacks.length === 0 });
    if (had && !this.state.unsent && this.contact.isThere) this.rounds.start(); // told at once: all is sent
  }

  #report() {
    const { unsent, snapshot_at, ready, battery, clock_offset_ms } = this.state;
    const { app } = this.setting;
    return { unsent, snapshot_at, is_ready: ready, battery, clock_offset_ms, app, cursor: this.keeping.snapshot?.cursor ?? "" };
  }

  #isCalm() {
    const isOpen = document.querySelector("dialog[open], [role=alertdialog]:not([hidden])");
    return !this.isBusy && !isOpen && performance.now() - this.#lastAt > CALM;
  }

  /** This phone is no device of the gate any more: what it knew is deleted, and that is said. */
  async #revoked() {
    if (this.state.revoked) return;
    this.state.set({ revoked: true, ready: false, basis: "none", lacks: [], lost: this.state.unsent, unsent: 0, snapshot_at: null });
    this.live.stop();
    this.rounds.stop();
    await this.keeping.erase();
    await this.shell.remove();
    setTimeout(() => location.reload(), READ); // what the page itself remembers goes, too
  }
}
