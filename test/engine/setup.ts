import type { CaseSetup } from '../../src/engine/cases/world.js';
import type { Engine } from '../../src/engine/engine.js';
import { messageOf } from '../../src/errors.js';
import { run } from '../../src/exec/run.js';
import type { Environment } from '../../src/state-dir.js';
import { staticBusybox } from './busybox.js';

/**
 * The setup of the engine cases for an engine that is installed on this machine.
 *
 * @param hint how to get the engine running
 */
export function realEngine(
  make: () => Engine,
  env: Environment,
  hint: string,
  upstreamDelete: (cli: CaseSetup['cli'], node: string) => Promise<void>,
): CaseSetup {
  let busybox: Promise<Buffer> | undefined;
  const program = make().name;
  const cli = async (...args: string[]) => (await run([program, ...args], { env })).stdout;
  return {
    cli,
    engine: async () => {
      const engine = make();
      await engine.listContainers({ 'kindling-test': undefined }).catch((cause) => {
        throw new Error(`${program} is needed for these tests: ${messageOf(cause)}. ${hint}`, { cause });
      });
      return engine;
    },
    busybox: async () => {
      busybox ??= staticBusybox();
      return await busybox;
    },
    upstreamDelete: async (node) => await upstreamDelete(cli, node),
  };
}
