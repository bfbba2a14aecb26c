// What is always to be seen: whether we are connected, how many have come.

import { fill } from "./explain.js";

/** Follow the gate's event stream. */
export function followNumbers({ words, arrived, expected }, at) {
  let now = { arrived, expected };
  const draw = () => { at("arrived").textContent = fill(words.arrived, now); };
  const showConnection = (isThere) => {
    at("state").dataset.state = isThere ? "online" : "waiting";
    at("state").firstElementChild.textContent = isThere ? "●" : "▲";
    at("state-words").textContent = isThere ? words.online : words.waiting;
  };
  const source = new EventSource("/gate/live");
  source.addEventListener("message", ({ data }) => { now = JSON.parse(data); draw(); });
  source.addEventListener("open", () => showConnection(true));
  source.addEventListener("error", () => showConnection(navigator.onLine && source.readyState !== EventSource.CLOSED));
  addEventListener("offline", () => showConnection(false));
  addEventListener("online", () => showConnection(true));
  draw();
  return { showConnection };
}
