import { escaped } from '../../src/html.js';

/** A table of plain text; the first column is to the left, others to the right. */
export function htmlTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>\n${[line(headings, 'th'), ...rows.map((cells) => line(cells, 'td'))].join('\n')}\n</table>`;
}
