// Looks through the camera, again and again, for a code that was not seen just now.

const LOOK_EVERY = 100; // ms between two looks
const SAME_CODE = 3000; // ms that a code must be out of sight before it counts again

/** Call `onCode` for each new code, and wait for it. While `isBusy()`, codes are looked at and let be: one
 * that is still held when the screen is free again counts then, but not the one that was just answered.
 */
export async function watch(look, { isBusy, onCode }) {
  const seen = new Seen();
  for (;;) {
    const code = document.hidden ? null : await look();
    if (code && seen.isNew(code, performance.now(), isBusy())) await onCode(code);
    await new Promise((resume) => setTimeout(resume, LOOK_EVERY));
  }
}

/** The same ticket held on is one scan: it counts again once it was out of sight for a while. */
export class Seen {
  #code = "";
  #at = 0;

  isNew(code, now, isBusy) {
    const isSame = code === this.#code && now - this.#at < SAME_CODE;
    if (!isSame && isBusy) return false;
    this.#code = code;
    this.#at = now;
    return !isSame;
  }
}
