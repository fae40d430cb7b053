import { deferred } from '../../deferred.js';
import { wrapError } from '../../errors.js';
import type { Environment } from '../../state-dir.js';
import { EngineClient } from '../cli/client.js';
import { CliEngine } from '../cli/engine.js';
import { removeContainers } from '../cli/remove.js';
import { runOrRemove } from '../cli/run/run-or-remove.js';
import { parseDockerInfo } from '../docker/info.js';
import { dockerSubnets } from '../docker/network.js';
import type { CancelOptions, ContainerSpec } from '../engine.js';
import { nerdctlNetworks } from './network.js';
import { nerdctlRunArguments } from './run-arguments.js';

/**
 * nerdctl and finch, which is a nerdctl. Written after nerdctl's command reference and spec §3, and tried with a
 * stand-in that records its calls, not with a real one: no distribution that we test on packages it.
 *
 * @see https://github.com/containerd/nerdctl/blob/main/docs/command-reference.md
 */
export class Nerdctl extends CliEngine {
  protected readonly networks = nerdctlNetworks(this.client);
  protected readonly subnetsOf = dockerSubnets;
  /** Ends when the container that is being started has been. */
  private running: Promise<void> = Promise.resolve();

  /** @param binary `nerdctl`, `finch` or `nerdctl.lima` */
  constructor(binary = 'nerdctl', env: Environment = process.env) {
    super(new EngineClient('nerdctl', binary, env));
  }

  protected async readInfo() {
    return parseDockerInfo('nerdctl', await this.client.json(['info', '--format', '{{json .}}']));
  }

  /** One after another: containers that nerdctl starts at the same time get in each other's way (spec §3.3). */
  async runContainer(spec: ContainerSpec, options: CancelOptions = {}): Promise<void> {
    const before = this.running;
    const { promise: after, resolve: done } = deferred();
    this.running = after;
    try {
      await before;
      await runOrRemove(this.client, nerdctlRunArguments(spec, await this.runHost(options)), options);
    } finally {
      done();
    }
  }

  /** nerdctl restarts what ends, so nodes are first told not to come back. Spec §3.13. */
  async removeContainers(names: readonly string[], options: CancelOptions = {}): Promise<void> {
    const existing = (await this.inspectAll(names, options)).map((document) => document.Name.replace(/^\//, ''));
    if (existing.length === 0) return;
    const run = async (args: string[], context: string) => {
      await this.client.run([...args, ...existing], options).catch((error) => {
        throw wrapError(error, context);
      });
    };
    await run(['update', '--restart=no'], "failed to update restart policy to 'no'");
    await run(['stop'], 'failed to stop nodes');
    await run(['wait'], 'failed to wait for node exit');
    await removeContainers(this.client, existing, options);
  }
}
