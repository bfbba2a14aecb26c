// The door decides by itself: by the snapshot, by the signature of a ticket that the snapshot lacks. Pure.

import { NOTHING, standing } from "./history.js";
import { presented } from "./presented.js";
import { judge } from "./verdict.js";

const MOST_CANDIDATES = 20;

/**
 * What this phone says by itself to `asked` ({ code, is_typed, direction, at }): reason, basis, ticket, first
 * entry, explanation, candidates. `ownOf(number)`: what the phone knows on top of the snapshot; `isAnswered(number)`:
 * whether it asked what the ticket lacked.
 */
export async function decide(asked, { snapshot, ownOf, isAnswered = () => false }) {
  const said = await presented(asked, snapshot.keys);
  const found = living(candidates(said, snapshot));
  const gate_id = snapshot.gate.id;
  const facts = found.map((ticket) => factsOf(ticket, said, { snapshot, ownOf, isAnswered }));
  const verdict = judge(facts, snapshot.list, { direction: asked.direction, at: asked.at, gate_id });
  const shown = found.filter((ticket) => ticket.event_id === snapshot.list.event_id).map((one) => shownOf(one, snapshot));
  return {
    verdict: verdict.reason === "ok" ? "ok" : "refused",
    reason: verdict.reason,
    basis: found[0]?.basis ?? "snapshot",
    ticket: found.length === 1 ? (shown[0] ?? null) : null,
    first_at: verdict.first_at,
    first_gate_id: verdict.first_gate_id,
    first_gate: snapshot.gateName(verdict.first_gate_id),
    explanation: verdict.explanation,
    candidates: found.length > 1 ? shown.slice(0, MOST_CANDIDATES) : [],
  };
}

function candidates(said, snapshot) {
  const { event_id } = snapshot.list;
  const ours = (ticket) => ({ ...ticket, event_id, basis: "snapshot" });
  if (!said) return [];
  if (said.order) return snapshot.ofOrder(said.order).map(ours);
  const number = said.number ?? said.payload.number;
  const isForeign = said.payload && said.payload.event_id !== event_id;
  if (said.payload && !isForeign && !said.isProven) return [];
  const known = isForeign ? null : snapshot.ticket(number);
  if (known) return [ours(known)];
  return said.payload ? [signed(said.payload)] : [];
}

/** A ticket that we never heard of, as its code describes it. */
function signed(payload) {
  return { ...payload, basis: "signature", state: "valid", is_approved: true, is_complete: true, name: "", organisation: "", order: "" };
}

/** Of several tickets of an order, those that are not cancelled, if there are any. */
function living(found) {
  const alive = found.filter((ticket) => ticket.state !== "cancelled");
  return alive.length ? alive : found.slice(0, 1);
}

function factsOf(ticket, said, { snapshot, ownOf, isAnswered }) {
  const presented_serial = said.payload?.serial ?? null;
  return {
    event_id: ticket.event_id,
    ticket_type_id: ticket.type,
    state: ticket.state,
    serial: ticket.serial,
    presented_serial,
    is_code_revoked: presented_serial !== null && snapshot.isRevoked(ticket.number, presented_serial),
    is_approved: Boolean(ticket.is_approved),
    is_complete: Boolean(ticket.is_complete) || isAnswered(ticket.number),
    valid_from: ticket.valid_from ?? null,
    valid_until: ticket.valid_until ?? null,
    history: standing(before(ticket), ownOf(ticket.number)),
  };
}

function before(ticket) {
  return {
    ...NOTHING,
    entries: ticket.entries ?? 0,
    is_inside: Boolean(ticket.is_inside),
    first_at: ticket.first_at ?? null,
    first_gate_id: ticket.first_gate ?? null,
    last_at: ticket.last_at ?? null,
    entered_at: ticket.entered_at ?? [],
  };
}

function shownOf(ticket, snapshot) {
  return {
    number: ticket.number,
    holder_name: ticket.name,
    holder_organisation: ticket.organisation,
    ticket_type: snapshot.typeName(ticket.type),
    order_code: ticket.order,
  };
}
