import { KindlingError, messageOf } from '../../errors.js';
import type { CreateContext } from '../context.js';

/** How long a node may take until its services can be used, in milliseconds. */
const BOOT_DEADLINE = 60_000;

/** What systemd prints on the console when the node's services run: part of the node image's contract. */
const BOOTED = /Reached target .*Multi-User System.*/;

/** On hosts with cgroup v1 kind makes do with this line of the entrypoint: systemd may have no console there. */
const BOOTS_ON_V1 = /detected cgroup v1/;

/**
 * Waits until a node has booted: follows its console until systemd reports the multi-user target. On a host with cgroup
 * v1, a node that has not said so at the deadline is taken for booted.
 *
 * @param deadline milliseconds
 * @throws {KindlingError} NODE_FAILED with the end of the console's text when the container ends or the deadline passes
 */
export async function waitForBoot(
  context: Pick<CreateContext, 'engine'>,
  name: string,
  signal: AbortSignal,
  deadline = BOOT_DEADLINE,
): Promise<void> {
  const following = AbortSignal.any([signal, AbortSignal.timeout(deadline)]);
  const console = context.engine.logs(name, { follow: true, signal: following });
  let text = '';
  try {
    for await (const chunk of console) {
      text += chunk.toString();
      if (BOOTED.test(text)) return;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!following.aborted) throw new KindlingError('NODE_FAILED', `failed to read logs: ${messageOf(error)}`);
  } finally {
    console.destroy();
  }
  signal.throwIfAborted();
  if (following.aborted && BOOTS_ON_V1.test(text)) return;
  const what = following.aborted
    ? `did not boot within ${deadline / 1000} s: could not find a log line that matches "${BOOTED.source}"`
    : 'ended while it booted';
  throw new KindlingError('NODE_FAILED', `node "${name}" ${what}; its console ends with:\n${lastLines(text, 20)}`, {
    hint: 'look at all of it with: kind create cluster --retain, then kind export logs',
  });
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split(/\r?\n/).slice(-count).join('\n');
}
