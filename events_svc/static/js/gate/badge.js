// Prints the badge of a ticket through the browser: asks who decides, and the person when there is one already.

/**
 * `ask(answer)` says that there are badges already (`copies`, `printed_by`, `printed_at`, `printed_at_gate`)
 * and resolves to whether to print one more. Resolves to "printed", "kept" (the person said no), "away" (no
 * contact) or "refused".
 */
export async function printBadge({ gate, ticket, ask, open = openFile, send = post }) {
  let seen = 0;
  for (;;) {
    const answer = await send(`/api/v1/gates/${gate}/badges`, { ticket, seen });
    if (typeof answer === "string") return answer;
    if (answer.pdf) {
      open(answer.pdf);
      return "printed";
    }
    if (!(await ask(answer))) return "kept";
    seen = answer.copies; // another gate may print meanwhile: then it asks again
  }
}

/** The file offers to print itself as soon as it is open; where no window may be opened it is downloaded. */
function openFile(url) {
  if (window.open(url, "_blank")) return;
  const link = document.createElement("a");
  link.href = url;
  link.download = "badge.pdf";
  link.click();
}

async function post(url, body) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
    });
  } catch {
    return "away";
  }
  if (response.status >= 500) return "away";
  return response.ok ? response.json() : "refused";
}
