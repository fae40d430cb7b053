import type { Invocation } from '../../command.js';

/** `kind config schema` */
export async function run({ context }: Invocation): Promise<void> {
  const { configSchema } = await context.library();
  context.stdout.write(`${JSON.stringify(configSchema(), undefined, 2)}\n`);
}
