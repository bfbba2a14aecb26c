// Signed ticket codes, read and verified without a server: the twin of events_svc/tickets/codes.py, held
// to it by tests/tickets/code_vectors.json. Ids are BigInts: they have up to 63 bits.

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-./:";
const BASE = BigInt(ALPHABET.length);
const LONGEST = 154;
const SCHEME = 1;
const SIGNATURE_BYTES = 64;
const VARINT_BYTES = 9;
const EPOCH = Date.UTC(2020, 0, 1);
const LATEST = BigInt((Date.UTC(10000, 0, 1) - EPOCH) / 60000 - 1); // as far as Python counts

export class CodeInvalid extends Error {}

/** What the code says, if one of `publicKeys` (Map of key number to Uint8Array) signed it; else CodeInvalid. */
export async function verify(code, publicKeys) {
  const { body, signature } = parts(code);
  const payload = unpacked(body);
  const key = publicKeys.get(Number(payload.keyNumber));
  if (!key || !(await isSigned(key, signature, body))) throw new CodeInvalid();
  return payload;
}

/** What the code says, whoever signed it. Proves nothing. */
export function claims(code) {
  return unpacked(parts(code).body);
}

function parts(code) {
  if (!code || code.length > LONGEST || code[0] === ALPHABET[0]) throw new CodeInvalid();
  let number = 0n;
  for (const character of code) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new CodeInvalid();
    number = number * BASE + BigInt(value);
  }
  const hex = number.toString(16);
  const raw = Uint8Array.from((hex.length % 2 ? "0" + hex : hex).match(/../g), (pair) => parseInt(pair, 16));
  if (raw.length <= SIGNATURE_BYTES) throw new CodeInvalid();
  return { body: raw.slice(0, -SIGNATURE_BYTES), signature: raw.slice(-SIGNATURE_BYTES) };
}

function unpacked(body) {
  const numbers = varints(body.subarray(1));
  if (body[0] !== SCHEME || numbers.length !== 7) throw new CodeInvalid();
  const [keyNumber, eventId, ticketTypeId, ticketNumber, serial, start, end] = numbers;
  const until = end && (start || 1n) + end - 1n;
  return { keyNumber, eventId, ticketTypeId, ticketNumber, serial, validFrom: instant(start), validUntil: instant(until) };
}

function varints(bytes) {
  const found = [];
  let number = 0n;
  let count = 0;
  for (const byte of bytes) {
    const isPadding = byte === 0 && count > 0;
    if (count >= VARINT_BYTES || isPadding) throw new CodeInvalid();
    number |= BigInt(byte & 0x7f) << BigInt(7 * count);
    count += 1;
    if (byte < 0x80) {
      found.push(number);
      number = 0n;
      count = 0;
    }
  }
  if (count) throw new CodeInvalid();
  return found;
}

function instant(minutes) {
  if (minutes - 1n > LATEST) throw new CodeInvalid();
  return minutes ? new Date(EPOCH + (Number(minutes) - 1) * 60000) : null;
}

async function isSigned(key, signature, body) {
  try {
    const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, body);
  } catch (error) {
    if (error.name !== "NotSupportedError") throw error;
    const { verifyAsync } = await import("../vendor/ed25519.js"); // browsers without Ed25519 in WebCrypto
    return verifyAsync(signature, body, key);
  }
}
