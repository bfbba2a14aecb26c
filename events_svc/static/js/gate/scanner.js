// The scanner of a gate: camera, typed codes and keyboard-wedge scanners in; one verdict at a time out.

import { BadgeButton } from "./badge-button.js";
import { openCamera } from "./camera.js";
import { makeDecoder } from "./decoder.js";
import { Door } from "./door.js";
import { Recent } from "./recent.js";
import { openScreens } from "./screens.js";
import { unlockSound } from "./signal.js";
import { VerdictScreen } from "./verdict-screen.js";
import { watch } from "./watch.js";
import { listenForWedge } from "./wedge.js";

const setting = JSON.parse(document.getElementById("setting").textContent);
const at = (id) => document.getElementById(id);

const door = (at("gate").door = new Door(setting)); // on its element: for who looks on from outside
const badges = new BadgeButton(at, setting);
const recent = new Recent(at, setting, undo);
const screen = new VerdictScreen(at, setting, { choose, undo, badge: (number) => badges.print(number) });
const { rehearsal, kiosk } = openScreens({ at, setting, door, screen, check, turn });
let direction = "entry";
let camera = null;

async function check(code, isTyped) {
  if (isBusy()) return;
  const readAt = performance.now();
  const practice = rehearsal.answer(code);
  if (practice) {
    screen.show(practice);
    return;
  }
  const answer = await door.scan({ code, is_typed: isTyped, direction });
  if (!answer) return;
  answered(answer);
  requestAnimationFrame(() => performance.measure("verdict", { start: readAt, detail: { basis: answer.basis, code } }));
}

function answered(answer) {
  recent.add(answer);
  screen.show(kiosk.isOn ? kiosk.veiled(answer) : answer);
}

/** While a dialog is open nobody sees a verdict. */
function isBusy() {
  return screen.isOpen || door.isBusy || document.querySelector("dialog:modal") !== null;
}

function choose(number) {
  screen.close();
  check(String(number), true);
}

async function undo(scanId) {
  screen.close();
  at("recents").close();
  const answer = await door.undo(scanId);
  if (!answer) return;
  recent.undone(scanId);
  screen.show(answer);
}

function offerDirection() {
  at("direction")?.addEventListener("click", ({ currentTarget }) => {
    direction = direction === "entry" ? "exit" : "entry";
    currentTarget.setAttribute("aria-pressed", String(direction === "exit"));
    at("gate").dataset.direction = direction;
  });
}

function offerLamp() {
  at("lamp").addEventListener("click", async ({ currentTarget }) => {
    currentTarget.setAttribute("aria-pressed", String(await camera.toggleLamp()));
  });
}

async function lookThrough(facing) {
  camera = await openCamera(at("camera"), facing);
  at("lamp").hidden = !camera.hasLamp;
  at("lamp").setAttribute("aria-pressed", "false");
}

function turn(facing) {
  lookThrough(facing).catch(complain);
}

async function look() {
  await lookThrough(kiosk.facing);
  const decode = await makeDecoder(setting.reader);
  await watch(() => decode(at("camera")), { isBusy, onCode: (code) => check(code, false) });
}

function complain(error) {
  console.error(error);
  at("note").textContent = setting.words.camera;
  at("note").hidden = false;
}

offerDirection();
offerLamp();
unlockSound();
listenForWedge((code) => check(code, false));
door.start().then(() => recent.restore(door.recent));
look().catch(complain);
