// Verdicts in words.

/** `{name}` of a pattern filled in. */
export function fill(pattern, values) {
  return pattern.replace(/{(\w+)}/g, (whole, name) => values[name] ?? whole);
}

/** A text of the domain in the reader's language, else in the other. */
export function inLanguage(text, language) {
  return text ? (text[language] ?? Object.values(text)[0] ?? "") : "";
}

/** The lines under a name: organisation, type, and what the reason needs. */
export function lines(answer, { words, language, timezone }) {
  const found = [];
  if (answer.refused) found.push(answer.refused);
  if (answer.ticket) {
    found.push(answer.ticket.holder_organisation, inLanguage(answer.ticket.ticket_type, language));
  }
  if (answer.first_at) found.push(first(answer, { words, language, timezone }));
  if (answer.reason === "unpaid") found.push(fill(words.order, { code: answer.ticket?.order_code }));
  found.push(...(answer.explanation ?? []).map((failed) => rule(failed, words)));
  return found.filter(Boolean).join("\n");
}

function first(answer, { words, language, timezone }) {
  const at = new Date(answer.first_at);
  const time = at.toLocaleTimeString("en-GB", { timeZone: timezone, hour: "2-digit", minute: "2-digit" });
  const minutes = Math.max(0, Math.floor((new Date(answer.at) - at) / 60000));
  const where = fill(words.first, { time, gate: inLanguage(answer.first_gate, language) });
  return `${where} (${fill(words.minutes, { minutes })})`;
}

function rule(failed, words) {
  const said = (value) => (value === null ? words.none : Array.isArray(value) ? value.join(", ") : String(value));
  const fact = words[`fact:${failed.fact}`] ?? failed.fact;
  return fill(words.rule, { fact, is: said(failed.is), operator: failed.operator, wanted: said(failed.wanted) });
}
