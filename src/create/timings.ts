import type { StepTiming } from './plan.js';

/** Steps shorter than this are not shown, in milliseconds. */
const SHORTEST = 1;

/** The timings that are worth showing, in order of their start. */
export function shownTimings(timings: readonly StepTiming[]): StepTiming[] {
  return timings.filter(({ start, end }) => end - start >= SHORTEST).sort((a, b) => a.start - b.start);
}

/** Milliseconds as seconds with two digits. */
export function inSeconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

/** The timings of a plan as lines of text. */
export function formatTimings(timings: readonly StepTiming[]): string {
  const column = (ms: number) => inSeconds(ms).padStart(7);
  const rows = shownTimings(timings).map(
    ({ step, start, end }) => `${column(start)} ${column(end)} ${column(end - start)}  ${step}`,
  );
  return ['  start     end    took  step', ...rows].join('\n');
}
