// Why a rule of a list keeps somebody out, in words: the twin of events_svc/web/checkin/rule_words.py. Pure.
//
// ruleWords(item, { words, timezone, names: { type: { 3: "VIP" }, gate: {} } })

import { localTime } from "./verdict.js";

const KINDS = {
  type: "choice", gate: "choice", weekday: "choice", day: "moment", time: "moment", now: "moment",
  minutes_since_start: "span", minutes_since_end: "span", is_inside: "place",
};
const SAME = { "==": "in", "!=": "not in" };

/** One item of a verdict's explanation as a line. */
export function ruleWords(item, setting) {
  for (const [join, key] of [["any", "rule:or"], ["all", "rule:and"]]) {
    if (item[join]) return joined(setting.words[key], item[join].map((one) => ruleWords(one, setting)));
  }
  return filled(setting.words["rule:failed"], {
    fact: factWords(item, setting),
    is: valueWords(item.fact, item.is, setting),
    needed: phrase(item, setting),
  });
}

function factWords({ fact, since }, setting) {
  const told = typeof since === "number" ? moment(since, setting) : since ?? "";
  return filled(setting.words[`fact:${fact}`], { since: told });
}

function phrase({ fact, operator, wanted }, setting) {
  const kind = KINDS[fact] ?? "number";
  const pattern = setting.words[`phrase:${kind}:${SAME[operator] ?? operator}`] ?? `${operator} {value}`;
  const told = [wanted].flat().map((one) => valueWords(fact, one, setting));
  return filled(pattern, { value: told.length ? joined(setting.words["rule:comma"], told) : "–" });
}

function valueWords(fact, one, setting) {
  const { words, names } = setting;
  if (one === null) return words["rule:none"];
  if (fact === "type" || fact === "gate") return names?.[fact]?.[one] ?? `#${one}`;
  if (fact === "weekday") return words[`weekday:${one}`] ?? String(one);
  if (fact === "now") return moment(one, setting);
  if (fact === "is_inside") return words[`phrase:place:${one}`];
  if (KINDS[fact] === "span") {
    return filled(words[one < 0 ? "phrase:span:before" : "phrase:span:after"], { minutes: Math.abs(one) });
  }
  return String(one);
}

function moment(seconds, { timezone }) {
  const { day, time } = localTime(new Date(seconds * 1000).toISOString(), timezone);
  return `${day} ${time}`;
}

function joined(pattern, parts) {
  return parts.reduce((a, b) => filled(pattern, { a, b }));
}

function filled(pattern, values) {
  return pattern.replace(/{(\w+)}/g, (whole, name) => values[name] ?? whole);
}
