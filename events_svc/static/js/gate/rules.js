// The rules of a check-in list: the twin of events_svc/checkin/rules.py, held to it by vectors.json.

const LOGIC = new Set(["and", "or", "!"]);
const ORDERS = {
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};
const COMPARISONS = new Set(["==", "!=", "in", ...Object.keys(ORDERS)]);
const OPPOSITES = { "==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<", in: "not in" };

/** Whether the rule is true of the facts; no rule is always true. */
export function holds(rule, facts) {
  return isEmpty(rule) || value(rule, facts) === true;
}

/** The comparisons that keep the rule from being true; of `{any: […]}` one is enough. */
export function failures(rule, facts) {
  return holds(rule, facts) ? [] : blamed(rule, facts, true);
}

export function isEmpty(rule) {
  return !rule || (typeof rule === "object" && Object.keys(rule).length === 0);
}

function value(rule, facts) {
  if (!isNode(rule)) return rule;
  const [operator, operands] = node(rule);
  if (LOGIC.has(operator)) return logic(operator, operands, facts);
  if (COMPARISONS.has(operator)) return compare(operator, value(operands[0], facts), value(operands[1], facts));
  return fact(operator, operands[0], facts);
}

function blamed(rule, facts, wanted) {
  const [operator, operands] = node(rule);
  if (operator === "!") return blamed(operands[0], facts, !wanted);
  if (!LOGIC.has(operator)) return [compared(wanted ? operator : OPPOSITES[operator], operands, facts)];
  const wrong = operands.filter((one) => (value(one, facts) === true) !== wanted);
  const parts = wrong.map((one) => blamed(one, facts, wanted));
  return (operator === "and") === wanted ? parts.flat() : either(parts);
}

function either(parts) {
  const ways = parts.map((part) => (part.length === 1 ? part[0] : { all: part }));
  return ways.length === 1 ? ways : [{ any: ways }];
}

function compared(operator, [left, right], facts) {
  const [name, [operand]] = node(left);
  const fact = name === "var" ? operand : name;
  const said = { fact, operator, is: value(left, facts), wanted: value(right, facts) };
  return name === "var" ? said : { ...said, since: value(operand, facts) };
}

function logic(operator, operands, facts) {
  const isTrue = (one) => value(one, facts) === true;
  if (operator === "and") return operands.every(isTrue);
  return operator === "or" ? operands.some(isTrue) : !isTrue(operands[0]);
}

function compare(operator, left, right) {
  if (operator === "in") return Array.isArray(right) && right.some((one) => one === left);
  if (operator === "==" || operator === "!=") return (left === right) === (operator === "==");
  if (typeof left !== typeof right || !["number", "string"].includes(typeof left)) return false;
  return ORDERS[operator](left, right);
}

function fact(operator, operand, facts) {
  if (operator === "var") return facts[operand] ?? null;
  if (operator === "instant") return Math.floor(Date.parse(operand) / 1000);
  const since = value(operand, facts);
  const known = typeof since === "string" ? facts.entered_today : facts.entered;
  return known.filter((entered) => entered >= since).length;
}

function isNode(rule) {
  return rule !== null && typeof rule === "object" && !Array.isArray(rule);
}

function node(rule) {
  const [[operator, operands]] = Object.entries(rule);
  return [operator, Array.isArray(operands) ? operands : [operands]];
}
