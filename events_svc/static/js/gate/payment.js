// A ticket that is not paid is paid here, in cash, and its holder goes in.

import { askDecider, money } from "./deciders.js";
import { fill } from "./explain.js";

export class Payment {
  #due = null;
  #number = 0;

  constructor(at, setting, { check }) {
    Object.assign(this, { at, setting, check });
    at("payment-form").addEventListener("submit", (event) => this.#submitted(event));
  }

  /** The act of an unpaid verdict. */
  get act() {
    return {
      words: this.setting.words.pay,
      isOffered: (answer) => this.setting.is_desk && answer.ticket !== null && !answer.is_practice,
      act: (answer) => this.open(answer.ticket),
    };
  }

  get #path() {
    return `/api/v1/gates/${this.setting.gate}/tickets/${this.#number}/payment`;
  }

  /** Ask for what the ticket's order costs. */
  async open(ticket) {
    const { words, language } = this.setting;
    this.#number = ticket.number;
    this.at("payment-who").textContent = ticket.holder_name;
    this.at("payment-act").disabled = true;
    this.#say("");
    this.at("payment-amount").textContent = this.at("payment-what").textContent = "";
    this.at("payment").showModal();
    try {
      this.#due = await askDecider("GET", this.#path);
      this.at("payment-amount").textContent = money(this.#due.due_minor, this.#due.currency, language);
      this.at("payment-what").textContent = fill(words["pay:what"], { code: this.#due.order_code, n: this.#due.tickets });
      this.at("payment-act").disabled = false;
    } catch (refused) {
      this.#say(refused.said(this.setting));
    }
  }

  async #submitted(event) {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    this.at("payment-act").disabled = true;
    try {
      await askDecider("POST", this.#path, { received_minor: this.#due.due_minor });
      this.at("payment").close();
      this.check(String(this.#number), true);
    } catch (refused) {
      this.#say(refused.said(this.setting));
      this.at("payment-act").disabled = refused.status === 409;
    }
  }

  #say(words) {
    this.at("payment-said").textContent = words;
  }
}
