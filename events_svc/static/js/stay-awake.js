// Keeps the screen on while a ticket is shown, so that the code does not go dark in the queue.

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  await navigator.wakeLock?.request("screen").catch(() => {}); // refused on a low battery: then it dims
}

document.addEventListener("visibilitychange", stayAwake);
stayAwake();
