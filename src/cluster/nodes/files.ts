import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { KindlingError, wrapError } from '../../errors.js';
import { cancelOptions } from '../options.js';
import type { NodeOptions } from './options.js';

/** Bytes of a program's output that its result keeps: errors need some, files are read as they come. */
const KEPT = 64 << 10;

/**
 * Writes a file of a node; directories on the way are made, and a file that exists is written over.
 *
 * @param options `path`: absolute; `content`: text, bytes or a stream
 * @throws {KindlingError} NODE_NOT_FOUND; COMMAND_FAILED when it cannot be written; what the engine says
 */
export async function writeNodeFile(
  options: NodeOptions & { path: string; content: string | Uint8Array | Readable },
): Promise<void> {
  const { engine, node, content } = options;
  const cancel = cancelOptions(options);
  const path = absolute(options.path);
  const directory = posix.dirname(path);
  await engine.exec(node, ['mkdir', '-p', directory], cancel).catch((error) => {
    throw wrapError(error, `failed to create directory ${directory} in node "${node}"`);
  });
  await engine.exec(node, ['cp', '/dev/stdin', path], { ...cancel, stdin: content }).catch((error) => {
    throw wrapError(error, `failed to write "${path}" to node "${node}"`);
  });
}

/**
 * The bytes of a file of a node.
 *
 * @param options `path`: absolute
 * @throws {KindlingError} NODE_NOT_FOUND; COMMAND_FAILED when it cannot be read; what the engine says
 */
export async function readNodeFile(options: NodeOptions & { path: string }): Promise<Buffer> {
  const { engine, node } = options;
  const path = absolute(options.path);
  const chunks: Buffer[] = [];
  const onOutput = (chunk: Buffer, stream: 'stdout' | 'stderr') => {
    if (stream === 'stdout') chunks.push(chunk);
  };
  const execOptions = { ...cancelOptions(options), onOutput, maxBuffer: KEPT };
  await engine.exec(node, ['cat', path], execOptions).catch((error) => {
    throw wrapError(error, `failed to read "${path}" from node "${node}"`);
  });
  return Buffer.concat(chunks);
}

/**
 * Copies a file from one node to another, to the same path. Permissions are not copied. It passes through memory, and
 * nothing is written when it cannot be read.
 *
 * @param options `from`, `to`: names of nodes; `path`: absolute
 * @throws {KindlingError} NODE_NOT_FOUND; COMMAND_FAILED when it cannot be read or written; what the engine says
 */
export async function copyBetweenNodes(
  options: Omit<NodeOptions, 'node'> & { from: string; to: string; path: string },
): Promise<void> {
  const { from, to, ...rest } = options;
  const content = await readNodeFile({ ...rest, node: from });
  await writeNodeFile({ ...rest, node: to, content });
}

function absolute(path: string): string {
  if (posix.isAbsolute(path)) return path;
  throw new KindlingError('USAGE', `paths in nodes are absolute, not "${path}"`);
}
