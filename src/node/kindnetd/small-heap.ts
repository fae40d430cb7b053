import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's heap small: it would let tens of megabytes of garbage gather before it collects any. Collecting more
 * often costs kindnetd a few milliseconds of processor time in a busy second.
 */
export function keepHeapSmall(): void {
  // Garbage is collected when the heap is a fifth larger than after the last time.
  setFlagsFromString('--heap-growing-percent=20');
  setFlagsFromString('--optimize-for-size');
  // The space for new objects does not grow: what is read from the API server is dropped at once.
  setFlagsFromString('--semi-space-growth-factor=1');
}
