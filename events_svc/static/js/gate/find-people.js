// People of the snapshot by what somebody says of them.

/** The people, at most `most`, of whose search keys each word of `text` begins one. */
export function findPeople(people, text, most = 20) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = [];
  for (const person of people) {
    const keys = `${person.keys} ${person.name} ${person.organisation} ${person.phone_tail} ${person.order}`.toLowerCase();
    if (words.every((word) => keys.includes(word))) found.push(person);
    if (found.length === most) break;
  }
  return found;
}
