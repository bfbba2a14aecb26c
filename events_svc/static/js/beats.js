// Tells the service where a playing is: every interval ± 20 %, at each change of state, and a last time
// when the page is hidden or left. Beats are numbered and cumulative: the next one heals a lost one.

const PLAYING = "p", PAUSED = "a", STALLED = "r", SEEKING = "k", ENDED = "e", FAILED = "f", HIDDEN = "h";
const HEARD = ["playing", "pause", "waiting", "seeking", "seeked", "ended", "error", "timeupdate", "ratechange", "volumechange"];
const EARLY = 3; // beats that say whence the visitor came: the first of them may be lost
const SETTLES = 300; // milliseconds: a drag along the bar is many seeks, only where it ends counts
const MOST = 120_000; // milliseconds between two beats, however busy the service is
const ENOUGH_DATA = 3; // HTMLMediaElement.HAVE_FUTURE_DATA

export class Beats {
  constructor(media, { source, interval }) {
    this.media = media;
    this.source = Number(source);
    this.interval = Number(interval) * 1000;
    this.stretch = 1; // the service may ask for fewer beats
    this.position = 0; // before a seek, which has moved currentTime already when it is announced
    this.listening = new AbortController();
    this.begin();
    const { signal } = this.listening;
    for (const name of HEARD) media.addEventListener(name, () => this[name](), { signal });
    document.addEventListener("visibilitychange", () => this.visibility(), { signal });
    addEventListener("pagehide", () => this.last(), { signal });
  }

  // The player is taken from the page: a last word, then silence.
  end() {
    this.last();
    this.listening.abort();
    clearTimeout(this.timer);
    clearTimeout(this.settling);
  }

  begin() {
    this.sid = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.sn = 0;
    this.state = null;
  }

  playing() {
    if (this.state === ENDED) this.begin(); // from the beginning: another playing
    this.enter(this.present());
  }

  pause() { if (this.sn && !this.media.seeking && !this.media.ended) this.enter(PAUSED); }
  waiting() { if (this.isGoing() && !this.media.seeking) this.enter(STALLED); }
  ended() { if (this.sn) this.enter(ENDED); }
  error() { if (this.sn) this.enter(FAILED, this.position); }
  timeupdate() { if (!this.media.seeking) this.position = this.media.currentTime; }
  ratechange() { if (this.isGoing()) this.send(); } // the stretch so far was played at the rate of the beat before
  volumechange() { if (this.isGoing()) this.enter(this.present()); }

  seeking() {
    clearTimeout(this.settling);
    if (this.sn && this.state !== SEEKING && this.state !== ENDED) this.enter(SEEKING, this.position);
  }

  seeked() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => { if (this.state === SEEKING) this.enter(this.settled()); }, SETTLES);
  }

  settled() {
    if (this.media.ended) return ENDED;
    if (this.media.paused) return PAUSED;
    return this.media.readyState < ENOUGH_DATA ? STALLED : this.present();
  }

  isGoing() { return this.state === PLAYING || this.state === HIDDEN; }

  visibility() {
    const is = this.state;
    if (this.isGoing()) this.state = this.present();
    if (document.visibilityState === "hidden") this.last();
    else if (this.state !== is || this.state === PLAYING) this.send();
  }

  // Playing, but neither seen nor heard, is not watching.
  present() {
    const unheard = this.media.muted || this.media.volume === 0;
    return document.visibilityState === "hidden" && unheard ? HIDDEN : PLAYING;
  }

  enter(state, position) {
    if (state === this.state) return;
    this.state = state;
    this.send(position);
  }

  async send(position = this.media.currentTime) {
    const body = this.beat(position);
    this.again();
    try {
      this.heard(await fetch("/beats", { method: "POST", body, keepalive: true, credentials: "omit", headers: { "content-type": "application/json" } }));
    } catch { /* the next beat heals it */ }
  }

  // The service is busy: it names a factor, or, when it could not even take the beat, has us wait twice as long.
  heard({ status, headers }) {
    const before = this.stretch;
    if (status === 503 || status === 429) this.stretch = Math.min(2 * before, MOST / this.interval);
    else this.stretch = Number(headers.get("beat-stretch")) || 1;
    if (this.stretch > before) this.again();
  }

  last() {
    if (this.sn && this.state !== ENDED) navigator.sendBeacon("/beats", this.beat(this.media.currentTime));
  }

  beat(position) {
    this.sn += 1;
    const playhead = Math.max(0, Math.round((Number.isFinite(position) ? position : 0) * 1000));
    const told = { sid: this.sid, src: this.source, sn: this.sn, pt: playhead, sta: this.state, pr: this.media.playbackRate };
    return JSON.stringify(this.sn <= EARLY ? { ...told, ref: whence() } : told);
  }

  again() {
    clearTimeout(this.timer);
    if (this.state !== PLAYING && this.state !== STALLED) return;
    this.timer = setTimeout(() => this.send(), Math.min(this.interval * this.stretch, MOST) * (0.8 + 0.4 * Math.random()));
  }
}

// The host alone: which page it was is nobody's business.
function whence() {
  try {
    return new URL(document.referrer).hostname;
  } catch {
    return "";
  }
}
