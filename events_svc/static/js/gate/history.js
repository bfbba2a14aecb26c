// How a ticket stands on a list: the twin of events_svc/checkin/history.py, and what this phone adds to it. Pure.

export const NOTHING = {
  entries: 0, is_inside: false, first_at: null, first_gate_id: null, last_at: null, entered_at: [],
};

/** How the ticket stands once the passage has been admitted; an exit changes no entry. */
export function after(history, { direction, at, gate_id }) {
  if (direction === "exit") return { ...history, is_inside: false };
  const first = history.entries ? {} : { first_at: at, first_gate_id: gate_id };
  return {
    ...history,
    ...first,
    entries: history.entries + 1,
    is_inside: true,
    last_at: at,
    entered_at: [...history.entered_at, at],
  };
}

/**
 * How the ticket stands after what this phone knows on top of the snapshot: entries of verdict "ok" or
 * "undone", in their order. What was undone and is in the snapshot already is taken back from it.
 */
export function standing(snapshot, own) {
  const undone = new Set(own.filter((one) => one.verdict === "undone").map((one) => one.undoes));
  const passed = own.filter((one) => one.verdict === "ok");
  const ours = new Set(passed.map((one) => one.scan_id));
  const elsewhere = own.filter((one) => one.verdict === "undone" && !ours.has(one.undoes));
  const before = elsewhere.reduce(without, snapshot);
  return passed.filter((one) => !undone.has(one.scan_id)).reduce(after, before);
}

/** Of several entries the last is meant; when the one before it was is known to the server alone. */
function without(history, { direction }) {
  if (direction === "exit") return { ...history, is_inside: true };
  if (history.entries <= 1) return NOTHING;
  return { ...history, entries: history.entries - 1, is_inside: false, entered_at: history.entered_at.slice(0, -1) };
}
