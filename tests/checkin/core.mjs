// Runs the scanner's core in node: one process, everything that test_scanner_core.py asks.
// { codes, standings, chain, gate } on the standard input; what came out as JSON on the standard output.

import { readFileSync } from "node:fs";

const asked = JSON.parse(readFileSync(0, "utf8"));
const from = (name) => import(new URL(`${name}.js`, asked.gate));
globalThis.addEventListener = () => {}; // of a window

const { decide } = await from("alone");
const { link } = await from("chain");
const { Contact } = await from("contact");
const { DeviceClock } = await from("device-clock");
const { NOTHING, standing } = await from("history");
const { KeptAnswers } = await from("kept-answers");
const { Own } = await from("own");
const { Queue } = await from("queue");
const { Snapshot } = await from("snapshot");
const { Uploader } = await from("uploader");

const said = {};

said.codes = [];
for (const { code, is_typed, direction, at, snapshot, own } of asked.codes) {
  const ownOf = (number) => own.filter((one) => one.number === number);
  said.codes.push(await decide({ code, is_typed, direction, at }, { snapshot: new Snapshot(snapshot), ownOf }));
}

const lacking = { code: "6", is_typed: true, direction: "entry", at: asked.codes[0].at };
const open = { snapshot: new Snapshot(asked.codes[0].snapshot), ownOf: () => [] };
said.asked = [];
for (const isAnswered of [() => false, (number) => number === 6]) said.asked.push((await decide(lacking, { ...open, isAnswered })).reason);

said.standings = asked.standings.map((own) => standing(NOTHING, own));

said.chain = [];
for (const entry of asked.chain) said.chain.push(await link(entry.decided.prev_hash, entry, asked.gate_id));

said.snapshot = snapshotStory();
said.offset = clockStory();
said.queue = await queueStory();
said.stopped = await stoppedStory();
said.poisoned = await poisonedStory();
said.covered = await coveredStory();
said.answers = await answersStory();
said.poisonedAnswers = await poisonedAnswersStory();
said.unlistedAnswers = await unlistedAnswersStory();
said.replies = await contactStory();

process.stdout.write(JSON.stringify(said));

function snapshotStory() {
  const { snapshot } = asked.codes[0];
  const columns = [...snapshot.columns].reverse();
  const [first] = snapshot.tickets;
  const moved = columns.map((name) => (name === "name" ? "Other" : first[snapshot.columns.indexOf(name)]));
  const kept = new Snapshot(JSON.parse(JSON.stringify(new Snapshot(snapshot))));
  kept.merge({ cursor: "a.2", list: null, revoked: [[1, 1]], columns, tickets: [moved] });
  return {
    cursor: kept.cursor, size: kept.size, list: kept.list, name: kept.ticket(1).name, isRevoked: kept.isRevoked(1, 1), isStill: kept.isRevoked(8, 1),
    isBehind: ["a.2", "a.3", "b.1"].map((end) => kept.isBehind(end)),
    order: kept.ofOrder("KX47QM").map((one) => one.number), nobody: kept.ofOrder("NOBODY"), who: kept.people()[0].name,
  };
}

/** Three questions; the quickest tells best. */
function clockStory() {
  const clock = new DeviceClock();
  const told = new Date(10_000).toISOString();
  for (const [left, back] of [[0, 4000], [1000, 1010], [0, 900]]) clock.measure({ left, back, now: told });
  return clock.offset;
}

/** What IndexedDB does, in memory. */
function vaultInMemory(kept = new Map()) {
  return {
    kept,
    read: async (store, name) => kept.get(`${store}/${name}`),
    readAll: async (store) => [...kept].filter(([key]) => key.startsWith(`${store}/`)).map(([, value]) => value),
    write: async (changes, head) => {
      for (const [store, name, value] of changes) {
        if (value === undefined) kept.delete(`${store}/${name}`);
        else kept.set(`${store}/${name}`, structuredClone(value));
      }
      if (head) kept.set("head/head", head.is);
    },
  };
}

function draft(scan_id, decided = {}) {
  const told = { verdict: "ok", reason: "ok", basis: "snapshot", ticket_number: 1, ...decided };
  return { scan_id, code: "1", is_typed: true, direction: "entry", at_device: "2026-11-23T09:00:00.000Z", clock_offset_ms: null, decided: told };
}

/** Two entries, the tab is killed, a third; the first answer is lost, one entry is not taken. */
async function queueStory() {
  const vault = vaultInMemory();
  const before = await Queue.load(vault, 5);
  await Promise.all([before.append(draft("a")), before.append(draft("b"))]);
  const queue = await Queue.load(vault, 5);
  await queue.append(draft("c"));
  const sent = [];
  const replies = [null, { status: 422, body: {} }, taken("a"), { status: 422, body: {} }, { status: 422, body: { detail: "no" } }, taken("c")];
  const contact = { ask: async (path, { body }) => { sent.push(body.scans.map((one) => one.scan_id).join("")); return replies.shift(); } };
  const uploader = new Uploader({ contact, queue, path: "/", onSettled: () => {} });
  await uploader.kick();
  await uploader.kick();
  uploader.stop();
  const entries = queue.entries();
  return {
    sent, entries, arrived: queue.arrived(), unsent: queue.unsent().length,
    refused: queue.refused().map((one) => one.scan_id), head: queue.head, kept: vault.kept.size,
  };
}

