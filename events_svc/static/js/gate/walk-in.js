// Somebody without a ticket: type, name, paid on site where it costs something, in. Twenty seconds.

import { askDecider, money } from "./deciders.js";
import { inLanguage } from "./explain.js";

export class WalkIn {
  #offers = [];
  #scanId = "";

  constructor(at, setting, { answered }) {
    Object.assign(this, { at, setting, answered });
    this.path = `/api/v1/gates/${setting.gate}/walk-ins`;
    at("walk-in")?.addEventListener("click", () => this.open());
    at("walk-in-form").addEventListener("submit", (event) => this.#submitted(event));
    at("walk-in-types").addEventListener("change", () => this.#price());
  }

  async open() {
    this.at("walk-in-form").reset();
    this.#scanId = newId();
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
      ? words["walk-in:paid"].replace("{amount}", money(offer.price_minor, offer.currency, language))
      : words["walk-in:let-in"];
  }

  async #submitted(event) {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    const offer = this.#chosen();
    const form = this.at("walk-in-form").elements;
    this.at("walk-in-act").disabled = true;
    try {
      const answer = await askDecider("POST", this.path, {
        scan_id: this.#scanId, ticket_type_id: offer.ticket_type_id, variant_id: offer.variant_id,
        received_minor: offer.price_minor, name: form.name.value.trim(), phone: form.phone.value.trim(),
        organisation: form.organisation.value.trim(), at_device: new Date().toISOString(),
      });
      this.at("walk-in-screen").close();
      this.answered(answer);
    } catch (refused) {
      this.#say(refused.said(this.setting));
    } finally {
      this.at("walk-in-act").disabled = false;
    }
  }

  #say(words) {
    this.at("walk-in-said").textContent = words;
  }
}

function part(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

function newId() {
  return crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (one) =>
    (one ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (one / 4)))).toString(16));
}
