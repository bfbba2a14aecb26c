// Hardware scanners type like a very fast keyboard and end with Enter: no field needs the focus.

const LONGEST_PAUSE = 500; // ms between two keys; slow Bluetooth scanners need some
const SHORTEST_CODE = 6;

/** Call `onCode` with what a scanner typed; what a person types into fields is left alone. */
export function listenForWedge(onCode) {
  let typed = "";
  let before = 0;
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select")) return;
    if (event.timeStamp - before > LONGEST_PAUSE) typed = "";
    before = event.timeStamp;
    if (event.key.length === 1) {
      typed += event.key;
    } else if (event.key === "Enter" && typed.length >= SHORTEST_CODE) {
      event.preventDefault();
      onCode(typed);
      typed = "";
    }
  }, { capture: true });
}
