// How the grid is looked at: zoom, a search, and on a phone one room at a time.
const NARROW = matchMedia("(max-width: 48rem)");
const ZOOM = "editor-zoom";

export class Single {
  constructor(editor) {
    this.editor = editor;
    this.select = editor.querySelector("#room-switch");
    this.select.addEventListener("change", () => this.show(this.select.value));
    NARROW.addEventListener("change", () => this.mark());
    this.zoom(editor.querySelector("#zoom"));
    editor.querySelector("#find").addEventListener("input", ({ target }) => this.find(target.value));
    this.fill();
  }

  zoom(select) {
    select.value = localStorage.getItem(ZOOM) || "2";
    const set = () => {
      for (const one of ["1", "2", "3"]) this.editor.classList.toggle(`zoom-${one}`, one === select.value);
      localStorage.setItem(ZOOM, select.value);
    };
    select.addEventListener("change", set);
    set();
  }

  /** Sessions that do not hold the words step back. */
  find(words) {
    this.words = words.trim().toLowerCase();
    for (const cell of this.editor.querySelectorAll("#board .cell")) {
      const fits = !this.words || cell.textContent.toLowerCase().includes(this.words);
      cell.classList.toggle("unfit", !fits);
      if (cell.closest("#waiting-list")) cell.hidden = !fits;
    }
  }

  fill() {
    const chosen = this.select.value;
    this.select.replaceChildren(...this.editor.board.rooms.map((room) => new Option(this.editor.board.roomName(room.dataset.room), room.dataset.room)));
    if ([...this.select.options].some((one) => one.value === chosen)) this.select.value = chosen;
    this.mark();
    if (this.words) this.find(this.words);
  }

  show(room) {
    this.select.value = room;
    this.mark();
  }

  /** On a phone only what stands in the chosen room, or in all rooms, is seen. */
  mark() {
    this.editor.classList.toggle("single", NARROW.matches);
    const column = String(this.editor.board.column(this.select.value));
    for (const one of this.editor.board.grid.children) {
      const own = one.dataset.column;
      one.classList.toggle("here", own === column || own === "0");
    }
  }
}
