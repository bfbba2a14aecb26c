// One tab of this phone scans; the others wait until it is closed, or until a person says "here".

export class OneTab {
  #isWaiting = false;

  constructor(name, onChange) {
    Object.assign(this, { name, onChange });
  }

  /** Be the one, or wait for it; `onChange` hears which, now and whenever it changes. */
  async start() {
    if (await this.#ask({ ifAvailable: true })) return;
    this.onChange(false);
    this.#wait();
  }

  /** Take it from the tab that has it. */
  take() {
    return this.#ask({ steal: true });
  }

  async #wait() {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    await this.#ask({});
    this.#isWaiting = false;
  }

  /** Whether we have it now. It is held until this tab ends or another takes it. */
  #ask(options) {
    return new Promise((answer) => {
      const held = (lock) => {
        answer(Boolean(lock));
        if (!lock) return undefined;
        this.onChange(true);
        return new Promise(() => {});
      };
      navigator.locks.request(this.name, options, held).catch(() => {
        this.onChange(false);
        this.#wait();
      });
    });
  }
}