/** Another tab takes over while a batch is on its way; before that, the disk was full once. */
async function stoppedStory() {
  const vault = vaultInMemory();
  const queue = await Queue.load(vault, 5);
  await queue.append(draft("a"));
  await queue.append(draft("b"));
  const { write } = vault;
  let asked = 0;
  const contact = {
    ask: async () => {
      asked += 1;
      vault.write = asked === 1 ? async () => { throw new Error("full"); } : write;
      if (asked === 2) uploader.stop();
      return taken("a");
    },
  };
  const uploader = new Uploader({ contact, queue, path: "/", onSettled: () => {} });
  const { error } = console;
  let told = 0;
  console.error = () => { told += 1; };
  await uploader.kick();
  await uploader.kick();
  await uploader.kick();
  console.error = error;
  return { asked, told, unsent: queue.unsent().map((one) => one.scan_id) };
}

/** One that is rejected is found and the others arrive; one on which the server fails holds up no other. */
async function poisonedStory() {
  const queue = await Queue.load(vaultInMemory(), 5);
  const batches = [];
  const contact = {
    ask: async (_path, { body }) => {
      const ids = body.scans.map((one) => one.scan_id);
      batches.push(ids.join(""));
      if (ids.includes("b")) return null; // 500
      if (ids.includes("d")) return { status: 413, body: null };
      return { status: 200, body: { results: ids.map((scan_id) => ({ scan_id, answer: {}, refused: "" })) } };
    },
  };
  for (const one of "abcde") await queue.append(draft(one));
  const uploader = new Uploader({ contact, queue, path: "/", onSettled: () => {} });
  for (let n = 0; n < 8; n += 1) await uploader.kick();
  uploader.stop();
  return { batches, arrived: queue.arrived(), refused: queue.refused().map((one) => one.scan_id), unsent: queue.unsent().map((one) => one.scan_id) };
}

function taken(scan_id) {
  return { status: 200, body: { results: [{ scan_id, answer: {}, refused: "" }] } };
}

/** An answer of the server and an entry of ours are known until a snapshot contains them, and no longer. */
async function coveredStory() {
  const vault = vaultInMemory();
  const queue = await Queue.load(vault, 5);
  const own = await Own.load(vault, queue);
  const at = "2026-11-23T09:01:00.000Z";
  await vault.write(own.hear({ scan_id: "h", verdict: "ok", direction: "entry", at, ticket: { number: 1 } }));
  await queue.append(draft("a"));
  await queue.append(draft("b"));
  await queue.settle([{ seq: 0, refused: "" }]);
  const known = own.of(1).map((one) => one.scan_id);
  const covered = own.covered();
  await queue.settle([{ seq: 1, refused: "" }]); // arrived after the snapshot was asked for
  await vault.write(own.forget(covered));
  return { known, left: own.of(1).map((one) => one.scan_id), kept: [...vault.kept.keys()] };
}

/** Answers are kept, brought once there is contact, and forgotten when the snapshot contains them. */
async function answersStory() {
  const vault = vaultInMemory();
  const answers = await KeptAnswers.load(vault);
  const sent = [];
  const contact = { ask: async (path, { body }) => { sent.push([path, body]); return replies.shift(); } };
  const replies = [null, { status: 200, body: { results: [{ ticket: 1, refused: "" }, { ticket: 2, refused: "gone" }] } }];
  await answers.keep(1, { q3: ["yes"] });
  await answers.keep(2, { q3: ["no"] });
  const isSent = [await answers.send(contact, "/gates/5"), await answers.send(contact, "/gates/5"), await answers.send(contact, "/gates/5")];
  const refused = answers.refused.map((one) => one.ticket);
  await answers.forget({ ticket: (number) => ({ is_complete: number === 1 }) });
  const again = await KeptAnswers.load(vault);
  return { isSent, sent, refused, knows: [1, 2].map((one) => again.has(one)), unsent: again.unsent.map((one) => one.ticket) };
}

/** One that is rejected is found and the others arrive; one on which the server fails holds up no other. */
async function poisonedAnswersStory() {
  const answers = await KeptAnswers.load(vaultInMemory());
  const batches = [];
  const contact = {
    ask: async (_path, { body }) => {
      const tickets = body.items.map((one) => one.ticket);
      batches.push(tickets);
      if (tickets.includes(5)) return null; // 500
      if (tickets.includes(2)) return { status: 422, body: { detail: "not so" } };
      return { status: 200, body: { results: tickets.map((ticket) => ({ ticket, refused: "" })) } };
    },
  };
  for (const ticket of [1, 2, 3, 4, 5]) await answers.keep(ticket, { q3: ["x"] });
  for (let n = 0; n < 8; n += 1) await answers.send(contact, "");
  return { batches, refused: answers.refused.map((one) => [one.ticket, one.refused]), unsent: answers.unsent.map((one) => one.ticket) };
}

/** What nobody there has is ours to bring again, until it is listed. */
async function unlistedAnswersStory() {
  const answers = await KeptAnswers.load(vaultInMemory());
  const now = Date.now;
  const told = [];
  const contact = { ask: async () => ({ status: 200, body: { results: [{ ticket: 1, refused: "gone", is_unlisted: told.length === 0 }] } }) };
  await answers.keep(1, { q3: ["x"] });
  for (const later of [0, 10, 60_000]) {
    Date.now = () => now() + later;
    const isDone = await answers.send(contact, "");
    told.push([isDone, answers.unsent.length, answers.refused.length]);
  }
  Date.now = now;
  return told;
}

/** What is taken for an answer, and what deletes everything. */
async function contactStory() {
  let revoked = 0;
  const heard = [];
  const contact = new Contact({ onChange: (isThere) => heard.push(isThere), onRevoked: () => { revoked += 1; } });
  const statuses = [];
  for (const { status, type, body } of asked.replies) {
    globalThis.fetch = async () => {
      if (!status) throw new TypeError("no network");
      return new Response(body, { status, headers: { "content-type": type } });
    };
    statuses.push((await contact.ask("/"))?.status ?? null);
  }
  return { statuses, revoked, heard };
}
