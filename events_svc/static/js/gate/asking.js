// What has to be answered before somebody goes in is asked here, and answered: by the sheet of who decides for all
// gates, without contact by the one that this phone carries.

import { followAnswers } from "../follow-answers.js";
import { missing, openSheet, valuesOf } from "./asked-alone.js";
import { reached } from "./deciders.js";

export class Asking {
  #number = 0;
  #isAlone = false;

  /** `alone`: `questionsOf(number)` and `keepAnswers(number, fields)` of the door. */
  constructor(at, setting, { check, alone }) {
    Object.assign(this, { at, setting, check, alone });
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
    this.#isAlone = false;
    this.at("asking-who").textContent = ticket.holder_name;
    this.at("asking-sheet").replaceChildren();
    this.#say("");
    this.at("asking").showModal();
    await this.#exchange({});
  }

  async #submitted(event) {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    if (this.#isAlone) await this.#keep();
    else await this.#exchange({ method: "POST", body: new FormData(this.at("asking-form")) });
  }

  /** Show the questions that the answer brings; after 204 there are none left, and the ticket is tried again. */
  async #exchange(options) {
    try {
      const response = await reached(this.#path, options);
      if (response.status === 204) {
        this.#done();
      } else if (response.ok || response.status === 422) {
        this.#draw(await response.text());
      } else {
        this.#askAlone(this.setting.words["needs-contact"]);
      }
    } catch (refused) {
      this.#askAlone(refused.said(this.setting));
    }
  }

  /** Ask what the ticket lacks by ourselves; where that cannot be, say why not. */
  #askAlone(why) {
    const known = this.alone.questionsOf(this.#number);
    const sheet = known && openSheet(known.html, known.lacks);
    if (!sheet) {
      this.#say(why);
      return;
    }
    const typed = valuesOf(this.at("asking-form"));
    this.#isAlone = true;
    this.at("asking-sheet").replaceChildren(sheet);
    restore(this.at("asking-form"), typed);
    this.#begin();
    this.#say(this.setting.words["asked-alone"], "soft");
  }

  async #keep() {
    const { required } = this.alone.questionsOf(this.#number);
    const [lacking] = missing(this.at("asking-sheet"), required);
    if (lacking) {
      this.#say(this.setting.words["answer-missing"]);
      lacking.querySelector("input, select, textarea").focus();
      return;
    }
    await this.alone.keepAnswers(this.#number, valuesOf(this.at("asking-form")));
    this.#done();
  }

  #done() {
    this.at("asking").close();
    this.check(String(this.#number), true);
  }

  #draw(sheet) {
    this.at("asking-sheet").innerHTML = sheet; // our own fragment, escaped by its template
    this.#begin();
  }

  #begin() {
    followAnswers(this.at("asking-form"));
    const first = this.at("asking-sheet").querySelector("[aria-invalid], input:not([type=hidden]), select, textarea");
    first?.focus();
  }

  #say(words, look = "error") {
    this.at("asking-said").className = look;
    this.at("asking-said").textContent = words;
  }
}

/** What was typed on the sheet before stands on this one, too. */
function restore(form, values) {
  for (const field of form.elements) {
    const said = values[field.name] ?? [];
    if (["radio", "checkbox"].includes(field.type)) field.checked ||= said.includes(field.value);
    else if (said.length && field.type !== "file") [field.value] = said;
  }
}
