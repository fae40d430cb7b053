import { test } from 'node:test';
import fc, { type Arbitrary } from 'fast-check';
import { Watchdog } from './watchdog.js';

/** How the inputs of a run are shared out to the readers. */
const SHARES = { config: 0.3, containerd: 0.15, kubeadm: 0.15, kubeconfig: 0.2, archives: 0.2 };

/** Inputs altogether: few in every run of the suite, 100,000 in `npm test -- fuzz`. */
const INPUTS = Number(process.env.FUZZ_INPUTS ?? 5000);
/** What to repeat, as a failure says it. */
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const PATH = process.env.FUZZ_PATH;

/** Processor seconds for one input. Milliseconds are usual. */
const SECONDS_PER_INPUT = 5;

/**
 * A test of a reader with generated inputs. A failure tells the environment variables that repeat it.
 *
 * @param reader whose share of inputs it takes
 * @param part of that share, if the reader has several tests
 * @param check throws when the reader does what it must not; may be asynchronous
 */
export function fuzz<T>(
  title: string,
  { reader, part = 1 }: { reader: keyof typeof SHARES; part?: number },
  inputs: Arbitrary<T>,
  check: (input: T) => unknown,
): void {
  const numRuns = Math.ceil(INPUTS * SHARES[reader] * part);
  test(`${title}: ${numRuns} inputs`, async () => {
    const watchdog = new Watchdog(`FUZZ_SEED=${SEED}`);
    const property = fc.asyncProperty(inputs, async (input) => {
      watchdog.next();
      const start = process.cpuUsage();
      await check(input);
      const { user, system } = process.cpuUsage(start);
      const seconds = (user + system) / 1e6;
      if (seconds > SECONDS_PER_INPUT) throw new Error(`took ${seconds} processor seconds`);
    });
    try {
      const details = await fc.check(property, { numRuns, seed: SEED, ...(PATH === undefined ? {} : { path: PATH }) });
      if (!details.failed) return;
      const again = `FUZZ_SEED=${SEED} FUZZ_PATH=${details.counterexamplePath} FUZZ_INPUTS=${INPUTS}`;
      const { errorInstance: cause } = details;
      const why = cause instanceof Error ? cause.stack : String(cause);
      throw new Error(`repeat it with ${again}\n${fc.defaultReportMessage(details)}\n${why}`, { cause });
    } finally {
      await watchdog.stop();
    }
  });
}
