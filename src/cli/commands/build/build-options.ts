import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BuildOptions } from '../../../build/build-options.js';
import { checkImageReference } from '../../../build/content/image-reference.js';
import type { Arch } from '../../../build/part.js';
import { goArchitecture } from '../../../go-architecture.js';
import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { goQuote } from '../../text/go-quote.js';
import { UsageError } from '../../text/usage-error.js';
import { explanation } from './explanation.js';
import { parseOutput } from './output-flag.js';

/**
 * What the flags of all builds say. An engine is looked for only when the image goes into it, or something comes from it.
 *
 * @param name what the output is called when the flag does not say: `node-image`
 * @param options `engine`: something else comes from it
 * @throws {UsageError} for an architecture that nothing can be built for, and an output that is none
 */
export async function buildOptions(
  invocation: Invocation,
  name: string,
  options: { engine?: boolean } = {},
): Promise<BuildOptions> {
  const { context, flags, progress } = invocation;
  const arch = architecture(flags.string('arch'));
  const [image, given, push] = [flags.string('image'), flags.string('output'), flags.bool('push')];
  const base = await baseImage(flags.string('base-image'), context.cwd);
  const output = given === '' ? undefined : parseOutput(given, `${name}-${arch ?? goArchitecture}`, context);
  if (typeof output?.path === 'object' && flags.bool('explain')) {
    throw new UsageError('--explain prints where --output writes the image', 'give --explain-page FILE instead');
  }
  const needsEngine = output === undefined || push || options.engine || base?.archive === false;
  return {
    ...(needsEngine ? (await connect(invocation)).base : { progress, signal: context.signal }),
    ...(arch && { arch }),
    ...(image && { image }),
    ...(base && { baseImage: base.name }),
    ...(output && { output }),
    ...(push && { push }),
    ...(await explanation(invocation)),
  };
}

/** An architecture; undefined for none. @throws {UsageError} for one that nothing can be built for */
export function architecture(arch: string): Arch | undefined {
  if (arch === '' || arch === 'amd64' || arch === 'arm64') return arch || undefined;
  throw new UsageError(`unsupported architecture ${goQuote(arch)}`, 'there are amd64 and arm64');
}

/** A file is an archive; anything else is the name of an image. */
async function baseImage(given: string, cwd: string): Promise<{ name: string; archive: boolean } | undefined> {
  if (given === '') return undefined;
  const path = resolve(cwd, given);
  const entry = await stat(path).catch(() => undefined);
  if (entry?.isFile()) return { name: path, archive: true };
  checkImageReference(given, '--base-image');
  return { name: given, archive: false };
}
