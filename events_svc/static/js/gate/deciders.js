// Asks who decides for all gates (the server, or the hub) for what a phone alone cannot know.

const PATIENCE = 8000; // ms

/** The answer's JSON, or null after a 204; throws Refused with the words for people. */
export async function askDecider(method, path, body) {
  const response = await reached(path, {
    method, headers: { "content-type": "application/json", accept: "application/json" },
    body: body && JSON.stringify(body),
  });
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({}));
  throw new Refused(problem.detail || problem.title || "", response.status);
}

/** The response of a page's fragment, whatever its status; throws Refused when nobody answers. */
export async function reached(path, options) {
  try {
    return await fetch(path, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new Refused("", 0);
  }
}

/** Why not, in words; status 0: nobody could be asked. */
export class Refused extends Error {
  constructor(words, status) {
    super(words);
    this.status = status;
  }

  /** The words to show; what needs contact says so when there is none. */
  said({ words }) {
    return this.status === 0 || this.status >= 500 ? words["needs-contact"] : this.message || words["needs-contact"];
  }
}

/** An amount in minor units of a currency as people write it. */
export function money(minor, currency, language) {
  const format = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-GB", { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}
