// What was held to the camera or typed: the twin of events_svc/checkin/presented.py, which has no database.

import { CodeInvalid, claims, verify } from "../ticket-code.js";

/**
 * `{ payload, isProven }` of a signed code, `{ number }` or `{ order }` of what a person typed, null for
 * everything else. `keys`: public keys in hex by number.
 */
export function presented({ code, is_typed }, keys) {
  return (is_typed && typed(code)) || scanned(code, keys);
}

// What is scanned must be signed, else anybody could print a neighbour's number as a QR code.
function typed(code) {
  const plain = code.normalize("NFKC").replace(/[- ]/g, "").toUpperCase();
  if (/^[0-9]{1,18}$/.test(plain)) return { number: Number(plain) };
  return /^[0-9A-Z]{4,12}$/.test(plain) ? { order: plain } : null;
}

/** A code of another event's key is read, too: it proves nothing, and the door can say where it belongs. */
async function scanned(code, keys) {
  const publicKeys = new Map(Object.entries(keys).map(([number, hex]) => [Number(number), bytes(hex)]));
  const text = code.trim();
  const payload = plain(await read(() => verify(text, publicKeys)));
  return payload ? { payload, isProven: true } : unproven(plain(await read(() => claims(text))));
}

function unproven(payload) {
  return payload && { payload, isProven: false };
}

async function read(how) {
  try {
    return await how();
  } catch (error) {
    if (error instanceof CodeInvalid) return null;
    throw error;
  }
}

/** With numbers in the place of BigInts; a ticket beyond 2^53 is nobody's. */
function plain(payload) {
  const number = Number(payload?.ticketNumber);
  if (!Number.isSafeInteger(number)) return null;
  return {
    number,
    event_id: Number(payload.eventId),
    type: Number(payload.ticketTypeId),
    serial: Number(payload.serial),
    valid_from: payload.validFrom?.toISOString() ?? null,
    valid_until: payload.validUntil?.toISOString() ?? null,
  };
}

function bytes(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}
