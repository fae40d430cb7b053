/** A straight line through points. */
export interface Line {
  /** The value at 0. */
  base: number;
  /** What each further unit adds. */
  slope: number;
  /** How much of what differs the line explains, from 0 to 1 (R²). */
  fit: number;
}

/** The line of least squares; undefined for points that do not make one. */
export function lineThrough(points: readonly (readonly [x: number, y: number])[]): Line | undefined {
  const count = points.length;
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / count;
  const [x, y] = [mean(0), mean(1)];
  const sum = (of: (dx: number, dy: number) => number) =>
    points.reduce((total, point) => total + of(point[0] - x, point[1] - y), 0);
  const spread = sum((dx) => dx * dx);
  if (count < 2 || spread === 0) return undefined;
  const slope = sum((dx, dy) => dx * dy) / spread;
  const base = y - slope * x;
  const total = sum((_, dy) => dy * dy);
  const missed = sum((dx, dy) => (dy - slope * dx) ** 2);
  return { base, slope, fit: total === 0 ? 1 : 1 - missed / total };
}
