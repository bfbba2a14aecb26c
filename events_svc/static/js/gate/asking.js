// What has to be answered before somebody goes in is asked here, and answered.

import { followAnswers } from "../follow-answers.js";
import { reached } from "./deciders.js";

export class Asking {
  #number = 0;

  constructor(at, setting, { check }) {
    Object.assign(this, { at, setting, check });
    at("asking-form").addEventListener("submit", (event) => this.#submitted(event));
  }

  /** The act of a verdict that lacks answers. */
  get act() {
    return {
      words: this.setting.words.ask,
      isOffered: (answer) => answer.ticket !== null && !answer.is_practice,
      act: (answer) => this.#open(answer.ticket),
    };
  }

  get #path() {
    return `/gate/tickets/${this.#number}/questions`;
  }

  async #open(ticket) {
    this.#number = ticket.number;
    this.at("asking-who").textContent = ticket.holder_name;
    this.at("asking-sheet").replaceChildren();
    this.#say("");
    this.at("asking").showModal();
    await this.#exchange({});
  }

  async #submitted(event) {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    await this.#exchange({ method: "POST", body: new FormData(this.at("asking-form")) });
  }

  /** Show the questions that the answer brings; after 204 there are none left, and the ticket is tried again. */
  async #exchange(options) {
    try {
      const response = await reached(this.#path, options);
      if (response.status === 204) {
        this.at("asking").close();
        this.check(String(this.#number), true);
      } else if (response.ok || response.status === 422) {
        this.#draw(await response.text());
      } else {
        this.#say(this.setting.words["needs-contact"]);
      }
    } catch (refused) {
      this.#say(refused.said(this.setting));
    }
  }

  #draw(sheet) {
    this.at("asking-sheet").innerHTML = sheet; // our own fragment, escaped by its template
    followAnswers(this.at("asking-form"));
    const first = this.at("asking-sheet").querySelector("[aria-invalid], input:not([type=hidden]), select, textarea");
    first?.focus();
  }

  #say(words) {
    this.at("asking-said").textContent = words;
  }
}
