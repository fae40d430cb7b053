import { resolve } from 'node:path';
import type { Invocation } from '../../command.js';
import { architecture } from './build-options.js';

/** `kind build release` */
export async function run({ args, context, flags, progress }: Invocation): Promise<void> {
  const [directory = ''] = args;
  const architectures = flags.strings('arch')?.flatMap((arch) => architecture(arch) ?? []);
  const versions = flags.strings('kubernetes-version')?.map((version) => `v${version.replace(/^v/, '')}`);
  const registry = flags.string('registry');
  const { buildRelease } = await context.imageBuilders();
  const files = await buildRelease({
    dir: resolve(context.cwd, directory),
    ...(architectures && { architectures }),
    ...(versions && { versions }),
    ...(registry && { registry }),
    progress,
    signal: context.signal,
  });
  progress.log(`Release of ${files.length} files written to "${directory}".`);
}
