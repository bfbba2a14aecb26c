// Find somebody without a code: by name, pinyin, initials, phone, organisation, order, number. Pure.
// The server made the search keys (checkin/search_keys): this needs no pinyin of its own.

const TAIL = 4; // digits of a phone number that a gate knows
const comparables = new WeakMap(); // what a person is compared by, made once

/** The people whom `text` fits, best first, at most `most`: rows of the snapshot, by names of its columns. */
export function findPeople(people, text, most = 20) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = [];
  for (const person of people) {
    const rank = rankOf(comparable(person), words);
    if (rank !== null) found.push({ person, rank });
  }
  found.sort((one, other) => one.rank - other.rank || compared(one.person, other.person));
  return found.slice(0, most).map(({ person }) => person);
}

/** Text as it is compared: without case, tones, full-width forms and dashes; ü is v, as it is typed. */
export function fold(text) {
  return String(text ?? "").normalize("NFKC").toLowerCase().replace(/[üǖǘǚǜ]/g, "v")
    .normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[-_'’·.]/g, "");
}

/** Whether what was typed is this very ticket or its order, not only a part of what is known of somebody. */
export function isExactly(person, text) {
  const { order, number } = comparable(person);
  const whole = fold(text).replace(/\s/g, "");
  return whole === order || whole === number;
}

function comparable(person) {
  if (!comparables.has(person)) {
    comparables.set(person, {
      name: fold(person.name).replace(/\s/g, ""),
      organisation: fold(person.organisation),
      order: fold(person.order),
      tail: String(person.phone_tail ?? ""),
      number: String(person.number),
      keys: fold(person.keys).split(" ").filter(Boolean),
    });
  }
  return comparables.get(person);
}

/** How well the words fit, 0 best; null: not at all. */
function rankOf(person, words) {
  const whole = words.join("");
  const ranks = [
    () => whole === person.order || whole === person.number || whole === person.name,
    () => isTail(person, whole),
    () => person.keys.includes(whole),
    () => person.name.startsWith(whole),
    () => person.keys.some((key) => key.startsWith(whole)),
    () => words.every((word) => fits(person, word)),
  ];
  const rank = ranks.findIndex((hits) => hits());
  return rank === -1 ? null : rank;
}

function fits(person, word) {
  return person.name.includes(word) || person.organisation.includes(word) || person.order.startsWith(word)
    || isTail(person, word) || person.keys.some((key) => key.startsWith(word));
}

/** The last digits of a phone number, or more of it: only the last four are known here. */
function isTail(person, word) {
  if (!person.tail || !/^\+?\d{3,15}$/.test(word)) return false;
  return word.length <= TAIL ? person.tail.endsWith(word) : word.endsWith(person.tail);
}

/** Who cannot pass any more comes last. */
function compared(one, other) {
  return (one.state === "cancelled") - (other.state === "cancelled") || one.name.localeCompare(other.name, "zh") || one.number - other.number;
}
