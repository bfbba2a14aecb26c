// Sessions that this reader has starred, kept in this browser, by event and code. Nothing is sent anywhere.
const KEY = "starred";

function all() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || {};
  } catch {
    return {}; // storage may be forbidden or spoilt: then nothing is starred
  }
}

/** The codes that are starred at an event. */
export function starred(event) {
  return new Set(all()[event] || []);
}

/** Star a session, or take its star back; answers whether it is starred now. */
export function toggle(event, code) {
  const codes = starred(event);
  const has = !codes.delete(code);
  if (has) codes.add(code);
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...all(), [event]: [...codes] }));
  } catch {
    return false;
  }
  return has;
}

/** Show on a button whether its session is starred. */
export function dress(button, is) {
  const words = is ? button.dataset.starred : button.dataset.star;
  button.setAttribute("aria-pressed", is);
  button.setAttribute("aria-label", words);
  button.title = words;
  button.textContent = is ? "★" : "☆";
}

for (const button of document.querySelectorAll("button.star[data-code]")) {
  const { event, code } = button.dataset;
  dress(button, starred(event).has(code));
  button.hidden = false;
  button.addEventListener("click", () => dress(button, toggle(event, code)));
}
