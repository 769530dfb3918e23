// Draws digits that look handwritten, for machines without the MNIST files: strokes with slant, scale, shift, wobble, thickness and noise.
// Digit number i of a seed is always the same picture; Math.random is not touched, since tuning seeds it for the training.
// Coordinates of a stroke: a unit square, x to the right, y down.

export const imageSizePx = 28;

/** Draws digits `first` to `first + count - 1` of a seed. Returns `{ images, labels }`: 28 x 28 bytes per image (0 is background), classes in equal shares. */
export function drawDigits({ seed, first, count }) {
  const nPixels = imageSizePx * imageSizePx;
  const images = new Uint8Array(count * nPixels);
  const labels = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const random = createRandom(seed, first + index);
    // Each run of ten has each class once, in an order of its own, so that every subset is balanced.
    const label = classOrder(seed, Math.floor((first + index) / 10))[(first + index) % 10];
    labels[index] = label;
    drawDigit(label, random, images.subarray(index * nPixels, (index + 1) * nPixels));
  }
  return { images, labels };
}

const line = (...points) => ({ points, curved: false });
const curve = (...points) => ({ points, curved: true });

/** Digit -> ways of writing it -> strokes. */
const shapes = [
  [
    [
      curve(
        [0.5, 0],
        [0.2, 0.2],
        [0.16, 0.55],
        [0.3, 0.92],
        [0.55, 1],
        [0.8, 0.75],
        [0.82, 0.35],
        [0.66, 0.06],
        [0.45, 0.02],
      ),
    ],
    [curve([0.62, 0.03], [0.3, 0.1], [0.15, 0.5], [0.28, 0.9], [0.6, 0.97], [0.85, 0.6], [0.75, 0.15], [0.5, 0])],
  ],
  [
    [line([0.5, 0], [0.5, 1])],
    [line([0.28, 0.25], [0.55, 0], [0.55, 1])],
    [line([0.3, 0.22], [0.52, 0], [0.52, 1]), line([0.25, 1], [0.8, 1])],
  ],
  [
    [
      curve([0.18, 0.25], [0.35, 0.03], [0.65, 0.02], [0.8, 0.25], [0.65, 0.55], [0.4, 0.8], [0.15, 1]),
      line([0.15, 1], [0.87, 0.98]),
    ],
    [
      curve(
        [0.2, 0.2],
        [0.5, 0],
        [0.78, 0.2],
        [0.62, 0.6],
        [0.3, 0.92],
        [0.15, 0.85],
        [0.3, 0.75],
        [0.6, 0.95],
        [0.9, 0.9],
      ),
    ],
  ],
  [
    [
      curve([0.2, 0.12], [0.5, 0], [0.77, 0.2], [0.65, 0.42], [0.42, 0.48]),
      curve([0.42, 0.48], [0.72, 0.55], [0.82, 0.77], [0.55, 1], [0.15, 0.88]),
    ],
    [
      line([0.2, 0.03], [0.78, 0.03], [0.45, 0.42]),
      curve([0.45, 0.42], [0.75, 0.5], [0.8, 0.78], [0.5, 1], [0.18, 0.88]),
    ],
  ],
  [
    [line([0.6, 0], [0.12, 0.65], [0.9, 0.65]), line([0.66, 0.35], [0.66, 1])],
    [curve([0.22, 0.02], [0.18, 0.35], [0.35, 0.52], [0.75, 0.48]), line([0.78, 0.02], [0.74, 1])],
  ],
  [
    [
      line([0.8, 0.02], [0.28, 0.03], [0.22, 0.45]),
      curve([0.22, 0.45], [0.55, 0.36], [0.82, 0.62], [0.65, 0.94], [0.18, 0.95]),
    ],
    [curve([0.82, 0], [0.4, 0.05], [0.25, 0.35], [0.6, 0.45], [0.78, 0.7], [0.55, 0.98], [0.15, 0.9])],
  ],
  [
    [
      curve(
        [0.7, 0.02],
        [0.35, 0.25],
        [0.18, 0.65],
        [0.35, 0.97],
        [0.68, 0.95],
        [0.8, 0.7],
        [0.6, 0.5],
        [0.3, 0.6],
        [0.22, 0.75],
      ),
    ],
    [curve([0.45, 0], [0.28, 0.4], [0.25, 0.8], [0.5, 1], [0.75, 0.8], [0.6, 0.58], [0.32, 0.72])],
  ],
  [
    [line([0.15, 0.04], [0.83, 0.04], [0.42, 1])],
    [line([0.15, 0.06], [0.82, 0.04], [0.4, 1]), line([0.32, 0.5], [0.78, 0.48])],
    [curve([0.15, 0.15], [0.4, 0.04], [0.83, 0.06], [0.6, 0.45], [0.48, 1])],
  ],
  [
    [
      curve(
        [0.72, 0.12],
        [0.45, 0],
        [0.25, 0.2],
        [0.5, 0.47],
        [0.78, 0.75],
        [0.5, 1],
        [0.22, 0.76],
        [0.52, 0.46],
        [0.76, 0.2],
        [0.6, 0.03],
      ),
    ],
    [
      curve([0.5, 0.46], [0.25, 0.25], [0.5, 0], [0.75, 0.22], [0.5, 0.46]),
      curve([0.5, 0.46], [0.2, 0.72], [0.5, 1], [0.8, 0.74], [0.5, 0.46]),
    ],
  ],
  [
    [curve([0.75, 0.2], [0.45, 0.02], [0.22, 0.25], [0.42, 0.5], [0.75, 0.25]), line([0.76, 0.15], [0.66, 1])],
    [curve([0.72, 0.3], [0.5, 0.02], [0.24, 0.25], [0.45, 0.5], [0.73, 0.28], [0.76, 0.6], [0.55, 0.98], [0.25, 0.92])],
  ],
];

