import type { Writable } from 'node:stream';
import { KindlingError } from '../errors.js';

/**
 * What happens when nobody reads any longer. `kind get nodes | head -1` is no error: what has been printed counts. A
 * command that still runs when its standard output is closed is cancelled, and undoes what it did; messages that nobody
 * reads are no reason for that. A terminal that was closed is like a pipe: SIGHUP tells of it as well.
 */
export function heedClosedPipes(stdout: Writable, stderr: Writable, abort: (reason: KindlingError) => void): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isClosed(error)) throw error;
    abort(new KindlingError('CANCELLED', 'cancelled: nobody reads the standard output any longer'));
  });
  stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (!isClosed(error)) throw error;
  });
}

/** What writing says of a pipe without a reader, and of a terminal that is gone. */
function isClosed({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EIO';
}
