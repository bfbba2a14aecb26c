// The editor by keyboard alone: one stop for Tab, arrows from session to session, Enter picks up and puts down.
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export class Keyboard {
  constructor(editor) {
    this.editor = editor;
    editor.addEventListener("keydown", (event) => this.press(event));
    editor.addEventListener("focusin", ({ target }) => {
      if (target.matches(".cell")) this.stopAt(target);
    });
    document.addEventListener("keydown", (event) => this.step(event));
  }

  /** Tab stops at one session only. */
  stopAt(cell) {
    for (const one of this.editor.board.cells) one.tabIndex = one === cell ? 0 : -1;
  }

  step(event) {
    const typing = event.target.closest("input, textarea, select");
    if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    this.editor.step(event.shiftKey ? "redo" : "undo");
  }

  press(event) {
    const { carry } = this.editor;
    const cell = event.target.closest(".cell");
    if (carry.is ? this.carried(event) : cell && this.resting(event, cell)) event.preventDefault();
  }

  resting(event, cell) {
    const { key } = event;
    if (event.target !== cell || event.ctrlKey || event.metaKey) return false;
    if (key === "Enter" || key === " ") this.take(cell);
    else if (key === "F2") cell.querySelector("h3 a").click();
    else if (key === "Delete" || key === "Backspace") this.remove(cell);
    else if (key in ARROWS) this.go(cell, ...ARROWS[key]);
    else return false;
    return true;
  }

  take(cell) {
    const { editor } = this;
    editor.carry.take(cell);
    editor.say(editor.fill("taken", { title: editor.board.title(cell) }));
    editor.carry.over(editor.carry.spot);
    this.see();
  }

  remove(cell) {
    this.editor.carry.take(cell);
    this.editor.carry.remove();
  }

  carried(event) {
    const { carry } = this.editor;
    const { key } = event;
    if (key === "Enter" || key === " ") carry.drop();
    else if (key === "Escape" || key === "Tab") carry.leave();
    else if (key === "Delete" || key === "Backspace") carry.remove();
    else if (key === "PageUp" || key === "PageDown") this.shift(0, key === "PageUp" ? -60 : 60);
    else if (event.shiftKey && key in ARROWS) this.stretch(ARROWS[key][1] * 5);
    else if (key in ARROWS) this.shift(ARROWS[key][0], ARROWS[key][1] * 5);
    else return false;
    return true;
  }

  shift(rooms, minutes) {
    const { board, carry } = this.editor;
    const { spot } = carry;
    const room = rooms ? board.beside(spot.room, rooms) : spot.room;
    this.editor.single?.show(room);
    carry.over(board.within({ ...spot, room, start: spot.start + minutes }));
    this.see();
  }

  stretch(minutes) {
    const { board, carry } = this.editor;
    carry.over(board.within({ ...carry.spot, minutes: carry.spot.minutes + minutes }));
    this.see();
  }

  see() {
    this.editor.carry.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** The focus goes to the nearest session in that direction. */
  go(cell, across, down) {
    const here = middle(cell);
    const others = this.editor.board.cells.filter((one) => one !== cell && one.getClientRects().length);
    const ahead = others.map((one) => ({ one, at: middle(one) })).filter(({ at }) => across * (at.x - here.x) + down * (at.y - here.y) > 2);
    const far = ({ at }) => Math.abs(at.x - here.x) * (across ? 1 : 4) + Math.abs(at.y - here.y) * (down ? 1 : 4);
    ahead.sort((one, other) => far(one) - far(other));
    ahead[0]?.one.focus();
  }
}

function middle(cell) {
  const { left, top, width } = cell.getBoundingClientRect();
  return { x: left + width / 2, y: top };
}
