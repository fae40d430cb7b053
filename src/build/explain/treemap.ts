/** A rectangle, in any unit. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Divides a rectangle among values by area, so that the parts are nearly square ("squarified treemap" of Bruls, Huizing
 * and van Wijk).
 *
 * @param values positive numbers, largest first
 * @returns a part for each value, in their order
 */
export function treemap(values: readonly number[], area: Rectangle): Rectangle[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  const scale = total === 0 ? 0 : (area.width * area.height) / total;
  const parts: Rectangle[] = [];
  let rest = area;
  let row: number[] = [];
  for (const value of values.map((value) => value * scale)) {
    const side = Math.min(rest.width, rest.height);
    if (row.length > 0 && worst([...row, value], side) > worst(row, side)) {
      rest = layRow(row, rest, parts);
      row = [];
    }
    row.push(value);
  }
  layRow(row, rest, parts);
  return parts;
}

/** The proportion of the least square part of a row. */
function worst(row: readonly number[], side: number): number {
  const sum = row.reduce((total, value) => total + value, 0);
  const [largest, smallest] = [Math.max(...row), Math.min(...row)];
  return Math.max((side * side * largest) / (sum * sum), (sum * sum) / (side * side * smallest));
}

/** Lays a row along the shorter side. @returns what is left of the area */
function layRow(row: readonly number[], area: Rectangle, parts: Rectangle[]): Rectangle {
  const sum = row.reduce((total, value) => total + value, 0);
  const upright = area.width >= area.height;
  const thickness = sum === 0 ? 0 : sum / (upright ? area.height : area.width);
  let at = upright ? area.y : area.x;
  for (const value of row) {
    const length = thickness === 0 ? 0 : value / thickness;
    parts.push(
      upright
        ? { x: area.x, y: at, width: thickness, height: length }
        : { x: at, y: area.y, width: length, height: thickness },
    );
    at += length;
  }
  return upright
    ? { ...area, x: area.x + thickness, width: area.width - thickness }
    : { ...area, y: area.y + thickness, height: area.height - thickness };
}
