// What can be done with chosen seats. Pure: seats in, seats out; a seat is {id, zone, row, number, category, x, y}.

const STEP = 24; // from a seat to the next

export const rowOf = (seat) => `${seat.zone}\u0000${seat.row}`;

const change = (seats, chosen, act) => seats.map((seat, place) => (chosen.has(place) ? { ...seat, ...act(seat, place) } : seat));

export const move = (seats, chosen, right, down) => change(seats, chosen, ({ x, y }) => ({ x: x + right, y: y + down }));

export const categorise = (seats, chosen, category) => change(seats, chosen, () => ({ category }));

export const remove = (seats, chosen) => seats.filter((_, place) => !chosen.has(place));

/** Around their middle, clockwise. */
export function turn(seats, chosen, degrees) {
  const picked = [...chosen].map((place) => seats[place]);
  const middle = (axis) => picked.reduce((sum, seat) => sum + seat[axis], 0) / picked.length;
  const [x, y, angle] = [middle("x"), middle("y"), (degrees * Math.PI) / 180];
  return change(seats, chosen, (seat) => ({
    x: Math.round(x + (seat.x - x) * Math.cos(angle) - (seat.y - y) * Math.sin(angle)),
    y: Math.round(y + (seat.x - x) * Math.sin(angle) + (seat.y - y) * Math.cos(angle)),
  }));
}

/** What is blank stays; numbers begin anew with `first` in each row, in the order in which they were. */
export function name(seats, chosen, { zone, row, first }) {
  const counted = new Map();
  const order = [...chosen].sort((one, other) => seats[one].number - seats[other].number);
  const numbers = new Map();
  for (const place of order) {
    const key = row || rowOf(seats[place]);
    counted.set(key, (counted.get(key) ?? Number(first) - 1) + 1);
    numbers.set(place, counted.get(key));
  }
  return change(seats, chosen, (seat, place) => ({
    zone: zone === "" ? seat.zone : zone.trim(),
    row: row === "" ? seat.row : row,
    number: first === "" ? seat.number : numbers.get(place),
  }));
}

/** One more at the end of each row of which a seat is chosen. */
export function extend(seats, chosen) {
  const rows = new Map([...chosen].map((place) => [rowOf(seats[place]), seats[place]]));
  const more = [...rows.keys()].map((key) => {
    const row = seats.filter((seat) => rowOf(seat) === key).sort((one, other) => one.number - other.number);
    const [last, before] = [row.at(-1), row.at(-2)];
    const [right, down] = before ? [last.x - before.x, last.y - before.y] : [STEP, 0];
    return { ...last, id: 0, number: last.number + 1, x: last.x + right, y: last.y + down };
  });
  return [...seats, ...more];
}

/** The nearest seat in that direction: what lies aside counts three times as far. */
export function nearest(seats, place, [right, down]) {
  const from = seats[place];
  let best = place, least = Infinity;
  seats.forEach(({ x, y }, other) => {
    const [across, along] = [x - from.x, y - from.y];
    const ahead = across * right + along * down;
    const far = ahead + 3 * Math.abs(right ? along : across);
    if (ahead > 2 && far < least) [best, least] = [other, far];
  });
  return best;
}
