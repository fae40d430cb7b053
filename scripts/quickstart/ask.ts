import type { Engine } from '../../src/engine/engine.js';
import { KindlingError, messageOf } from '../../src/errors.js';

/** Milliseconds within which a Service that was just made must answer. */
const DEADLINE = 60_000;

/** Asks a URL from this machine. */
export async function askFromHost(url: string, signal: AbortSignal): Promise<string> {
  return await untilAnswered(url, signal, async () => {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2000)]) });
    return await response.text();
  });
}

/** Asks a URL from inside one of the sample application's pods. */
export async function askFromPod(
  engine: Engine,
  controlPlane: string,
  url: string,
  signal: AbortSignal,
): Promise<string> {
  const command = ['kubectl', 'exec', 'deployment/hello', '--', 'timeout', '2', 'wget', '-q', '-O', '-', url];
  return await untilAnswered(url, signal, async () => (await engine.exec(controlPlane, command, { signal })).stdout);
}

/** Until every node has heard of a new Service its first connections may be refused: there is no event for that. */
async function untilAnswered(url: string, signal: AbortSignal, ask: () => Promise<string>): Promise<string> {
  const deadline = performance.now() + DEADLINE;
  for (;;) {
    try {
      return (await ask()).trim();
    } catch (error) {
      signal.throwIfAborted();
      if (performance.now() > deadline) {
        throw new KindlingError('TIMEOUT', `${url} gave no answer within ${DEADLINE / 1000} s: ${messageOf(error)}`, {
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
