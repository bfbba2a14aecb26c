// What is always to be seen, over every verdict too: who decides, how many came, what is unsent, how old the
// list of people is, how wrong the clock goes.

import { fill } from "./explain.js";

const REDRAWN = 10_000; // ms: ages grow by themselves
const CLOCK_MATTERS = 30; // seconds
const OLD = 15; // minutes after which the list of people is called old
const SIGNS = { online: "●", hub: "◆", snapshot: "▲", none: "○" };

export class StatusBar {
  constructor(at, { words }, state) {
    Object.assign(this, { at, words, state });
    state.addEventListener("change", () => this.draw());
    setInterval(() => this.draw(), REDRAWN);
    this.draw();
  }

  draw() {
    const { at, words, state } = this;
    const basis = state.basis in SIGNS ? state.basis : "none";
    at("gate").dataset.basis = basis;
    at("state").dataset.state = { online: "online", hub: "online" }[basis] ?? "waiting";
    at("state").firstElementChild.textContent = SIGNS[basis];
    at("state-words").textContent = words[`basis:${basis}`];
    at("arrived").textContent = fill(words.arrived, state);
    this.#fact("unsent", unsent(state, words));
    this.#fact("snapshot", snapshot(state, words, Date.now()));
    this.#fact("clock", clock(state.clock_offset_ms, words));
    at("alone").hidden = basis !== "snapshot";
    at("conflict-alert").hidden = !state.conflicts;
    at("conflict-count").textContent = fill(words.conflicts, { n: state.conflicts });
  }

  #fact(name, [text, isWarning]) {
    const place = this.at(`fact-${name}`);
    place.lastElementChild.textContent = text;
    place.classList.toggle("warns", isWarning);
  }
}

function unsent({ unsent: count, refused }, words) {
  const text = fill(words.unsent, { n: count });
  return refused ? [`${text} · ${fill(words.refused, { n: refused })}`, true] : [text, count > 0];
}

function snapshot({ snapshot_at: at, ready, lacks }, words, now) {
  if (!ready) return [fill(words["snapshot:none"], { lacks: words[`lacks:${lacks[0] ?? "snapshot"}`] }), true];
  const minutes = Math.max(0, Math.floor((now - Date.parse(at)) / 60_000));
  const age = fill(words[minutes < 120 ? "snapshot:minutes" : "snapshot:hours"], { n: minutes < 120 ? minutes : Math.floor(minutes / 60) });
  return [fill(words["snapshot:ready"], { age }), minutes >= OLD];
}

function clock(offset, words) {
  if (offset === null) return [words["clock:unknown"], false];
  const seconds = Math.round(-offset / 1000); // how far ours is ahead
  if (Math.abs(seconds) < 2) return [words["clock:right"], false];
  const said = Math.abs(seconds) < 120 ? { n: Math.abs(seconds) } : { n: Math.round(Math.abs(seconds) / 60) };
  const key = `clock:${seconds > 0 ? "fast" : "slow"}:${Math.abs(seconds) < 120 ? "s" : "min"}`;
  return [fill(words[key], said), Math.abs(seconds) >= CLOCK_MATTERS];
}
