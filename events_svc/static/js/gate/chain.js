// The hash chain over what this phone decided: who drops, changes or swaps an entry breaks a link.

/** The hash of an entry (an item of the upload) after `prev_hash`; the log can compute it again without the code. */
export async function link(prev_hash, entry, gate_id) {
  const { decided } = entry;
  const code_hash = entry.code && (await sha256(entry.code));
  return sha256(JSON.stringify([
    prev_hash, entry.scan_id, gate_id, entry.seq, entry.direction, decided.verdict, decided.reason, decided.basis,
    entry.at_device, entry.clock_offset_ms, code_hash, entry.is_typed, decided.undoes ?? null, decided.tried ?? null,
  ]));
}

async function sha256(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
