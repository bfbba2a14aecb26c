// A page that says `<meta name="look-again" content="60">` looks again every so many seconds and takes over its
// new content in place, as long as it says so. Without scripts the page reloads itself.
const SAYS = 'meta[name="look-again"]';

function isBusy() {
  return document.hidden || document.querySelector("main").contains(document.activeElement);
}

async function look() {
  const answer = isBusy() ? null : await fetch(location.href).catch(() => null); // no network: later
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [old, fresh] = [document.querySelector("main"), page.querySelector("main")];
    if (old.innerHTML !== fresh.innerHTML) old.replaceWith(document.adoptNode(fresh));
    if (!page.querySelector(SAYS)) return;
  }
  wait();
}

function wait() {
  setTimeout(look, Number(document.querySelector(SAYS).content) * 1000);
}

wait();
