import type { Invocation } from '../../command.js';
import { readConfigFile } from '../../config-file.js';
import { notices } from '../../text/notices.js';

/** `kind config migrate` */
export async function run({ args, context, progress }: Invocation): Promise<void> {
  const config = await readConfigFile(args[0] as string, context);
  const { migrateConfig } = await context.library();
  const { text, losesComments } = migrateConfig(config);
  if (losesComments) progress.warn(notices.losesComments(config.source));
  context.stdout.write(text);
}
