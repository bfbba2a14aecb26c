// How far this phone's clock is from that of who decides for all gates.

const KEPT = 8;

export class DeviceClock {
  #samples = [];

  /** The offset in whole milliseconds, theirs minus ours; null until it was measured. */
  constructor(offset = null) {
    this.offset = offset;
  }

  /** This moment: as our clock says it, how far that is off, and the true one as far as we know. */
  moment() {
    const now = Date.now();
    return {
      at_device: new Date(now).toISOString(),
      clock_offset_ms: this.offset,
      at: new Date(now + (this.offset ?? 0)).toISOString(),
    };
  }

  /** They said `now` (ISO) to a question that left and came back at these times of ours (ms): the quickest tells best. */
  measure({ left, back, now }) {
    const sample = { trip: back - left, offset: Math.round(Date.parse(now) - (left + back) / 2) };
    this.#samples = [sample, ...this.#samples].slice(0, KEPT);
    this.offset = this.#samples.reduce((best, one) => (one.trip < best.trip ? one : best)).offset;
  }
}
