// The scanner of a gate: camera, typed codes and keyboard-wedge scanners in; one verdict at a time out.

import { openCamera } from "./camera.js";
import { makeDecoder } from "./decoder.js";
import { followNumbers } from "./numbers.js";
import { Recent } from "./recent.js";
import { Sender } from "./sender.js";
import { unlockSound } from "./signal.js";
import { VerdictScreen } from "./verdict-screen.js";
import { listenForWedge } from "./wedge.js";

const setting = JSON.parse(document.getElementById("setting").textContent);
const at = (id) => document.getElementById(id);
const LOOK_EVERY = 120; // ms between two looks of the camera
const SAME_CODE = 3000; // ms that a code must be out of sight before it counts again

const numbers = followNumbers(setting, at);
const sender = new Sender(setting.gate, numbers.showConnection);
const recent = new Recent(at("recents-list"), setting, undo);
const screen = new VerdictScreen(at, setting, { choose, undo });
let direction = "entry";
let last = { code: "", seenAt: 0 };

async function check(code, isTyped) {
  if (screen.isOpen || sender.isBusy) return;
  const answer = await sender.scan({ code, is_typed: isTyped, direction });
  if (!answer) return;
  recent.add(answer);
  screen.show(answer);
}

function choose(number) {
  screen.close();
  check(String(number), true);
}

async function undo(scanId) {
  screen.close();
  at("recents").close();
  const answer = await sender.undo(scanId);
  if (!answer) return;
  recent.undone(scanId);
  screen.show(answer);
}

/** The same ticket held on is one scan: it counts again once it was out of sight for a while. */
function isNew(code) {
  const isSame = code === last.code && performance.now() - last.seenAt < SAME_CODE;
  last = { code, seenAt: performance.now() };
  return !isSame;
}

async function watch(video) {
  const decode = await makeDecoder(setting.reader);
  for (;;) {
    const code = document.hidden ? null : await decode(video);
    if (code && isNew(code)) await check(code, false);
    await new Promise((resume) => setTimeout(resume, LOOK_EVERY));
  }
}

function offerTyping() {
  at("type").addEventListener("click", () => { at("typed").value = ""; at("typing").showModal(); });
  at("typing").addEventListener("close", () => {
    const code = at("typed").value.trim();
    if (at("typing").returnValue === "check" && code) check(code, true);
    at("typing").returnValue = "";
  });
  at("recent").addEventListener("click", () => at("recents").showModal());
  at("direction")?.addEventListener("click", ({ currentTarget }) => {
    direction = direction === "entry" ? "exit" : "entry";
    currentTarget.setAttribute("aria-pressed", String(direction === "exit"));
  });
}

function offerLamp(camera) {
  const lamp = at("lamp");
  lamp.hidden = !camera.hasLamp;
  lamp.addEventListener("click", async () => {
    lamp.setAttribute("aria-pressed", String(await camera.toggleLamp()));
  });
}

function complain() {
  at("note").textContent = setting.words.camera;
  at("note").hidden = false;
}

offerTyping();
unlockSound();
listenForWedge((code) => check(code, false));
openCamera(at("camera"))
  .then((camera) => { offerLamp(camera); return watch(at("camera")); })
  .catch((error) => { console.error(error); complain(); });
