import type { Invocation } from '../../command.js';
import { readConfigFile } from '../../config-file.js';
import { notices } from '../../text/notices.js';

/** `kind config validate` */
export async function run({ args, context, progress }: Invocation): Promise<void> {
  const config = await readConfigFile(args[0] as string, context);
  const { validateConfig } = await context.library();
  validateConfig(config, { progress });
  progress.log(notices.valid(config.source));
}
