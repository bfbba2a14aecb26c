// One piece of work after the other, in the order in which they were asked for.

export class Turns {
  #last = Promise.resolve();

  /** What `work()` comes to, begun when all before it has ended, well or not. */
  take(work) {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {}); // who asked for it hears of it
    return done;
  }
}
