// Tells the service where a playing is: every interval ± 20 %, at each change of state, and a last time
// when the page is hidden or left. Beats are numbered and cumulative: the next one heals a lost one.

const PLAYING = "p", PAUSED = "a", STALLED = "r", SEEKING = "k", ENDED = "e", HIDDEN = "h";

export class Beats {
  constructor(media, { source, interval }) {
    this.media = media;
    this.source = Number(source);
    this.interval = Number(interval) * 1000;
    this.sid = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.sn = 0;
    this.state = null;
    this.position = 0; // before a seek, which has moved currentTime already when it is announced
    for (const name of ["playing", "pause", "waiting", "seeking", "seeked", "ended", "timeupdate", "ratechange", "volumechange"]) {
      media.addEventListener(name, () => this[name]());
    }
    document.addEventListener("visibilitychange", () => this.visibility());
    addEventListener("pagehide", () => this.last());
  }

  playing() { this.enter(this.present()); }
  pause() { if (!this.media.seeking && !this.media.ended) this.enter(PAUSED); }
  waiting() { if (this.state === PLAYING && !this.media.seeking) this.enter(STALLED); }
  ended() { this.enter(ENDED); }
  timeupdate() { if (!this.media.seeking) this.position = this.media.currentTime; }
  ratechange() { if (this.state === PLAYING) this.send(); }
  volumechange() { if (this.state === PLAYING || this.state === HIDDEN) this.enter(this.present()); }

  seeking() {
    if (this.sn && this.state !== SEEKING) this.enter(SEEKING, this.position);
  }

  seeked() {
    clearTimeout(this.settling); // a drag along the bar is many seeks: only where it ends counts
    this.settling = setTimeout(() => {
      if (this.sn) this.enter(this.media.paused ? PAUSED : this.present());
    }, 300);
  }

  visibility() {
    if (this.state === PLAYING || this.state === HIDDEN) this.state = this.present();
    if (document.visibilityState === "hidden") this.last();
    else if (this.state === PLAYING) this.send();
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
    this.again();
    try {
      const answer = await fetch("/beats", { method: "POST", body: this.beat(position), keepalive: true, credentials: "omit", headers: { "content-type": "application/json" } });
      if (answer.status === 503 || answer.status === 429) this.interval = Math.min(this.interval * 2, 120_000);
    } catch { /* the next beat heals it */ }
  }

  last() {
    if (this.sn && this.state !== ENDED) navigator.sendBeacon("/beats", this.beat(this.media.currentTime));
  }

  beat(position) {
    this.sn += 1;
    const playhead = Math.max(0, Math.round((Number.isFinite(position) ? position : 0) * 1000));
    return JSON.stringify({ sid: this.sid, src: this.source, sn: this.sn, pt: playhead, sta: this.state, pr: this.media.playbackRate });
  }

  again() {
    clearTimeout(this.timer);
    if (this.state !== PLAYING && this.state !== STALLED) return;
    this.timer = setTimeout(() => this.send(), this.interval * (0.8 + 0.4 * Math.random()));
  }
}
