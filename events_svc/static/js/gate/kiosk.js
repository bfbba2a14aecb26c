// People check themselves in: no names, no buttons, and the way out is a long press and the staff's code.

import { fold } from "./find-people.js";

const KEPT = "kiosk"; // in the browser's storage, so that a reload stays locked
const FACING = "kiosk-facing";
const PRESS = 2000; // ms
const TRIES = 3;
const WAIT = 30_000; // ms after that many wrong codes

export class Kiosk {
  #pressed = 0;
  #wrong = 0;
  #waitsUntil = 0;

  /** `turn(facing)` looks through the other camera. */
  constructor(at, { words }, { turn }) {
    Object.assign(this, { at, words, turn });
    at("kiosk-begin").addEventListener("click", () => this.#ask());
    at("kiosk-form").addEventListener("submit", (event) => this.#begin(event));
    at("kiosk-way-out").addEventListener("pointerdown", () => { this.#pressed = setTimeout(() => this.#askOut(), PRESS); });
    for (const kind of ["pointerup", "pointerleave", "pointercancel"]) {
      at("kiosk-way-out").addEventListener(kind, () => clearTimeout(this.#pressed));
    }
    at("kiosk-way-out").addEventListener("keydown", ({ key }) => key === "Enter" && this.#askOut());
    at("unlock-form").addEventListener("submit", (event) => this.#leave(event));
    this.#draw();
  }

  get isOn() {
    return localStorage.getItem(KEPT) !== null;
  }

  /** Which camera looks: on a stand it is the one in front. */
  get facing() {
    return this.isOn && localStorage.getItem(FACING) ? "user" : "environment";
  }

  /** What a stranger may read of an answer: no name, no ticket, no choice among people. */
  veiled(answer) {
    return { ...answer, ticket: null, candidates: [], explanation: [], is_kiosk: true };
  }

  #ask() {
    this.at("more-menu").close();
    this.at("kiosk-code").value = "";
    this.at("kiosk").showModal();
  }

  async #begin(event) {
    if (event.submitter?.value !== "begin") return;
    if (this.at("kiosk-front").checked) localStorage.setItem(FACING, "user");
    localStorage.setItem(KEPT, await digest(this.at("kiosk-code").value));
    this.#draw();
    this.turn(this.facing);
    document.documentElement.requestFullscreen?.().catch(() => {}); // where that cannot be had, nothing is lost
  }

  #askOut() {
    this.at("unlock-code").value = "";
    this.at("unlock-said").textContent = "";
    this.at("unlock").showModal();
  }

  async #leave(event) {
    if (event.submitter?.value !== "leave") return;
    event.preventDefault();
    if (Date.now() < this.#waitsUntil) return;
    if (await digest(this.at("unlock-code").value) === localStorage.getItem(KEPT)) this.#end();
    else this.#refuse();
  }

  #end() {
    for (const one of [KEPT, FACING]) localStorage.removeItem(one);
    this.turn(this.facing);
    this.at("unlock").close();
    this.#wrong = 0;
    this.#draw();
    if (document.fullscreenElement) document.exitFullscreen();
  }

  #refuse() {
    this.#wrong += 1;
    const isTooMuch = this.#wrong % TRIES === 0;
    if (isTooMuch) this.#waitsUntil = Date.now() + WAIT;
    this.at("unlock-said").textContent = this.words[isTooMuch ? "kiosk:wait" : "kiosk:wrong"];
    this.at("unlock-code").value = "";
  }

  #draw() {
    this.at("gate").classList.toggle("is-kiosk", this.isOn);
    for (const one of document.querySelectorAll("[data-staff]")) one.inert = this.isOn;
    this.at("kiosk-face").hidden = !this.isOn;
  }
}

/** Enough against somebody who looks into the storage in passing; also where there is no https. */
async function digest(code) {
  const bytes = new TextEncoder().encode(`kiosk:${fold(code).replace(/\s/g, "")}`);
  if (!globalThis.crypto.subtle) return btoa(String.fromCharCode(...bytes));
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16)).join("");
}
