// Verdicts in words.

import { ruleWords } from "./rule-words.js";

/** `{name}` of a pattern filled in. */
export function fill(pattern, values) {
  return pattern.replace(/{(\w+)}/g, (whole, name) => values[name] ?? whole);
}

/** A text of the domain in the reader's language, else in the other. */
export function inLanguage(text, language) {
  return text ? (text[language] ?? Object.values(text)[0] ?? "") : "";
}

/** The time of day at the event's place, `09:05`; `more` of it, as Intl names it. */
export function timeOfDay(at, timezone, more = {}) {
  return new Date(at).toLocaleTimeString("en-GB", { timeZone: timezone, hour: "2-digit", minute: "2-digit", ...more });
}

/** The lines under a name: organisation, type, and what the reason needs. */
export function lines(answer, { words, language, timezone, names }) {
  const found = [];
  if (answer.refused) found.push(answer.refused);
  if (answer.ticket) {
    found.push(answer.ticket.holder_organisation, inLanguage(answer.ticket.ticket_type, language));
  }
  if (answer.first_at) found.push(first(answer, { words, language, timezone }));
  if (answer.reason === "unpaid") found.push(fill(words.order, { code: answer.ticket?.order_code }));
  found.push(...(answer.explanation ?? []).map((failed) => ruleWords(failed, { words, timezone, names })));
  return found.filter(Boolean).join("\n");
}

function first(answer, { words, language, timezone }) {
  const time = timeOfDay(answer.first_at, timezone);
  const minutes = Math.max(0, Math.floor((new Date(answer.at) - new Date(answer.first_at)) / 60000));
  const where = fill(words.first, { time, gate: inLanguage(answer.first_gate, language) });
  return `${where} (${fill(words.minutes, { minutes })})`;
}
