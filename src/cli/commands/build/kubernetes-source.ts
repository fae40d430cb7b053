import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findSource } from '../../../build/distribution/source-tree.js';
import type { KubernetesSource } from '../../../build/node/kubernetes-source.js';
import type { Invocation } from '../../command.js';
import { goQuote } from '../../text/go-quote.js';
import { UsageError } from '../../text/usage-error.js';
import type { BuildType } from './build-type.js';

/**
 * What to build from, of the type that was given or found.
 *
 * @param source the argument; empty when there is none
 * @throws {UsageError} when the type needs an argument, and for flags that it has no use for
 */
export async function kubernetesSource(
  type: BuildType,
  source: string,
  { context, flags }: Pick<Invocation, 'context' | 'flags'>,
): Promise<KubernetesSource> {
  const [checksum, mirror] = [flags.string('checksum'), flags.string('mirror')];
  if (checksum && (type === 'modules' || type === 'source')) {
    throw new UsageError(`--checksum is for a tarball: there is none when building from ${goQuote(type)}`);
  }
  if (mirror && type !== 'release' && type !== 'ci') {
    throw new UsageError(`--mirror is for the types release and ci, not for ${goQuote(type)}`);
  }
  const tarball = { ...(checksum && { checksum }), ...(mirror && { mirror }) };
  const path = resolve(context.cwd, source);
  if (type === 'modules') return source ? { type, version: source } : { type };
  if (type === 'ci') return { type, ...(source && { marker: source }), ...tarball };
  if (type === 'url' || type === 'release') {
    if (source === '') throw new UsageError(`--type ${type} needs an argument: what to build from`);
    return type === 'url' ? { type, url: source, ...tarball } : { type, version: source, ...tarball };
  }
  if (type === 'file' && (await stat(path).catch(() => undefined))?.isFile()) return { type, path, ...tarball };
  if (source === '') return { type: 'source', path: await findSource(context.cwd, context.env) };
  if ((await stat(path).catch(() => undefined))?.isDirectory()) return { type: 'source', path };
  throw new UsageError(`error finding kuberoot: there is no directory "${source}"`);
}
