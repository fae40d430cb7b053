import type { Readable } from 'node:stream';
import type { NodeOptions } from './options.js';

/**
 * What a node has written to its console: of the boot above all.
 *
 * @param options `follow`: keep the stream open until the node stops or the signal aborts. Default: false.
 * @returns a stream, which fails with NODE_NOT_FOUND or what the engine says, and ends when the signal aborts
 */
export function nodeSerialLogs({ engine, node, ...options }: NodeOptions & { follow?: boolean }): Readable {
  return engine.logs(node, options);
}
