// The controls around a playing medium: media-chrome in the language of the page, loaded with the first play.
import { adoptStyles } from "./adopted-styles.js";

const THERE = "../vendor/media-chrome/";
const BUTTONS = ["media-controller", "media-control-bar", "media-play-button", "media-seek-backward-button", "media-seek-forward-button",
  "media-time-range", "media-time-display", "media-mute-button", "media-volume-range", "media-captions-button",
  "media-playback-rate-button", "media-pip-button", "media-fullscreen-button", "media-live-button", "media-loading-indicator"];
const DVR = 60; // seconds
const RATE = "Playback rate {playbackRate}"; // its name says what stands on it: 1.25x
let loaded;

export async function dress(video, { isLive, title, lang }) {
  await (loaded ??= load(lang));
  const controller = element("media-controller", { audio: null, defaultstreamtype: isLive ? "live" : "on-demand", "aria-label": title, lang: of(lang) });
  const captions = await captionsOf(video, controller);
  controller.append(
    element("media-loading-indicator", { slot: "centered-chrome", noautohide: "" }),
    bar("player-line", [element("media-time-range")]),
    bar("player-bar", [
      element("media-play-button"),
      ...(isLive ? [element("media-live-button")] : [
        element("media-seek-backward-button", { seekoffset: "10" }),
        element("media-seek-forward-button", { seekoffset: "10" }),
        element("media-time-display", { showduration: "", notoggle: "" }),
      ]),
      element("span", { class: "player-gap" }),
      element("media-mute-button"),
      element("media-volume-range"),
      ...captions,
      ...(isLive ? [] : [element("media-playback-rate-button", { rates: "0.75 1 1.25 1.5 1.75 2" })]),
      element("media-pip-button"),
      element("media-fullscreen-button"),
    ]),
  );
  if (isLive) showWindow(video, controller);
  return controller;
}

// A live stream that can be wound back has a bar to do it; one that cannot has none.
function showWindow(video, controller) {
  const look = () => {
    const { length } = video.seekable;
    controller.toggleAttribute("data-edge", !length || video.seekable.end(length - 1) - video.seekable.start(0) < DVR);
  };
  for (const name of ["loadedmetadata", "durationchange", "progress"]) video.addEventListener(name, look);
  look();
}

async function load(lang) {
  adoptStyles();
  const isChinese = of(lang) === "zh-CN";
  const [{ addTranslation, setLanguage }, { ZhCn, En }] = await Promise.all([import(`${THERE}utils/i18n.js`), import(`${THERE}lang/${of(lang)}.js`)]);
  addTranslation(of(lang), { ...(isChinese ? ZhCn : En), [RATE]: isChinese ? "播放速度 {playbackRate}x" : "Playback rate {playbackRate}x" });
  setLanguage(of(lang));
  await Promise.all(BUTTONS.map((name) => import(`${THERE}${name}.js`)));
}

async function captionsOf(video, controller) {
  const tracks = [...video.querySelectorAll("track")].filter(({ kind }) => kind !== "chapters");
  if (tracks.length < 2) return tracks.length ? [element("media-captions-button")] : [];
  await Promise.all(["media-chrome-menu-item", "media-captions-menu", "media-captions-menu-button"].map((name) => import(`${THERE}menu/${name}.js`)));
  controller.append(element("media-captions-menu", { hidden: "", anchor: "auto" }));
  return [element("media-captions-menu-button")];
}

function bar(css, parts) {
  const made = element("media-control-bar", { class: css });
  made.append(...parts);
  return made;
}

function element(name, attributes = {}) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  if (name.endsWith("-button")) made.setAttribute("notooltip", "");
  return made;
}

const of = (lang) => (lang.startsWith("zh") ? "zh-CN" : "en");
