// <stream-player> and <frame-player>: a link until it is pressed; nothing is requested before.
import { Beats } from "./beats.js";
import { load, release } from "./playback.js";

class Pressed extends HTMLElement {
  connectedCallback() {
    const start = this.querySelector("[data-play]");
    if (!start || this.start) return;
    this.start = start;
    start.setAttribute("role", "button");
    start.addEventListener("click", (event) => { event.preventDefault(); this.play(); });
    start.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); this.play(); } });
  }

  get words() { return JSON.parse(this.dataset.words ?? "{}"); }
}

class StreamPlayer extends Pressed {
  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("click", this);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this);
    this.beats?.end();
    if (this.video) release(this.video);
  }

  // A chapter, or a line of the transcript: a player that runs jumps there, one that does not is a link.
  handleEvent(event) {
    const link = event.target.closest?.("a[data-seek]");
    if (!link || !this.video || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.video.currentTime = Number(link.dataset.seek);
    this.video.play().catch(() => {});
    this.scrollIntoView({ block: "nearest" });
  }

  get isLive() { return "live" in this.dataset; }
  get isHls() { return this.dataset.platform === "hls" || /\.m3u8(\?|$)/.test(this.dataset.url); }

  async play() {
    this.video = this.made();
    this.beats = new Beats(this.video, this.dataset);
    this.start.replaceWith(this.video);
    this.video.focus();
    this.dispatchEvent(new CustomEvent("player:started", { bubbles: true }));
    const seconds = this.from();
    if (seconds) this.video.addEventListener("loadedmetadata", () => { this.video.currentTime = seconds; }, { once: true });
    await Promise.all([this.dressed(), load(this.video, { url: this.dataset.url, isHls: this.isHls, onTrouble: (kind) => this.say(kind) })]);
  }

  made() {
    const video = document.createElement("video");
    video.controls = video.playsInline = video.autoplay = true;
    video.preload = "auto";
    video.setAttribute("aria-label", this.title());
    const tracks = this.querySelector("template");
    if (tracks) video.append(tracks.content.cloneNode(true));
    video.addEventListener("playing", () => this.quiet());
    video.addEventListener("ended", () => {
      if (this.isLive) this.say("ended");
      this.dispatchEvent(new CustomEvent("player:ended", { bubbles: true }));
    });
    return video;
  }

  title() { return this.start.querySelector(".player-title").textContent; }

  // The second of `?t=`: the page's, or that of a page on which the server did not read it.
  from() {
    const asked = this.dataset.start || new URLSearchParams(location.search).get("t") || "";
    return this.isLive || !/^\d{1,6}$/.test(asked) ? 0 : Number(asked);
  }

  // The browser's own controls serve until ours are there, and where ours cannot be loaded.
  async dressed() {
    try {
      const { dress } = await import("./player-controls.js");
      const controller = await dress(this.video, { isLive: this.isLive, title: this.title(), lang: document.documentElement.lang });
      const isFocused = document.activeElement === this.video;
      const wasPaused = this.video.paused;
      this.video.replaceWith(controller);
      this.video.slot = "media";
      this.video.controls = false;
      controller.append(this.video);
      if (!wasPaused) this.video.play().catch(() => {});
      if (isFocused) controller.focus();
    } catch (error) {
      console.warn("player controls", error);
    }
  }

  // In words, over the picture: what happened, and what can be done.
  say(kind) {
    this.quiet();
    const line = document.createElement("div");
    line.className = kind === "ended" ? "player-said" : "player-said player-trouble";
    line.setAttribute("role", kind === "ended" ? "status" : "alert");
    const words = document.createElement("p");
    words.textContent = `${kind === "ended" ? "■" : "✕"} ${this.words[kind]}`;
    line.append(words);
    if (kind !== "ended") line.append(this.again(), this.away());
    this.append(line);
  }

  quiet() { this.querySelector(".player-said")?.remove(); }

  again() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = this.words.again;
    button.addEventListener("click", () => {
      this.quiet();
      const at = this.video.currentTime;
      if (at && !this.isLive) this.video.addEventListener("loadedmetadata", () => { this.video.currentTime = at; }, { once: true });
      load(this.video, { url: this.dataset.url, isHls: this.isHls, onTrouble: (kind) => this.say(kind) });
    });
    return button;
  }

  away() {
    const link = document.createElement("a");
    link.href = this.dataset.url;
    link.rel = "noopener";
    link.textContent = this.words.away;
    return link;
  }
}

class FramePlayer extends Pressed {
  play() {
    const frame = document.createElement("iframe");
    frame.src = this.dataset.frame;
    frame.title = this.dataset.title;
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.referrerPolicy = "no-referrer";
    this.start.replaceWith(frame);
    frame.focus();
    navigator.sendBeacon("/opens", JSON.stringify({ src: Number(this.dataset.source) })); // opened here: never a view
  }
}

customElements.define("stream-player", StreamPlayer);
customElements.define("frame-player", FramePlayer);
