import { KindlingError, wrapError } from '../../errors.js';
import type { NodeOptions } from './options.js';

const VERSION = '/kind/version';

/**
 * The version of Kubernetes that a node's image was made for, such as `v1.36.3`.
 *
 * @throws {KindlingError} NODE_NOT_FOUND; COMMAND_FAILED when the node has no such file; what the engine says
 */
export async function nodeKubernetesVersion({ engine, node, ...cancel }: NodeOptions): Promise<string> {
  const { stdout } = await engine.exec(node, ['cat', VERSION], cancel).catch((error) => {
    throw wrapError(error, `failed to get file: ${VERSION} of node "${node}"`);
  });
  const [version = '', ...more] = stdout.trim().split('\n');
  if (version !== '' && more.length === 0) return version;
  throw new KindlingError('NODE_FAILED', `file should only be one line, got ${more.length + 1} lines: ${VERSION}`);
}
