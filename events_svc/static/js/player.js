// <stream-player> and <frame-player>: a link until it is pressed; nothing is requested before.
import { Beats } from "./beats.js";

class Pressed extends HTMLElement {
  connectedCallback() {
    const start = this.querySelector("[data-play]");
    if (!start) return;
    start.setAttribute("role", "button");
    start.addEventListener("click", (event) => { event.preventDefault(); this.play(start); });
    start.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); this.play(start); } });
  }
}

class StreamPlayer extends Pressed {
  async play(start) {
    const video = document.createElement("video");
    video.controls = true;
    video.playsInline = true;
    video.preload = "auto";
    video.setAttribute("aria-label", start.querySelector(".player-title").textContent);
    new Beats(video, this.dataset); // eslint-disable-line no-new
    video.addEventListener("error", () => this.trouble(), { once: true });
    start.replaceWith(video);
    video.focus();
    await this.load(video);
    if (Number(this.dataset.start)) video.currentTime = Number(this.dataset.start);
    video.play().catch(() => {}); // the browser wants one more press: its own controls are there
  }

  async load(video) {
    const { url, platform, hls } = this.dataset;
    if (platform !== "hls" || video.canPlayType("application/vnd.apple.mpegurl")) {
      video.src = url;
      return;
    }
    const { default: Hls } = await import(hls);
    if (!Hls.isSupported()) return this.trouble();
    const stream = new Hls({ enableWorker: false });
    stream.on(Hls.Events.ERROR, (_, error) => { if (error.fatal) this.trouble(); });
    stream.loadSource(url);
    stream.attachMedia(video);
  }

  trouble() {
    const line = document.createElement("p");
    line.className = "player-trouble";
    line.setAttribute("role", "alert");
    const link = document.createElement("a");
    link.href = link.textContent = this.dataset.url;
    line.append(`✕ ${this.dataset.trouble} `, link);
    this.append(line);
  }
}

class FramePlayer extends Pressed {
  play(start) {
    const frame = document.createElement("iframe");
    frame.src = this.dataset.frame;
    frame.title = this.dataset.title;
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.referrerPolicy = "no-referrer";
    start.replaceWith(frame);
    frame.focus();
  }
}

customElements.define("stream-player", StreamPlayer);
customElements.define("frame-player", FramePlayer);
