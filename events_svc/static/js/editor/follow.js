// The page follows the agenda: what changed, whoever changed it, is put in place; the rest stays as it is.

export class Follow {
  constructor(editor) {
    this.editor = editor;
    this.own = new Set();
    this.remember(editor.board.element);
    this.source = new EventSource(`${editor.server.page}/stream`);
    this.source.addEventListener("message", ({ data }) => {
      if (data.trim() !== editor.board.element.dataset.stamp) this.look();
    });
    addEventListener("pagehide", () => this.source.close(), { once: true });
  }

  /** Keep what the server said of each element, before our scripts dress it. */
  remember(root) {
    for (const one of root.querySelectorAll("#editor-grid > *, #waiting-list > *")) one.said = one.outerHTML;
  }

  catchUp() {
    if (this.missed) this.look();
  }

  /** Read the board again. One look at a time; while something is carried, afterwards. */
  async look() {
    this.missed = this.editor.carry.is || Boolean(this.looking);
    if (this.missed) return this.looking;
    this.looking = this.renew().catch(() => undefined);
    await this.looking;
    this.looking = null;
    return this.missed ? this.look() : undefined;
  }

  async renew() {
    const { board } = this.editor;
    const fresh = await this.editor.server.board(board.day);
    if (!fresh) return;
    if (this.editor.carry.is) {
      this.missed = true;
      return;
    }
    const focused = document.activeElement?.closest?.("#board .cell")?.dataset.code;
    const changed = this.put(fresh);
    this.editor.dress();
    if (focused) this.editor.focusOn(focused);
    const others = changed.filter((cell) => !this.own.has(cell.dataset.code));
    for (const cell of others) cell.classList.add("changed");
    this.own.clear();
    if (others.length) this.editor.say(this.editor.fill("others", { title: [...new Set(others.map((one) => board.title(one)))].slice(0, 3).join(", ") }));
  }

  /** Replace what is different; the cells that are. */
  put(fresh) {
    this.remember(fresh);
    const old = this.editor.board.element;
    Object.assign(old.dataset, fresh.dataset);
    const changed = [];
    for (const id of ["editor-grid", "waiting-list"]) {
      changed.push(...renewed(old.querySelector(`#${id}`), fresh.querySelector(`#${id}`)));
    }
    for (const id of ["editor-days", "waiting-count", "waiting-hint", "troubles"]) {
      old.querySelector(`#${id}`).replaceWith(fresh.querySelector(`#${id}`));
    }
    return changed;
  }
}

/** Make the children of `old` those of `fresh`, keeping every element that is the same; the cells that came. */
function renewed(old, fresh) {
  const known = new Map([...old.children].map((one) => [one.id, one]));
  const wanted = [...fresh.children];
  const ids = new Set(wanted.map((one) => one.id));
  for (const [id, one] of known) if (!ids.has(id)) one.remove();
  const came = [];
  let place = old.firstElementChild;
  for (const one of wanted) {
    const had = known.get(one.id);
    const same = had && (had.said ?? had.outerHTML) === (one.said ?? one.outerHTML);
    if (same && had === place) {
      place = place.nextElementSibling;
      continue;
    }
    if (had === place) place = place?.nextElementSibling ?? null;
    const put = same ? had : one;
    if (had && !same) had.remove();
    old.insertBefore(put, place);
    if (!same && one.matches(".cell")) came.push(one);
  }
  return came;
}
