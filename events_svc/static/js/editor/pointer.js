// Carrying by mouse, pen or finger: the whole cell for a mouse, its grip for a finger, its lower edge for length.
const SLACK = 4; // px before a press is a drag
const EDGE = 48; // px from the border where the grid scrolls along

export class Pointer {
  constructor(editor) {
    this.editor = editor;
    editor.addEventListener("pointerdown", (event) => this.press(event));
    editor.addEventListener("pointermove", (event) => this.move(event));
    editor.addEventListener("pointerup", (event) => this.lift(event));
    editor.addEventListener("pointercancel", () => this.stop());
    editor.addEventListener("dragstart", (event) => event.preventDefault());
    editor.addEventListener("click", (event) => this.click(event), true);
  }

  press(event) {
    const cell = event.target.closest(".cell:not([data-copy])");
    const finger = event.pointerType !== "mouse";
    const handle = event.target.closest(".grip, .stretch");
    if (!cell || event.button !== 0 || this.editor.carry.is || (finger && !handle)) return;
    this.held = { cell, x: event.clientX, y: event.clientY, stretch: handle?.matches(".stretch"), id: event.pointerId };
    if (finger) event.preventDefault();
  }

  move(event) {
    const { carry } = this.editor;
    if (this.tapped && carry.is) this.aim(event);
    if (!this.held || event.pointerId !== this.held.id) return;
    const far = Math.hypot(event.clientX - this.held.x, event.clientY - this.held.y) > SLACK;
    if (!carry.is && far) this.begin();
    if (!carry.is) return;
    this.along(event.clientX, event.clientY);
    this.aim(event);
  }

  begin() {
    const { board, carry } = this.editor;
    const { cell, id, y } = this.held;
    carry.take(cell);
    this.editor.setPointerCapture(id);
    const top = cell.getBoundingClientRect().top;
    this.offset = carry.origin && !this.held.stretch ? Math.min(carry.origin.minutes, ((y - top) / board.rowHeight) * 5) : 0;
  }

  /** Hold what is carried over what lies under the pointer. */
  aim({ clientX: x, clientY: y }) {
    const { board, carry } = this.editor;
    this.target?.classList.remove("over");
    this.target = this.beneath(x, y);
    this.target?.classList.add("over");
    if (this.target) return carry.over(null);
    if (this.held?.stretch) {
      const end = board.spotAt(x, y, 5);
      if (end) carry.over(board.within({ ...carry.origin, minutes: Math.max(5, end.start - carry.origin.start) }));
      return undefined;
    }
    const minutes = carry.origin ? carry.origin.minutes : Number(carry.cell.dataset.minutes);
    return carry.over(board.spotAt(x, y, minutes, this.offset));
  }

  /** Another day, or the list of what has no time, under the pointer. */
  beneath(x, y) {
    const found = document.elementFromPoint(x, y)?.closest(".days a, .waiting");
    return this.editor.contains(found) ? found : null;
  }

  /** The grid scrolls along when one comes to its border. */
  along(x, y) {
    const { scroll } = this.editor.board;
    const { top, bottom, left, right } = scroll.getBoundingClientRect();
    if (y < Math.min(bottom, innerHeight) && y > Math.min(bottom, innerHeight) - EDGE) (scroll.scrollHeight > scroll.clientHeight + 1 ? scroll : window).scrollBy(0, 12);
    if (y > top && y < Math.max(top, 0) + EDGE) (scroll.scrollHeight > scroll.clientHeight + 1 ? scroll : window).scrollBy(0, -12);
    if (x < right && x > right - EDGE) scroll.scrollBy(12, 0);
    if (x > left && x < left + EDGE) scroll.scrollBy(-12, 0);
  }

  lift(event) {
    const { carry } = this.editor;
    if (this.held && carry.is) return this.putDown();
    if (this.held && event.pointerType !== "mouse" && !this.held.stretch) this.tap();
    else if (this.tapped && carry.is) {
      this.aim(event);
      this.putDown();
    }
    this.held = null;
    return undefined;
  }

  /** A finger that taps a grip picks up; its next tap puts down. */
  tap() {
    const { carry } = this.editor;
    carry.take(this.held.cell);
    this.offset = 0;
    this.tapped = true;
    carry.over(carry.spot);
  }

  putDown() {
    const { carry } = this.editor;
    const { target } = this;
    this.swallow = true;
    setTimeout(() => { this.swallow = false; });
    this.stop("placing");
    if (target?.matches(".waiting")) return carry.remove();
    if (target) {
      carry.spot = carry.origin || carry.spot || { room: this.editor.board.rooms[0].dataset.room, start: this.editor.board.first + 60, minutes: Number(carry.cell.dataset.minutes) };
      return carry.drop(Date.parse(target.dataset.begins));
    }
    return carry.drop();
  }

  stop(reason) {
    this.target?.classList.remove("over");
    this.held = this.target = this.tapped = null;
    if (!reason && this.editor.carry.is) this.editor.carry.leave();
  }

  click(event) {
    if (!this.swallow) return;
    event.preventDefault();
    event.stopPropagation();
  }
}
