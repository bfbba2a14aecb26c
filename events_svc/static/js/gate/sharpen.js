// A blurred, dim picture made readable: what differs from its neighbourhood is drawn out (an unsharp mask). Pure.

const RADIUS = 3; // pixels; found by benchmarks over blurred, tilted, dim codes: docs/decisions/0040
const AMOUNT = 6;
const CONTRAST = 200; // of 255: how far the darkest is brought from the lightest

/** The grey picture in RGBA `pixels` sharpened, as RGBA again. */
export function sharpened(pixels, width, height) {
  const grey = greyOf(pixels);
  const around = blurred(blurred(grey, width, height), width, height);
  const [darkest, lightest] = extremes(grey);
  const factor = CONTRAST / Math.max(1, lightest - darkest);
  const middle = (lightest + darkest) / 2;
  const made = new Uint8ClampedArray(pixels.length).fill(255);
  for (let at = 0; at < grey.length; at += 1) {
    const value = 128 + ((grey[at] - around[at]) * AMOUNT + around[at] - middle) * factor;
    made[4 * at] = made[4 * at + 1] = made[4 * at + 2] = value;
  }
  return made;
}

function greyOf(pixels) {
  const grey = new Float32Array(pixels.length / 4);
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] = 0.3 * pixels[4 * at] + 0.59 * pixels[4 * at + 1] + 0.11 * pixels[4 * at + 2];
  }
  return grey;
}

function extremes(grey) {
  let darkest = 255;
  let lightest = 0;
  for (const value of grey) {
    if (value < darkest) darkest = value;
    if (value > lightest) lightest = value;
  }
  return [darkest, lightest];
}

/** Means over squares of 2 · RADIUS + 1 pixels: rows, then columns. */
function blurred(grey, width, height) {
  const rows = new Float32Array(grey.length);
  for (let y = 0; y < height; y += 1) slide(grey, rows, { start: y * width, step: 1, count: width });
  const both = new Float32Array(grey.length);
  for (let x = 0; x < width; x += 1) slide(rows, both, { start: x, step: width, count: height });
  return both;
}

function slide(from, to, { start, step, count }) {
  const value = (at) => from[start + Math.min(count - 1, Math.max(0, at)) * step];
  const size = 2 * RADIUS + 1;
  let sum = 0;
  for (let at = -RADIUS; at <= RADIUS; at += 1) sum += value(at);
  for (let at = 0; at < count; at += 1) {
    to[start + at * step] = sum / size;
    sum += value(at + RADIUS + 1) - value(at - RADIUS);
  }
}
