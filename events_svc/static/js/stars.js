// Sessions that this reader has starred, kept in this browser, by event and code. Nothing is sent anywhere,
// unless the reader has made a private link: then the stars behind it follow.
const KEY = "starred";
const LINKS = "starred-links";

function all(key = KEY) {
  try {
    return JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    return {}; // storage may be forbidden or spoilt: then nothing is starred
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** The secret of this browser's private link at an event, if there is one. */
export function linked(event) {
  return all(LINKS)[event];
}

/** This browser's stars at an event are those behind a private link; without a secret, its own. */
export function link(event, secret) {
  keep(LINKS, { ...all(LINKS), [event]: secret });
}

/** Star these sessions and no others, here and behind the private link; answers whether that is done. */
export async function take(event, codes) {
  if (!keep(KEY, { ...all(), [event]: [...codes] })) return false;
  const secret = linked(event);
  if (!secret) return true;
  const answer = await fetch(`/api/v1/stars/${secret}`, {
    method: "PUT", keepalive: true,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ codes: [...codes] }),
  }).catch(() => null); // no network: the next star brings all of them
  if (answer?.status === 404) link(event, undefined); // given up on another device
  return Boolean(answer?.ok);
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
  take(event, codes);
  return has && starred(event).has(code);
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
