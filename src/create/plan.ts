import { throwIfCancelled } from '../cancelled.js';
import { KindlingError } from '../errors.js';

/** One piece of work. Its result is what the steps that need it receive. */
export interface Step<Out> {
  readonly name: string;
  readonly phase: string | undefined;
  readonly needs: Readonly<Record<string, Step<unknown>>>;
  readonly run: (inputs: Record<string, unknown>, signal: AbortSignal) => Promise<Out>;
}

type Inputs<Needs> = { [K in keyof Needs]: Needs[K] extends Step<infer Out> ? Out : never };

export interface StepTiming {
  step: string;
  phase: string | undefined;
  /** The steps this one waited for. */
  needs: string[];
  /** Milliseconds since the plan began. */
  start: number;
  end: number;
}

export interface RunOptions {
  signal?: AbortSignal;
  onStart?: (step: Step<unknown>) => void;
  /** Called when a step has ended, with its error if it failed. */
  onEnd?: (step: Step<unknown>, timing: StepTiming, error?: unknown) => void;
}

/**
 * A typed graph of steps. A step starts as soon as all that it needs is there, so that independent work overlaps;
 * cycles can't be expressed, because a step can only need steps that were added before it.
 */
export class Plan {
  readonly steps: Step<unknown>[] = [];

  /**
   * Adds a step.
   *
   * @param name unique, e.g. `boot kind-worker`
   * @param options `needs`: the steps whose results `run` receives, by name; `phase`: what the user sees it under
   */
  step<Out, Needs extends Record<string, Step<unknown>> = Record<never, Step<unknown>>>(
    name: string,
    options: { phase?: string; needs?: Needs },
    run: (inputs: Inputs<Needs>, signal: AbortSignal) => Promise<Out> | Out,
  ): Step<Out> {
    if (this.steps.some((step) => step.name === name)) {
      throw new KindlingError('INTERNAL', `plan: there is a step "${name}" already`);
    }
    const step: Step<Out> = {
      name,
      phase: options.phase,
      needs: options.needs ?? {},
      run: async (inputs, signal) => await run(inputs as Inputs<Needs>, signal),
    };
    this.steps.push(step);
    return step;
  }

  /**
   * A step whose result is the results of many, in order.
   *
   * @param steps steps of one kind, e.g. the boot of every node
   */
  all<Out>(name: string, steps: readonly Step<Out>[]): Step<Out[]> {
    const needs = Object.fromEntries(steps.map((step, index) => [String(index), step]));
    return this.step(name, { needs }, (inputs) => Object.values(inputs) as Out[]);
  }

  /**
   * Runs every step. The first failure (or the signal) aborts the steps under way; the promise settles only when
   * all of them have stopped, so that the caller can undo without racing them.
   *
   * @throws the first step's error, or CANCELLED by the signal
   */
  async run(options: RunOptions = {}): Promise<StepTiming[]> {
    const controller = new AbortController();
    const abort = () => controller.abort(options.signal?.reason);
    if (options.signal?.aborted) abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    const began = performance.now();
    const timings: StepTiming[] = [];
    const results = new Map<Step<unknown>, Promise<unknown>>();
    let failure: { error: unknown } | undefined;

    const execute = async (step: Step<unknown>): Promise<unknown> => {
      const entries = Object.entries(step.needs);
      const values = await Promise.all(entries.map(([, need]) => results.get(need)));
      if (controller.signal.aborted) throw controller.signal.reason;
      const start = performance.now() - began;
      options.onStart?.(step);
      let error: unknown;
      try {
        return await step.run(Object.fromEntries(entries.map(([key], i) => [key, values[i]])), controller.signal);
      } catch (caught) {
        error = caught;
        failure ??= { error: caught };
        controller.abort(caught);
        throw caught;
      } finally {
        const needs = entries.map(([, need]) => need.name);
        const timing = { step: step.name, phase: step.phase, needs, start, end: performance.now() - began };
        timings.push(timing);
        options.onEnd?.(step, timing, error);
      }
    };

    for (const step of this.steps) results.set(step, execute(step));
    await Promise.allSettled(results.values());
    options.signal?.removeEventListener('abort', abort);
    throwIfCancelled(options.signal);
    if (failure) throw failure.error;
    return timings;
  }
}
