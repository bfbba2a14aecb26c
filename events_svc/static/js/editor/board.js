// The grid as places and times: which cell stands where, which place lies under a point.
const STEP = 5;
const DAY_BEGINS = 4 * 60; // minutes after midnight; `data-begins` is that instant
const MINUTE = 60_000;

export class Board {
  constructor(host) {
    this.host = host;
    this.made = new Map();
  }

  get element() { return this.host.querySelector("#board"); }
  get grid() { return this.host.querySelector("#editor-grid"); }
  get scroll() { return this.host.querySelector("#editor-scroll"); }
  get day() { return this.element.dataset.day; }
  get begins() { return Date.parse(this.element.dataset.begins); }
  get first() { return Number(this.element.dataset.first) * 60; }
  get last() { return Number(this.element.dataset.last) * 60; }
  get rooms() { return [...this.grid.querySelectorAll(".room")]; }
  get cells() { return [...this.host.querySelectorAll("#board .cell:not([data-copy])")]; }

  cell(code) { return this.host.querySelector(`#board .cell[data-code="${code}"]:not([data-copy])`); }

  /** The version of a session that one has seen: on the page, or made oneself and not yet on the page. */
  version(code) { return Math.max(Number(this.cell(code)?.dataset.version || 0), this.made.get(code) || 0); }

  title(cell) { return cell.querySelector("h3").textContent.trim(); }

  /** Where a cell stands: room, minutes after midnight, length; null for what has no time. */
  spotOf(cell) {
    const minutes = Number(cell.dataset.minutes);
    if (!cell.dataset.start) return null;
    const start = (Date.parse(cell.dataset.start) - this.begins) / MINUTE + DAY_BEGINS;
    return { room: cell.dataset.room, start, minutes };
  }

  /** The place under a point, the time rounded to a row; null outside of the grid. */
  spotAt(x, y, minutes, offset = 0) {
    const box = this.scroll.getBoundingClientRect();
    const room = this.rooms.find((one) => {
      const { left, right } = one.getBoundingClientRect();
      return left <= x && x < right;
    });
    if (!room || x < box.left || x > box.right || y < box.top || y > box.bottom) return null;
    const top = this.grid.getBoundingClientRect().top + room.offsetHeight;
    const start = this.first + Math.round((y - top) / this.rowHeight - offset / STEP) * STEP;
    return this.within({ room: room.dataset.room, start, minutes });
  }

  /** The same place, moved so that it lies in the day. */
  within(spot) {
    const start = Math.max(this.first, Math.min(this.last - STEP, spot.start));
    return { ...spot, start, minutes: Math.max(STEP, Math.min(spot.minutes, 28 * 60 - start)) };
  }

  get rowHeight() { return parseFloat(getComputedStyle(this.grid).gridAutoRows); }

  column(room) {
    return Number(this.rooms.find((one) => one.dataset.room === String(room ?? ""))?.dataset.column || 0);
  }

  /** The room so many columns beside. */
  beside(room, by) {
    const rooms = this.rooms.map((one) => one.dataset.room);
    return rooms[Math.max(0, Math.min(rooms.length - 1, rooms.indexOf(room) + by))];
  }

  roomName(room) {
    const found = this.rooms.find((one) => one.dataset.room === room);
    return found ? found.firstChild.textContent.trim() || found.textContent.trim() : this.host.dataset.elsewhere;
  }

  row(minutes) { return Math.floor((minutes - this.first) / STEP) + 2; }

  /** Put an element of ours over a place. A place without a column lies over all rooms. */
  lay(element, room, start, minutes) {
    const column = this.column(room);
    const alone = this.host.classList.contains("single"); // a phone has one column for all rooms
    element.style.gridColumn = alone ? "2 / span 1" : column ? `${column} / span 1` : `2 / span ${this.rooms.length || 1}`;
    element.style.gridRow = `${this.row(start)} / span ${Math.max(1, Math.ceil(minutes / STEP))}`;
    element.dataset.column = column;
    this.grid.append(element);
  }

  instant(minutes, begins = this.begins) { return new Date(begins + (minutes - DAY_BEGINS) * MINUTE).toISOString(); }

  minutes(instant) { return (Date.parse(instant) - this.begins) / MINUTE + DAY_BEGINS; }

  clock(minutes) {
    const two = (number) => String(number).padStart(2, "0");
    return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
  }
}