function drawDigit(label, random, pixels) {
  const place = createPlacement(random);
  const styles = shapes[label];
  const strokes = styles[Math.floor(random() * styles.length)];
  const hand = {
    wobble: 0.03 + 0.033 * random(),
    halfWidthPx: 0.7 + random(),
    ink: 0.65 + 0.35 * random(),
    noise: 0.03 + 0.08 * random(),
  };
  const ink = new Float32Array(pixels.length);
  for (const stroke of strokes) drawStroke(stroke, { place, hand, random, ink });
  // One hand in ten leaves a stray mark.
  if (random() < 0.1)
    drawStroke(line([random(), random()], [random(), random()]), {
      place,
      hand: { ...hand, halfWidthPx: 0.4 },
      random,
      ink,
    });
  for (let index = 0; index < pixels.length; index++) {
    const value = hand.ink * ink[index] + hand.noise * normal(random);
    pixels[index] = Math.round(255 * Math.min(1, Math.max(0, value)));
  }
}

/** Where a point of the unit square lands, in pixels: scale, slant, rotation and shift of one hand. */
function createPlacement(random) {
  const widthPx = 15 + 5 * random();
  const heightPx = 17 + 4 * random();
  const slant = 0.19 * normal(random);
  const angle = 0.09 * normal(random);
  const xShift = imageSizePx / 2 + 0.75 * normal(random);
  const yShift = imageSizePx / 2 + 0.75 * normal(random);
  return ([x, y]) => {
    const yPx = (y - 0.5) * heightPx;
    const xPx = (x - 0.5) * widthPx - slant * yPx;
    return [
      xShift + xPx * Math.cos(angle) - yPx * Math.sin(angle),
      yShift + xPx * Math.sin(angle) + yPx * Math.cos(angle),
    ];
  };
}

function drawStroke(stroke, { place, hand, random, ink }) {
  const points = stroke.points.map(([x, y]) =>
    place([x + hand.wobble * normal(random), y + hand.wobble * normal(random)]),
  );
  const path = stroke.curved ? smooth(points) : points;
  for (let index = 1; index < path.length; index++) drawSegment(path[index - 1], path[index], hand.halfWidthPx, ink);
}

/** A Catmull-Rom curve through the points, as short straight pieces. */
function smooth(points) {
  const nPieces = 5;
  const path = [points[0]];
  for (let index = 1; index < points.length; index++) {
    const [before, from, to, after] = [
      points[index - 2] ?? points[index - 1],
      points[index - 1],
      points[index],
      points[index + 1] ?? points[index],
    ];
    for (let piece = 1; piece <= nPieces; piece++) {
      const t = piece / nPieces;
      path.push([0, 1].map((axis) => catmullRom([before[axis], from[axis], to[axis], after[axis]], t)));
    }
  }
  return path;
}

function catmullRom([before, from, to, after], t) {
  return (
    0.5 *
    (2 * from +
      t * (to - before + t * (2 * before - 5 * from + 4 * to - after + t * (3 * (from - to) + after - before))))
  );
}

/** Adds the ink of a round-ended pen along a segment; a pixel on its edge is partly covered. */
function drawSegment([x0, y0], [x1, y1], halfWidthPx, ink) {
  const reach = halfWidthPx + 0.5;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const lengthSquared = dx * dx + dy * dy;
  const [left, right] = pixelRange(Math.min(x0, x1) - reach, Math.max(x0, x1) + reach);
  const [top, bottom] = pixelRange(Math.min(y0, y1) - reach, Math.max(y0, y1) + reach);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / lengthSquared));
      const cover = Math.min(1, reach - Math.hypot(x - x0 - along * dx, y - y0 - along * dy));
      const index = y * imageSizePx + x;
      if (cover > ink[index]) ink[index] = cover;
    }
  }
}

function pixelRange(from, to) {
  return [Math.max(0, Math.ceil(from)), Math.min(imageSizePx - 1, Math.floor(to))];
}

function classOrder(seed, block) {
  const random = createRandom(seed ^ 0x5bd1e995, block);
  const order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  for (let index = 9; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [order[index], order[other]] = [order[other], order[index]];
  }
  return order;
}

/** A stream of numbers in [0, 1) for one picture: mulberry32 (T. Ettinger, public domain), started at a mix of seed and index. */
function createRandom(seed, index) {
  let state = Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  };
}

/** A standard normal number (Box and Muller 1958); one of the pair is enough here. */
function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
