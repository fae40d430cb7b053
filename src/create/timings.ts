import type { StepTiming } from './plan.js';

/** The timings of a plan as lines of text, in order of their start, seconds with two digits. */
export function formatTimings(timings: readonly StepTiming[]): string {
  const seconds = (ms: number) => (ms / 1000).toFixed(2).padStart(7);
  const rows = [...timings]
    .filter(({ start, end }) => end - start >= 1)
    .sort((a, b) => a.start - b.start)
    .map(({ step, start, end }) => `${seconds(start)} ${seconds(end)} ${seconds(end - start)}  ${step}`);
  return ['  start     end    took  step', ...rows].join('\n');
}
