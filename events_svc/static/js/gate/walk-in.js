// Somebody without a ticket: type, name, paid on site where it costs something, in. Twenty seconds.

import { askDecider, money } from "./deciders.js";
import { fill, inLanguage } from "./explain.js";
import { newId } from "./ids.js";

export class WalkIn {
  #offers = [];
  #id = "";

  /** `check(code, true)` lets a ticket in; `pay(ticket)` takes its money first. */
  constructor(at, setting, { check, pay }) {
    Object.assign(this, { at, setting, check, pay });
    this.path = `/api/v1/gates/${setting.gate}/walk-ins`;
    at("walk-in")?.addEventListener("click", () => this.open());
    at("walk-in-form").addEventListener("submit", (event) => this.#submitted(event));
    at("walk-in-types").addEventListener("change", () => this.#price());
  }

  async open() {
    this.at("walk-in-form").reset();
    this.#id = newId();
    this.#say("");
    this.at("walk-in-types").replaceChildren();
    this.at("walk-in-screen").showModal();
    try {
      const { items } = await askDecider("GET", this.path);
      this.#draw(items);
    } catch (refused) {
      this.#say(refused.said(this.setting));
    }
  }

  #draw(offers) {
    this.#offers = offers;
    this.at("walk-in-types").replaceChildren(...offers.map((offer, place) => this.#tile(offer, place)));
    if (!offers.length) this.#say(this.setting.words["walk-in:none"]);
    this.#price();
    this.at("walk-in-name").focus();
  }

  #tile(offer, place) {
    const label = document.createElement("label");
    const radio = Object.assign(document.createElement("input"), {
      type: "radio", name: "offer", value: String(place), required: true, disabled: offer.left === 0,
    });
    radio.checked = place === this.#offers.findIndex((one) => one.left !== 0);
    const name = [inLanguage(offer.ticket_type, this.setting.language), inLanguage(offer.variant, this.setting.language)];
    label.append(radio, part("strong", name.filter(Boolean).join(" · ")), part("span", this.#terms(offer)));
    return label;
  }

  #terms({ price_minor: price, currency, left }) {
    const { words, language } = this.setting;
    if (left === 0) return words["walk-in:sold-out"];
    return price ? money(price, currency, language) : words["walk-in:free"];
  }

  #chosen() {
    return this.#offers[this.at("walk-in-types").querySelector(":checked")?.value] ?? null;
  }

  #price() {
    const offer = this.#chosen();
    const { words, language } = this.setting;
    this.at("walk-in-act").disabled = !offer;
    this.at("walk-in-act").textContent = offer?.price_minor
      ? fill(words["walk-in:paid"], { amount: money(offer.price_minor, offer.currency, language) })
      : words["walk-in:let-in"];
  }

  /** Registered; what costs something waits for the money, the rest goes in at once. */
  async #submitted(event) {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    this.at("walk-in-act").disabled = true;
    try {
      const ticket = await askDecider("POST", this.path, this.#draft());
      this.at("walk-in-screen").close();
      if (ticket.due_minor) this.pay(ticket);
      else this.check(String(ticket.number), true);
    } catch (refused) {
      this.#say(refused.said(this.setting));
    } finally {
      this.at("walk-in-act").disabled = false;
    }
  }

  #draft() {
    const { ticket_type_id, variant_id } = this.#chosen();
    const { name, phone, organisation } = this.at("walk-in-form").elements;
    return {
      walk_in_id: this.#id, ticket_type_id, variant_id,
      name: name.value.trim(), phone: phone.value.trim(), organisation: organisation.value.trim(),
    };
  }

  #say(words) {
    this.at("walk-in-said").textContent = words;
  }
}

function part(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}
