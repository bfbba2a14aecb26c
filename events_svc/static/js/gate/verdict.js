// Who may pass: the twin of events_svc/checkin/verdict.py, held to it by vectors.json. Pure.

import { failures, holds, isEmpty } from "./rules.js";

const NOT_ON_THE_WAY_OUT = new Set(["invalid_time", "unpaid", "rules", "incomplete", "already_used"]);

const CHECKS = [
  ["cancelled", (ticket) => ticket.state === "cancelled"],
  ["blocked", (ticket) => ticket.state === "blocked"],
  ["revoked", (ticket) => ticket.is_code_revoked || ![null, ticket.serial].includes(ticket.presented_serial)],
  ["unapproved", (ticket) => !ticket.is_approved],
  ["invalid_time", isOutOfTime],
  ["product", (ticket, door) => door.ticket_types.length > 0 && !door.ticket_types.includes(ticket.ticket_type_id)],
  ["wrong_event", isElsewhere],
  ["unpaid", (ticket, door) => ticket.state === "held" && !door.allow_unpaid],
  ["rules", (ticket, door, passage) => !isEmpty(door.rules) && !holds(door.rules, factsOf(ticket, door, passage))],
  ["incomplete", (ticket) => !ticket.is_complete],
  ["already_used", isUsed],
];

/** The verdict on what the code found, at this door, at this moment: the first check that hits. */
export function judge(found, door, passage) {
  const asked = { ...DOOR, ...door };
  if (found.length !== 1) return verdict(found.length ? "ambiguous" : "invalid");
  const ticket = { ...TICKET, ...found[0], history: { ...HISTORY, ...found[0].history } };
  for (const [reason, hits] of CHECKS) {
    if (passage.direction === "exit" && NOT_ON_THE_WAY_OUT.has(reason)) continue;
    if (hits(ticket, asked, passage)) return refusal(reason, ticket, asked, passage);
  }
  return verdict("ok");
}

const HISTORY = { entries: 0, is_inside: false, first_at: null, first_gate_id: null, last_at: null, entered_at: [] };
const TICKET = {
  state: "valid", serial: 1, presented_serial: null, is_code_revoked: false, is_approved: true,
  is_complete: true, valid_from: null, valid_until: null, history: HISTORY,
};
const DOOR = {
  timezone: "UTC", ticket_types: [], days: {}, starts_at: null, ends_at: null,
  allow_unpaid: false, multi_entry: false, entry_after_exit: false, rules: null,
};

function refusal(reason, ticket, door, passage) {
  if (reason === "rules") {
    return { ...verdict(reason), explanation: failures(door.rules, factsOf(ticket, door, passage)) };
  }
  if (reason === "already_used") {
    const { first_at, first_gate_id } = ticket.history;
    return { ...verdict(reason), first_at, first_gate_id };
  }
  if (reason === "wrong_event" && ticket.event_id === door.event_id) {
    return { ...verdict(reason), explanation: [wrongDay(ticket, door, passage)] };
  }
  return verdict(reason);
}

function wrongDay(ticket, door, passage) {
  const { day } = localTime(passage.at, door.timezone);
  return { fact: "day", operator: "in", is: day, wanted: door.days[ticket.ticket_type_id] };
}

function verdict(reason) {
  return { reason, explanation: [], first_at: null, first_gate_id: null };
}

function isOutOfTime(ticket, _door, passage) {
  const at = Date.parse(passage.at);
  const isEarly = ticket.valid_from !== null && at < Date.parse(ticket.valid_from);
  return isEarly || (ticket.valid_until !== null && at >= Date.parse(ticket.valid_until));
}

/** Of another event or, on the way in, of another day. */
function isElsewhere(ticket, door, passage) {
  if (ticket.event_id !== door.event_id) return true;
  const days = door.days[ticket.ticket_type_id];
  if (days === undefined || passage.direction === "exit") return false;
  return !days.includes(localTime(passage.at, door.timezone).day);
}

function isUsed(ticket, door) {
  if (door.multi_entry || ticket.history.entries === 0) return false;
  return ticket.history.is_inside || !door.entry_after_exit;
}

function factsOf(ticket, door, passage) {
  const { history } = ticket;
  const local = localTime(passage.at, door.timezone);
  const entered = history.entered_at.map((at) => localTime(at, door.timezone));
  const today = entered.filter(({ day }) => day === local.day).map(({ time }) => time);
  return {
    type: ticket.ticket_type_id,
    gate: passage.gate_id,
    now: seconds(passage.at),
    ...local,
    entries: history.entries,
    entries_today: today.length,
    minutes_since_first: minutes(history.first_at, passage.at),
    minutes_since_last: minutes(history.last_at, passage.at),
    minutes_since_start: minutes(door.starts_at, passage.at),
    minutes_since_end: minutes(door.ends_at, passage.at),
    is_inside: history.is_inside,
    entered: history.entered_at.map(seconds),
    entered_today: today,
  };
}

export function localTime(instant, timeZone) {
  const parts = format(timeZone).formatToParts(Date.parse(instant));
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const day = `${part.year}-${part.month}-${part.day}`;
  return { day, time: `${part.hour}:${part.minute}`, weekday: new Date(`${day}T00:00Z`).getUTCDay() || 7 };
}

const FORMATS = new Map(); // making one takes longer than a verdict

function format(timeZone) {
  if (!FORMATS.has(timeZone)) {
    FORMATS.set(timeZone, new Intl.DateTimeFormat("en-GB", {
      timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    }));
  }
  return FORMATS.get(timeZone);
}

function seconds(instant) {
  return Math.floor(Date.parse(instant) / 1000);
}

function minutes(since, now) {
  return since === null ? null : Math.floor((Date.parse(now) - Date.parse(since)) / 60000);
}
