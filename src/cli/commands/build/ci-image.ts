import { resolve } from 'node:path';
import type { Invocation } from '../../command.js';
import { buildOptions } from './build-options.js';

/** What hooks are told of this machine's environment. */
const HOOK_VARIABLES = [
  ...['REGISTRY', 'REGISTRY_USER', 'REGISTRY_PASSWORD'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
];

/** `kind build ci-image` */
export async function run(invocation: Invocation): Promise<void> {
  const { args, context, flags } = invocation;
  const [version] = args;
  const [staticIp, hooks] = [flags.string('static-ip'), flags.string('hooks')];
  const options = await buildOptions(invocation, 'ci-image', { engine: hooks !== '' });
  const sharedPki = context.env.KIND_SHARED_PKI === '1';
  const { buildCiImage } = await context.imageBuilders();
  await buildCiImage({
    ...options,
    ...(version && { kubernetesVersion: version }),
    ...(staticIp && { staticIp }),
    ...(hooks && { hooks: resolve(context.cwd, hooks), hookEnvironment: hookEnvironment(context.env) }),
    ...(sharedPki && { sharedPki }),
  });
}

function hookEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(HOOK_VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
