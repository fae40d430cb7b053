import { escaped } from '../../src/html.js';

export interface Bar {
  what: string;
  /** Lengths of its parts, one behind the other, each with what it is. */
  parts: readonly { value: number; label: string }[];
  /** Where a mark is set. */
  goal?: number;
}

/** Horizontal bars on one scale that begins at 0, as an HTML table. */
export function barChart(bars: readonly Bar[], text: (value: number) => string): string {
  const length = ({ parts }: Bar) => parts.reduce((sum, { value }) => sum + value, 0);
  const longest = Math.max(...bars.map((bar) => Math.max(length(bar), bar.goal ?? 0)), Number.MIN_VALUE);
  const percent = (value: number) => `${((100 * value) / longest).toFixed(2)}%`;
  const rows = bars.map((bar) => {
    const parts = bar.parts.map(
      ({ value, label }, index) =>
        `<i class="part${index % 7}" style="width: ${percent(value)}" title="${escaped(`${label}: ${text(value)}`)}"></i>`,
    );
    const goal = bar.goal === undefined ? '' : `<b style="left: ${percent(bar.goal)}" title="goal"></b>`;
    const drawn = `<td class="chart"><div class="bar">${parts.join('')}${goal}</div></td>`;
    return `<tr><td>${escaped(bar.what)}</td><td>${escaped(text(length(bar)))}</td>${drawn}</tr>`;
  });
  return `<table class="bars">\n${rows.join('\n')}\n</table>`;
}
