// A session that is picked up: its ghost, what stands against it, where it is put down.
const PATIENCE = 70; // ms without a step before the server is asked what would clash

export class Carry {
  constructor(editor) {
    this.editor = editor;
    this.cell = null;
  }

  get board() { return this.editor.board; }
  get is() { return this.cell !== null; }

  /** Pick a session up. It stays where it is until it is put down. */
  take(cell) {
    const { board } = this;
    this.cell = cell;
    this.origin = board.spotOf(cell);
    this.spot = this.origin || { room: board.rooms[0]?.dataset.room ?? "", start: board.first + 60, minutes: Number(cell.dataset.minutes) };
    this.ghost = document.createElement("div");
    this.ghost.className = "ghost";
    cell.classList.add("held");
    this.editor.classList.add("carrying");
    this.shade(cell.dataset.code);
  }

  /** Hold it over a place; null: over none. */
  over(spot) {
    if (spot && this.ghost.isConnected && JSON.stringify(spot) === JSON.stringify(this.spot)) return;
    this.spot = spot;
    this.ghost.remove();
    if (!spot) return;
    this.ghost.className = "ghost";
    this.ghost.textContent = this.words();
    this.board.lay(this.ghost, spot.room, spot.start, spot.minutes);
    this.editor.single?.mark();
    this.ask();
  }

  words() {
    const { room, start, minutes } = this.spot;
    const { board } = this;
    return this.editor.fill("at", { room: board.roomName(room), start: board.clock(start), end: board.clock(start + minutes) });
  }

  /** What would clash there, a moment after the last step. */
  ask() {
    clearTimeout(this.waiting);
    this.asking?.abort();
    this.waiting = setTimeout(async () => {
      this.asking = new AbortController();
      const found = await this.editor.server.conflicts(this.cell.dataset.code, this.query(), this.asking.signal).catch(() => null);
      if (found && this.is && this.spot) this.tell(found);
    }, PATIENCE);
  }

  query() {
    const { ends_at, room_id, starts_at } = this.wanted();
    return room_id ? { starts_at, ends_at, room_id } : { starts_at, ends_at };
  }

  tell(found) {
    const tone = found.length ? (found[0].is_hard ? "stop" : "wait") : "ok";
    this.ghost.className = `ghost ${tone}`;
    const list = document.createElement("ul");
    for (const one of found.slice(0, 3)) {
      const line = document.createElement("li");
      line.textContent = `${one.is_hard ? "✕" : "!"} ${one.reason}`;
      list.append(line);
    }
    this.ghost.replaceChildren(this.words(), ...(found.length ? [list] : [" ✓"]));
    this.editor.single?.mark();
    this.editor.say(`${this.words()}: ${found.map((one) => one.reason).join("; ") || this.editor.dataset.clean}`, tone);
  }

  wanted(begins) {
    const { board, cell, spot } = this;
    const rooms = (cell.dataset.rooms || "").split(" ").filter(Boolean).slice(1).map(Number);
    return {
      starts_at: board.instant(spot.start, begins),
      ends_at: board.instant(spot.start + spot.minutes, begins),
      room_id: Number(spot.room) || null,
      more_room_ids: rooms.filter((room) => room !== Number(spot.room)),
      is_exclusive: !("shares" in cell.dataset),
    };
  }

  /** Put it down where it is held, on the same day or another that `begins` then. */
  async drop(begins) {
    if (!this.spot) return this.leave();
    const unmoved = this.origin && !begins && JSON.stringify(this.spot) === JSON.stringify(this.origin);
    if (unmoved) return this.leave();
    const { board } = this;
    const { code } = this.cell.dataset;
    const [title, where, wanted] = [board.title(this.cell), this.words(), this.wanted(begins)];
    this.end();
    const act = () => this.editor.server.place(code, { ...wanted, version: board.version(code) });
    await this.editor.change(code, act, (session) => {
      const wrong = session.conflicts.map((one) => one.reason).join("; ");
      const tone = session.conflicts.length ? (session.conflicts[0].is_hard ? "stop" : "wait") : "ok";
      this.editor.say(this.editor.fill("placed", { title, where }) + (wrong ? `: ${wrong}` : ""), tone);
    });
  }

  /** Take its time away. */
  async remove() {
    const { board, origin } = this;
    const { code } = this.cell.dataset;
    const title = board.title(this.cell);
    this.end();
    if (!origin) return;
    await this.editor.change(code, () => this.editor.server.unschedule(code, board.version(code)),
      () => this.editor.say(this.editor.fill("removed", { title })));
  }

  /** It stays where it was. */
  leave() {
    const { cell } = this;
    this.end();
    this.editor.say(this.editor.fill("left", { title: this.board.title(cell) }));
    this.editor.focusOn(cell.dataset.code);
  }

  end() {
    clearTimeout(this.waiting);
    this.asking?.abort();
    this.ghost.remove();
    this.cell.classList.remove("held");
    this.editor.classList.remove("carrying");
    this.editor.querySelectorAll(".shade").forEach((one) => one.remove());
    this.cell = null;
    this.editor.follow.catchUp();
  }

  /** Shade when its rooms and people cannot be had. */
  async shade(code) {
    const found = await this.editor.server.availability(code, this.board.day).catch(() => []);
    if (this.cell?.dataset.code !== code) return;
    for (const one of found) this.draw(one);
    this.editor.single?.mark();
  }

  draw(one) {
    const { board } = this;
    const start = Math.max(board.first, board.minutes(one.starts_at));
    const end = Math.min(board.last, board.minutes(one.ends_at));
    if (end <= start || (one.room_id && !board.column(one.room_id))) return;
    const shade = document.createElement("div");
    shade.className = `shade ${one.is_hard ? "stop" : "wait"}`;
    shade.textContent = one.room_id ? "" : `${one.is_hard ? "✕" : "!"} ${one.about[this.editor.language] || Object.values(one.about)[0] || ""}`;
    board.lay(shade, one.room_id || "-", start, end - start);
  }
}
