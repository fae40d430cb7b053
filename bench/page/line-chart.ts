import { escaped } from '../../src/html.js';

export interface LineChart {
  title: string;
  /** Points from left to right. */
  points: readonly { x: number; y: number; label: string }[];
  /** A value that is drawn across. */
  goal?: number;
  /** Digits behind the point of values. */
  digits: number;
  unit: string;
}

const WIDTH = 340;
const HEIGHT = 180;
const MARGIN = { left: 55, right: 15, top: 25, bottom: 25 };

/** Points and a line through them as SVG, on axes of which the vertical one begins at 0. */
export function lineChart({ title, points, goal, digits, unit }: LineChart): string {
  const highest = 1.1 * Math.max(...points.map(({ y }) => y), goal ?? 0);
  const [first, last] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const inner = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const across = (x: number) => MARGIN.left + inner.width * (last === first ? 0.5 : (x - first) / (last - first));
  const up = (y: number) => MARGIN.top + inner.height * (1 - (highest === 0 ? 0 : y / highest));
  const fixed = (value: number) => value.toFixed(1);
  const level = (y: number, kind: string) =>
    `<line class="${kind}" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${fixed(up(y))}" y2="${fixed(up(y))}"/>` +
    `<text class="tick" x="${MARGIN.left - 5}" y="${fixed(up(y) + 4)}">${y.toFixed(digits)}</text>`;
  const path = points.map(({ x, y }) => `${fixed(across(x))},${fixed(up(y))}`).join(' ');
  const dots = points.map(
    ({ x, y, label }) =>
      `<circle cx="${fixed(across(x))}" cy="${fixed(up(y))}" r="3"><title>${escaped(`${label}: ${y.toFixed(digits)} ${unit}`)}</title></circle>`,
  );
  const ends = [points[0], points.length > 1 ? points.at(-1) : undefined].flatMap((point) =>
    point ? [`<text class="end" x="${fixed(across(point.x))}" y="${HEIGHT - 8}">${escaped(point.label)}</text>`] : [],
  );
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" role="img" aria-label="${escaped(title)}">`,
    `<text class="title" x="${MARGIN.left}" y="14">${escaped(title)}</text>`,
    level(0, 'axis'),
    level(highest / 1.1, 'grid'),
    ...(goal === undefined ? [] : [level(goal, 'goal')]),
    `<polyline points="${path}"/>`,
    ...dots,
    ...ends,
    '</svg>',
  ].join('\n');
}
