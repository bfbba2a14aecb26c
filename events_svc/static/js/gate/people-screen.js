// The dialog for who has no code to show: what is typed finds people, or is a number or a code itself.

import { fill, inLanguage } from "./explain.js";
import { isExactly } from "./find-people.js";

const PAUSE = 120; // ms after the last key

export class PeopleScreen {
  #timer = 0;
  #asked = "";
  #found = [];

  /** `search(text)` gives people; `check(code, true)` judges a number or code. */
  constructor(at, setting, { search, check }) {
    Object.assign(this, { at, setting, search, check });
    at("type").addEventListener("click", () => this.open());
    at("typed").addEventListener("input", () => this.#later());
    at("typing-form").addEventListener("submit", (event) => this.#submitted(event));
  }

  open() {
    this.at("typed").value = "";
    this.#draw([], "");
    this.at("typing").showModal();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), PAUSE);
  }

  async #look() {
    const text = this.at("typed").value.trim();
    this.#asked = text;
    const found = text ? await this.search(text) : [];
    if (this.#asked === text) this.#draw(found, text);
  }

  /** A number or an order's code is checked; of a name with one person behind it, that person. */
  async #submitted(event) {
    if (event.submitter?.value !== "check") return;
    event.preventDefault();
    const text = this.at("typed").value.trim();
    if (!text) return;
    clearTimeout(this.#timer);
    await this.#look();
    const isCode = !this.#found.length || this.#found.some((one) => isExactly(one, text));
    if (isCode) this.#take(text);
    else if (this.#found.length === 1) this.#take(String(this.#found[0].number));
    else this.at("people").querySelector("button")?.focus();
  }

  #take(code) {
    this.at("typing").close();
    this.check(code, true);
  }

  #draw(found, text) {
    this.#found = found;
    const { words } = this.setting;
    this.at("people").replaceChildren(...found.map((one) => this.#person(one)));
    this.at("people-said").textContent = !text ? words["find:how"] : found.length
      ? fill(words["find:some"], { n: found.length }) : words["find:none"];
  }

  #person(one) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.append(span("person-name", one.name || "–"), span("person-state", this.#state(one)), span("person-what", this.#what(one)));
    button.addEventListener("click", () => this.#take(String(one.number)));
    item.append(button);
    return item;
  }

  #what(one) {
    const { words, language } = this.setting;
    const tail = one.phone_tail ? fill(words["find:tail"], { tail: one.phone_tail }) : "";
    return [one.organisation, inLanguage(one.type, language), tail].filter(Boolean).join(" · ");
  }

  #state(one) {
    const { words } = this.setting;
    if (one.state === "cancelled" || one.state === "blocked") return `✕ ${words[`find:${one.state}`]}`;
    if (one.state === "held") return `¥ ${words["find:held"]}`;
    return one.entries ? `✓ ${words["find:in"]}` : "";
  }
}

function span(className, text) {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}
