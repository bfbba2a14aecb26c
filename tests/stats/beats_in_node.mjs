// Stories of a viewer, told to the beats of the player over a medium that is not there; what was sent is printed.
import { pathToFileURL } from "node:url";

let now, timers, sent, answer, hidden, page, leaving;
Object.defineProperty(globalThis, "document", { get: () => page });
Object.assign(globalThis, {
  addEventListener: (...told) => leaving.addEventListener(...told),
  setTimeout: (act, wait) => timers.push({ act, at: now + wait, wait }) && timers.at(-1),
  clearTimeout: (timer) => { timers = timers.filter((one) => one !== timer); },
  fetch: async (url, { body }) => { note("fetch", body); if (answer.status === 0) throw new TypeError("no network"); return answer; },
});
Object.defineProperty(globalThis, "navigator", { value: { sendBeacon: (url, body) => note("beacon", body) }, configurable: true });
const { Beats } = await import(pathToFileURL(process.argv[2]));

class Medium extends EventTarget {
  currentTime = 0; playbackRate = 1; muted = false; volume = 1; paused = false; ended = false; seeking = false; readyState = 4;
  tell(name, facts = {}) { Object.assign(this, facts); this.dispatchEvent(new Event(name)); }
}

function note(by, body) {
  const { sid, sn, pt, sta, pr, ref } = JSON.parse(body);
  sent.push({ at: now / 1000, by, sid, told: `${sn} ${sta} ${pt} ${pr}`, ref });
}

// Time passes, the playhead runs when it plays, timers ring.
async function pass(medium, seconds) {
  for (const end = now + seconds * 1000; now < end;) {
    now += 250;
    if (!medium.paused && medium.readyState === 4) medium.tell("timeupdate", { currentTime: medium.currentTime + 0.25 * medium.playbackRate });
    for (const timer of timers.filter(({ at }) => at <= now)) { timers = timers.filter((one) => one !== timer); timer.act(); }
    await new Promise((done) => setImmediate(done));
  }
}

function turn(isHidden) { hidden = isHidden; page.dispatchEvent(new Event("visibilitychange")); }

const STORIES = {
  async watched_and_left(medium) {
    medium.tell("playing"); await pass(medium, 5);
    medium.tell("pause", { paused: true }); await pass(medium, 60);
    medium.tell("playing", { paused: false }); await pass(medium, 2);
    leaving.dispatchEvent(new Event("pagehide"));
  },
  async never_begun(medium) { medium.tell("pause", { paused: true }); medium.tell("seeking"); turn(true); leaving.dispatchEvent(new Event("pagehide")); },
  async dragged(medium) {
    medium.tell("playing"); await pass(medium, 3);
    for (const currentTime of [100, 200, 300]) { medium.tell("seeking", { seeking: true, currentTime }); medium.tell("seeked", { seeking: false }); }
    await pass(medium, 1);
  },
  async stalled(medium) {
    medium.tell("playing"); await pass(medium, 2);
    medium.tell("waiting", { readyState: 2 }); await pass(medium, 2);
    medium.tell("playing", { readyState: 4 });
  },
  async faster(medium) { medium.tell("playing"); await pass(medium, 4); medium.tell("ratechange", { playbackRate: 2 }); await pass(medium, 4); medium.tell("pause", { paused: true }); },
  async muted_and_hidden(medium) {
    medium.tell("playing"); await pass(medium, 2); turn(true); await pass(medium, 2);
    medium.tell("volumechange", { muted: true }); await pass(medium, 2); turn(false);
  },
  async again_from_the_beginning(medium) { medium.tell("playing"); await pass(medium, 2); medium.tell("ended", { ended: true }); medium.tell("playing", { ended: false, currentTime: 0 }); },
  async broken(medium) { medium.tell("playing"); await pass(medium, 2); medium.tell("error"); },
  async long(medium) { medium.tell("playing"); await pass(medium, 400); },
  async asked_for_fewer(medium) { answer = { status: 204, headers: new Headers({ "beat-stretch": "4" }) }; medium.tell("playing"); await pass(medium, 400); },
  async too_busy(medium) { answer = { status: 503, headers: new Headers() }; medium.tell("playing"); await pass(medium, 1000); },
  async taken_away(medium, beats) { medium.tell("playing"); await pass(medium, 2); beats.end(); turn(true); leaving.dispatchEvent(new Event("pagehide")); await pass(medium, 60); },
  async no_network(medium) { answer = { status: 0 }; medium.tell("playing"); await pass(medium, 30); },
};

const told = {};
function pageOf() {
  const made = new EventTarget();
  Object.defineProperty(made, "visibilityState", { get: () => (hidden ? "hidden" : "visible") });
  return Object.assign(made, { referrer: "https://mp.weixin.qq.com/s/secret?openid=1" });
}

for (const [name, story] of Object.entries(STORIES)) {
  [now, timers, sent, hidden, page, leaving] = [0, [], [], false, pageOf(), new EventTarget()];
  answer = { status: 204, headers: new Headers() };
  const medium = new Medium();
  await story(medium, new Beats(medium, { source: "7", interval: "10" }));
  told[name] = sent;
}
console.log(JSON.stringify(told));
