// Before a phone becomes the device of another gate: what it decided at its gate and nobody knows of yet is sent,
// while it still may; then what it knew of that gate is deleted.

import { Contact } from "./contact.js";
import { KeptAnswers } from "./kept-answers.js";
import { Queue } from "./queue.js";
import { Uploader } from "./uploader.js";
import { Vault, eraseEverything, vaults } from "./vault.js";

const PATIENCE = 20000; // ms; then the queue stays on the phone, sealed, and the pairing goes on

for (const form of document.querySelectorAll("form[data-send-first]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const late = new Promise((go) => setTimeout(go, PATIENCE));
    Promise.race([leave(), late]).catch(console.error).finally(() => form.submit());
  });
}

async function leave() {
  const sent = [];
  for (const device of await vaults()) sent.push(await send(device));
  if (sent.every(Boolean)) await eraseEverything();
}

/** Whether nothing of that device is left to be sent. */
async function send(device) {
  const vault = await Vault.open(device);
  const { gate } = (await vault.read("sealed", "gate")) ?? {};
  if (gate === undefined) return true;
  const queue = await Queue.load(vault, gate);
  let isRevoked = false;
  const contact = new Contact({ onChange: () => {}, onRevoked: () => { isRevoked = true; } });
  const uploader = new Uploader({ contact, queue, path: `/api/v1/gates/${gate}/scans:batch`, onSettled: () => {} });
  const answers = await KeptAnswers.load(vault);
  await answers.send(contact, `/api/v1/gates/${gate}`);
  await uploader.kick();
  uploader.stop();
  const isDone = queue.unsent().length + queue.refused().length + answers.unsent.length === 0; // scans that were not taken are nobody else's
  vault.close();
  return isDone || isRevoked;
}
