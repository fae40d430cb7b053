import { KindlingError } from '../errors.js';
import { listInternalNodes } from './list.js';
import { DEFAULT_CLUSTER_NAME, type NamedClusterOptions } from './options.js';

/** What loading images takes. */
export interface LoadOptions extends NamedClusterOptions {
  /** Node names. Default: every node. */
  nodes?: readonly string[];
}

/**
 * The nodes that images go to, spec §6.
 *
 * @param quote how an unknown node is written in the error
 * @throws {KindlingError} CLUSTER_NOT_FOUND when the cluster has no nodes; NODE_NOT_FOUND when it lacks one of `nodes`
 */
export async function selectNodes(options: LoadOptions, quote: (node: string) => string): Promise<string[]> {
  const all = (await listInternalNodes(options)).map(({ name }) => name);
  if (all.length === 0) {
    const name = options.name || DEFAULT_CLUSTER_NAME;
    throw new KindlingError('CLUSTER_NOT_FOUND', `no nodes found for cluster ${JSON.stringify(name)}`);
  }
  const wanted = [...new Set(options.nodes)].filter((name) => name !== '');
  const unknown = wanted.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new KindlingError('NODE_NOT_FOUND', `unknown node: ${quote(unknown)}`, {
      hint: `the nodes are ${all.join(', ')}`,
    });
  }
  return wanted.length > 0 ? wanted : all;
}
