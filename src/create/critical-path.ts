import type { StepTiming } from './plan.js';

/**
 * The steps that decided when a plan was done: from the one that ended last, always to the one it waited for last.
 *
 * @returns names, from the first to the last
 */
export function criticalPath(timings: readonly StepTiming[]): string[] {
  const byName = new Map(timings.map((timing) => [timing.step, timing]));
  const path: string[] = [];
  for (let at = latest(timings); at !== undefined; ) {
    path.unshift(at.step);
    at = latest(at.needs.flatMap((name) => byName.get(name) ?? []));
  }
  return path;
}

function latest(timings: readonly StepTiming[]): StepTiming | undefined {
  return timings.reduce<StepTiming | undefined>(
    (last, each) => (last && last.end >= each.end ? last : each),
    undefined,
  );
}
