import { type Line, lineThrough } from './line.js';
import type { ScalePoint } from './run.js';

export const SCALE_HEADINGS = ['nodes', 'all Ready after', 'memory'] as const;

export function scaleCells({ nodes, seconds, megabytes }: ScalePoint): string[] {
  return [String(nodes), `${seconds.toFixed(2)} s`, `${megabytes.toFixed(0)} MB`];
}

/** How time and memory grow, in words. */
export function growth(scale: readonly ScalePoint[]): string[] {
  const say = (what: string, unit: string, digits: number, line: Line | undefined) =>
    line === undefined
      ? []
      : [
          `${what} grows by ${line.slope.toFixed(digits)} ${unit} for each further node (R² ${line.fit.toFixed(3)} of a straight line)`,
        ];
  return [
    ...say('time', 's', 2, lineThrough(scale.map(({ nodes, seconds }) => [nodes, seconds]))),
    ...say('memory', 'MB', 0, lineThrough(scale.map(({ nodes, megabytes }) => [nodes, megabytes]))),
  ];
}
