// Tickets that came in twice, through gates that did not know of each other: who, both gates, both times.

import { askDecider } from "./deciders.js";
import { fill, inLanguage, timeOfDay } from "./explain.js";
import { signal } from "./signal.js";

const CALL = { sound: [[988, 120], [0, 60], [988, 120], [0, 60], [740, 260]], vibration: [300, 100, 300, 100, 300] };

export class Conflicts {
  #known = 0;

  constructor(at, setting, state) {
    Object.assign(this, { at, setting, state });
    this.path = `/api/v1/gates/${setting.gate}/conflicts`;
    at("conflict-alert").addEventListener("click", () => this.open());
    state.addEventListener("change", () => this.#heard());
    this.#known = state.conflicts;
  }

  async open() {
    this.at("conflicts-said").textContent = "";
    this.at("conflicts").showModal();
    await this.#read();
  }

  /** A new one is told with a sound of its own; an open list is read again. */
  #heard() {
    const { conflicts } = this.state;
    if (conflicts > this.#known) signal(CALL);
    if (conflicts !== this.#known && this.at("conflicts").open) this.#read();
    this.#known = conflicts;
  }

  async #read() {
    try {
      const { items } = await askDecider("GET", this.path);
      this.at("conflicts-list").replaceChildren(...items.map((one) => this.#item(one)));
      this.at("conflicts-said").textContent = items.length ? "" : this.setting.words["conflict:none"];
    } catch (refused) {
      this.at("conflicts-said").textContent = refused.said(this.setting);
    }
  }

  #item(conflict) {
    const { words } = this.setting;
    const item = document.createElement("li");
    const name = document.createElement("strong");
    name.textContent = `${conflict.ticket.holder_name} · ${fill(words.number, { number: conflict.ticket.number })}`;
    item.append(name, this.#line("✓", words["conflict:first"], conflict.owner), this.#line("⚠", words["conflict:second"], conflict.suspect));
    return item;
  }

  #line(icon, said, scan) {
    const line = document.createElement("span");
    const { language, timezone } = this.setting;
    const time = timeOfDay(scan.at, timezone, { second: "2-digit" });
    line.textContent = `${icon} ${said} ${time} · ${inLanguage(scan.gate, language)}`;
    return line;
  }
}
